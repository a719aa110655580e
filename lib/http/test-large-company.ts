import type { ConfigDocumentInput } from "@/lib/contract/config";

/** A large organisation, always the same: 200 people in 40 teams, 60 schedules, 80 routes, 80 surfaces, 120 policies. */
export function largeCompany(id: string, edit = 0): ConfigDocumentInput {
  return {
    organisation: {
      id,
      name: "Large",
      time_zone: "Europe/Madrid",
      fallback: { notify: ["person:person-0"] },
    },
    people: numbered(200, (index) => ({
      id: `person-${index}`,
      name: `Person Number ${index}`,
      email: `person-${index}@acme.test`,
      role: index === 0 ? ("admin" as const) : ("member" as const),
      level: 1 + ((index + edit) % 4),
      time_zone: ["Europe/Madrid", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"][index % 4],
    })),
    teams: numbered(40, (index) => ({
      id: `team-${index}`,
      members: numbered(8, (offset) => someone(index * 5 + offset)),
    })),
    schedules: schedules(),
    ...rules(edit),
  };
}

const someone = (index: number): string => `person-${index % 200}`;

const schedules = (): ConfigDocumentInput["schedules"] =>
  numbered(60, (index) => ({
    id: `schedule-${index}`,
    time_zone: ["Europe/Madrid", "America/New_York"][index % 2],
    layers: [
      { rotation: rotation("weekly", index), priority: 0 },
      {
        rotation: rotation("daily", index + 7),
        priority: 1,
        windows: [{ weekdays: ["mo", "tu", "we", "th", "fr"], start: "09:00", end: "17:30" }],
      },
    ],
    overrides: numbered(4, (offset) => ({
      ...{ type: "replace" as const, person: someone(index), with: someone(index + 50) },
      start: `2026-12-${String(1 + offset * 5).padStart(2, "0")}T00:00:00Z`,
      end: `2026-12-${String(3 + offset * 5).padStart(2, "0")}T00:00:00Z`,
    })),
  }));

const rotation = (type: "weekly" | "daily", index: number) => ({
  type,
  start: "2026-11-02T09:00",
  participants: numbered(6, (offset) => someone(index * 3 + offset)),
});

const rules = (edit: number): Pick<ConfigDocumentInput, "agents" | "surfaces" | "policies" | "routes"> => ({
  agents: numbered(60, (index) => ({
    id: `agent-${index}`,
    name: `Agent ${index}`,
    owner: someone(index * 3),
  })),
  surfaces: numbered(80, (index) => ({
    id: `surface.${index}`,
    tools: [`tool.${index}`, `tool.${index}.again`],
    tier: "approval" as const,
    owner: `team:team-${index % 40}`,
    input_schema: {
      type: "object",
      required: ["amount_cents"],
      properties: { amount_cents: { type: "integer", minimum: 0 } },
    },
  })),
  policies: numbered(120, (index) => ({
    id: `policy-${index}`,
    surface: `surface.${index % 80}`,
    when: `args.amount_cents > ${1000 + index + edit}`,
    verdict: "escalate" as const,
    route: `route-${index % 80}`,
    reason_code: "over_limit",
  })),
  routes: numbered(80, (index) => ({
    id: `route-${index}`,
    when: `surface == 'surface.${index}'`,
    deadline: `${15 + edit}m`,
    approval: {
      sets: [
        {
          thresholds: [{ from: [`team:team-${index % 40}`, `schedule:schedule-${index % 60}`], level: 2 }],
        },
        { thresholds: [{ from: [`team:team-${(index + 1) % 40}`] }, { from: ["person:person-0"] }] },
      ],
    },
    steps: [
      { notify: [`schedule:schedule-${index % 60}`] },
      { after: "5m", notify: [`team:team-${index % 40}`] },
      { after: "10m", notify: ["person:person-0"] },
    ],
  })),
});

const numbered = <T>(count: number, item: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => item(index));
