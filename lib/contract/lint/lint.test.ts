import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { ConfigDocument, type ConfigDocumentInput, type ThresholdConfig } from "../config";
import { lint } from "./lint";

const NOW = new Date("2026-11-27T12:00:00Z");

type Route = NonNullable<ConfigDocumentInput["routes"]>[number];

/** A configuration with nothing to say about it. */
const SOUND = {
  organisation: { id: "acme", name: "Acme", fallback: { notify: ["person:ana"] } },
  people: [
    { id: "ana", name: "Ana", email: "ana@acme.test", role: "admin", level: 3 },
    { id: "bo", name: "Bo", email: "bo@acme.test", level: 2 },
    { id: "cy", name: "Cy", email: "cy@acme.test" },
    { id: "ed", name: "Ed", email: "ed@acme.test", role: "auditor", level: 3 },
  ],
  teams: [
    { id: "payments", members: ["ana", "bo", "cy"] },
    { id: "empty", members: [] },
  ],
  agents: [{ id: "bot", owner: "cy" }],
  surfaces: [{ id: "refund", tools: ["refund"] }],
  routes: [
    {
      id: "main",
      when: "surface == 'refund'",
      approval: { sets: [{ thresholds: [{ from: ["team:payments"], level: 2 }] }] },
      steps: [{ notify: ["person:bo"] }, { after: "5m", notify: ["person:ana"] }],
    },
  ],
} satisfies ConfigDocumentInput;

const lintOf = (document: ConfigDocumentInput) =>
  lint(ConfigDocument.parse(document), NOW).map(({ code, severity, path }) => `${severity} ${code} ${path}`);

const withRoute = (change: Partial<Route>): ConfigDocumentInput => ({
  ...SOUND,
  routes: [{ ...SOUND.routes[0], ...change } as Route],
});

const approving = (...thresholds: z.input<typeof ThresholdConfig>[]): ConfigDocumentInput =>
  withRoute({ approval: { sets: [{ thresholds }] } });

const rotation = (participants: string[], more: object = {}) => ({
  layers: [{ rotation: { type: "weekly" as const, start: "2026-11-02T09:00", participants }, ...more }],
});

it("has nothing to say about a sound configuration, or about an empty one", () => {
  expect(lintOf(SOUND)).toEqual([]);
  expect(lintOf({ organisation: SOUND.organisation })).toEqual([]);
});

describe("who may approve", () => {
  it("a level nobody holds can never be met", () => {
    expect(lintOf(approving({ from: ["team:payments"], level: 9 }))).toEqual([
      "error unroutable /routes/0/approval",
      "warning level_unheld /routes/0/approval/sets/0/thresholds/0/level",
    ]);
  });

  it("more people than there are can never be met", () => {
    expect(lintOf(approving({ from: ["team:payments"], approve: 4 }))).toEqual([
      "error unroutable /routes/0/approval",
      "warning threshold_above_size /routes/0/approval/sets/0/thresholds/0/approve",
    ]);
  });

  it("auditors decide nothing", () => {
    expect(lintOf(approving({ from: ["person:ed"] }))).toEqual([
      "error unroutable /routes/0/approval",
      "warning approvers_only_auditors /routes/0/approval/sets/0/thresholds/0/from",
    ]);
  });

  it("an empty team is nobody", () => {
    expect(lintOf(approving({ from: ["team:empty"] }))).toEqual([
      "error unroutable /routes/0/approval",
      "warning approvers_nobody /routes/0/approval/sets/0/thresholds/0/from",
    ]);
  });

  it("a threshold that cannot be met is no error while another of its set can", () => {
    expect(lintOf(approving({ from: ["team:payments"] }, { from: ["team:payments"], level: 9 }))).toEqual([
      "warning level_unheld /routes/0/approval/sets/0/thresholds/1/level",
    ]);
  });

  it("an agent's owner cannot be its only approver", () => {
    expect(lintOf(approving({ from: ["person:cy"] }))).toEqual([
      "warning unroutable_for_owner /routes/0/approval",
    ]);
    expect(lintOf(approving({ from: ["person:cy", "person:bo"], approve: 2 }))).toEqual([
      "warning unroutable_for_owner /routes/0/approval",
    ]);
    expect(lintOf(approving({ from: ["person:cy", "person:bo"] }))).toEqual([]);
  });

  it("one on call at a time is never two, however many take turns", () => {
    const schedules = [{ id: "on-call", ...rotation(["ana", "bo"]) }];
    const both = approving({ from: ["schedule:on-call"], approve: 2 });
    expect(lintOf({ ...both, schedules })).toEqual([
      "error unroutable /routes/0/approval",
      "warning threshold_above_size /routes/0/approval/sets/0/thresholds/0/approve",
    ]);
    expect(lintOf({ ...approving({ from: ["schedule:on-call"] }), schedules })).toEqual([]);
  });

  it("those on call in some weeks only are said to be too few in the others", () => {
    const schedules = [{ id: "on-call", ...rotation(["ana", "cy"]) }];
    expect(lintOf({ ...approving({ from: ["schedule:on-call"], level: 2 }), schedules })).toEqual([
      "warning unroutable_at_times /routes/0/approval",
    ]);
  });
});

describe("who is paged", () => {
  it("a step at or after the deadline never fires, one just before it leaves no time", () => {
    const steps = [{ notify: ["person:bo"] }, { after: "14m", notify: ["person:ana"] }];
    expect(lintOf(withRoute({ steps }))).toEqual(["warning step_leaves_no_time /routes/0/steps/1/after"]);
    expect(lintOf(withRoute({ steps, deadline: "14m" }))).toEqual([
      "warning step_after_deadline /routes/0/steps/1/after",
    ]);
  });

  it("rounds that come after the deadline are none", () => {
    expect(lintOf(withRoute({ repeat: 1, deadline: "11m" }))).toEqual([]);
    expect(lintOf(withRoute({ repeat: 1, deadline: "10m" }))).toEqual([
      "warning repeat_after_deadline /routes/0/repeat",
    ]);
    expect(lintOf(withRoute({ repeat: 20, deadline: "60m" }))).toEqual([
      "warning repeat_after_deadline /routes/0/repeat",
    ]);
  });

  it("a step without anybody is skipped", () => {
    const steps = [{ notify: ["person:bo"] }, { after: "5m", notify: ["team:empty"] }];
    expect(lintOf(withRoute({ steps }))).toEqual(["warning empty_step /routes/0/steps/1/notify"]);
    expect(lintOf(withRoute({ steps: [{ notify: [] }] }))).toEqual([
      "warning empty_step /routes/0/steps/0/notify",
      "warning nobody_paged /routes/0/steps",
    ]);
    expect(lintOf(withRoute({ steps: [] }))).toEqual(["warning nobody_paged /routes/0/steps"]);
  });

  it("whoever is paged needs an address", () => {
    const people = SOUND.people.map((person) => ({
      ...person,
      email: person.id === "bo" ? null : person.email,
    }));
    expect(lintOf({ ...SOUND, people })).toEqual(["warning no_contact /people/1"]);
    const linked = people.map((person) => (person.id === "bo" ? { ...person, slack: "U012ABC" } : person));
    expect(lintOf({ ...SOUND, people: linked })).toEqual([]);
    const unpaged = SOUND.people.map((person) => ({
      ...person,
      email: person.id === "ed" ? null : person.email,
    }));
    expect(lintOf({ ...SOUND, people: unpaged })).toEqual([]);
  });

  it("a way to be reached needs an address there", () => {
    const contact = { default: [{ via: "web" as const }, { via: "email" as const }] };
    const people = SOUND.people.map((person) =>
      person.id === "ed" ? { ...person, email: null, contact } : { ...person, contact },
    );
    expect(lintOf({ ...SOUND, people })).toEqual([
      "warning contact_without_address /people/3/contact/default/1/via",
    ]);
  });

  it("the people of the agent that asks are known only when it asks", () => {
    const steps = [{ notify: ["agent:manager"] }];
    const approval = { sets: [{ thresholds: [{ from: ["agent:manager"] }] }] };
    expect(lintOf(withRoute({ steps, approval }))).toEqual([]);
  });

  it("one of a team, a manager and whoever is next on call are people like any other", () => {
    const people = SOUND.people.map((person) => (person.id === "cy" ? { ...person, manager: "bo" } : person));
    const schedules = [{ id: "on-call", ...rotation(["ana", "bo"]) }];
    const notify = [{ one_of: "team:payments" }, "manager:cy", "schedule:on-call+next"];
    expect(lintOf({ ...withRoute({ steps: [{ notify }] }), people, schedules })).toEqual([]);
    const silent = people.map((person) => ({ ...person, email: person.id === "bo" ? null : person.email }));
    for (const target of notify) {
      const document = { ...withRoute({ steps: [{ notify: [target] }] }), people: silent, schedules };
      expect(lintOf(document)).toEqual(["warning no_contact /people/1"]);
    }
    expect(lintOf(withRoute({ steps: [{ notify: [{ one_of: "team:empty" }] }] }))).toEqual([
      "warning empty_step /routes/0/steps/0/notify",
      "warning nobody_paged /routes/0/steps",
    ]);
  });

  it("a fallback that is nobody is an error when there is no admin either", () => {
    const organisation = { ...SOUND.organisation, fallback: { notify: ["team:empty"] } };
    expect(lintOf({ ...SOUND, organisation })).toEqual([
      "warning fallback_nobody /organisation/fallback/notify",
    ]);
    const people = SOUND.people.map((person) => ({ ...person, role: "member" as const }));
    expect(lintOf({ ...SOUND, organisation, people })).toEqual([
      "error fallback_nobody /organisation/fallback/notify",
    ]);
  });
});

describe("schedules", () => {
  const hours = { windows: [{ weekdays: ["mo" as const], start: "09:00", end: "18:00" }] };
  const steps = [{ notify: ["schedule:on-call", "person:ana"] }];

  it("a gap in the next 30 days is said, with its beginning and end, where a route relies on it", () => {
    const schedules = [{ id: "on-call", ...rotation(["bo"], hours) }];
    expect(lintOf({ ...SOUND, schedules })).toEqual([]);
    const document = ConfigDocument.parse({ ...withRoute({ steps }), schedules });
    expect(lint(document, NOW)).toEqual([
      {
        code: "schedule_gap",
        severity: "warning",
        path: "/schedules/0",
        message:
          "nobody is on call from 2026-11-27T12:00:00.000Z until 2026-11-30T09:00:00.000Z, and main relies on it",
      },
    ]);
  });

  it("a schedule without a hole is fine, and one whose shifts are written elsewhere is not judged", () => {
    const steady = [{ id: "on-call", ...rotation(["bo"]) }];
    expect(lintOf({ ...withRoute({ steps }), schedules: steady })).toEqual([]);
    const imported = [{ id: "on-call", layers: [{ calendar: { url: "https://calendar.test/a.ics" } }] }];
    const document = { ...withRoute({ steps: [{ notify: ["schedule:on-call"] }] }), schedules: imported };
    expect(lintOf(document)).toEqual([]);
  });
});

describe("where requests go", () => {
  const second = (change: Partial<Route>): ConfigDocumentInput => ({
    ...SOUND,
    routes: [
      ...SOUND.routes,
      { id: "general", steps: [{ notify: ["person:ana"] }] },
      { id: "other", steps: [{ notify: ["person:ana"] }], ...change },
    ],
  });
  const unreachable = (path: string) => [`warning route_unreachable ${path}`];

  it("a route without a condition that nothing names and that is not the default is never taken", () => {
    expect(lintOf(second({}))).toEqual(unreachable("/routes/2"));
    const policies = [{ id: "to", surface: "refund", verdict: "escalate" as const, route: "other" }];
    expect(lintOf({ ...second({}), policies })).toEqual([]);
    expect(
      lintOf({ ...second({}), organisation: { ...SOUND.organisation, default_route: "other" } }),
    ).toEqual(unreachable("/routes/1"));
  });

  it("a route behind one with the same condition, however spaced, is never taken", () => {
    expect(lintOf(second({ when: " surface  ==\n'refund' " }))).toEqual(unreachable("/routes/2/when"));
    expect(lintOf(second({ when: "surface == 're fund'" }))).toEqual([]);
  });

  it("a route behind one that takes everything is never taken", () => {
    const routes = [{ id: "all", when: "true", steps: [{ notify: ["person:ana"] }] }, ...SOUND.routes];
    expect(lintOf({ ...SOUND, routes })).toEqual(unreachable("/routes/1/when"));
  });
});

it("an agent without an owner has nobody who answers for it", () => {
  expect(lintOf({ ...SOUND, agents: [{ id: "bot" }] })).toEqual(["warning agent_without_owner /agents/0"]);
});

it("says nothing of who is in a group of Slack, which is not in the document", () => {
  const group = { ...withRoute({ steps: [{ notify: ["group:approvers"] }] }) };
  const slack_groups = [{ id: "approvers", slack: "S0A", authority: true }];
  expect(lintOf({ ...group, slack_groups })).toEqual([]);
  const from = approving({ from: ["group:approvers"], approve: 3 });
  const fallback = { ...SOUND.organisation, fallback: { notify: ["group:approvers"] } };
  expect(lintOf({ ...from, slack_groups, organisation: fallback })).toEqual([]);
});
