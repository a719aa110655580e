import { beforeEach, describe, expect, it } from "vitest";
import type { ConfigDocument } from "@/lib/contract/config";
import { database } from "@/lib/db/client";
import { applyConfig, changeConfig } from "../config/apply";
import { readConfig } from "../config/read";
import { refoldAll } from "../evidence/refold";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { answered, moveClock, type Opened, opened } from "../testing-requests";
import { readRequest } from "./read";
import { tickRequests } from "./tick";

const [main] = SMALL_COMPANY.routes ?? [];
let house: House;
beforeEach(async () => {
  const approval = { sets: [{ thresholds: [{ from: ["team:payments"], approve: 2, deny: 1, level: 2 }] }] };
  house = await openTestHouse({
    ...SMALL_COMPANY,
    schedules: [
      {
        id: "night",
        layers: [{ rotation: { type: "daily", start: "2026-01-01T00:00", participants: ["bo"] } }],
      },
    ],
    routes: [
      {
        id: "main",
        ...main,
        approval,
        steps: [{ notify: ["person:bo"] }, { after: "5m", notify: ["schedule:night"] }],
      },
    ],
  });
});

const change = (edit: (document: ConfigDocument) => Partial<ConfigDocument>) =>
  changeConfig(house.operator, (document) => ({ ...document, ...edit(document) }));
const read = ({ request }: Opened, who = "ana") => readRequest(house.person(who), { id: request.id });
const withPerson = (id: string, more: object) => (document: ConfigDocument) => ({
  people: document.people.map((person) => (person.id === id ? { ...person, ...more } : person)),
});

describe("a configuration that changes while requests are open touches none of them", () => {
  it("a route keeps the deadline, the rule and the steps it was opened under, also when it is removed", async () => {
    const asked = await opened(house);
    const before = await read(asked);
    const { document } = await readConfig(house.operator);
    const plan = await applyConfig(house.operator, { document: { ...document, routes: [] } });
    expect(plan).toMatchObject({
      removed: ["routes/main"],
      open_requests: { pending: 1, affected: [{ id: asked.request.id }] },
    });
    const now = await read(asked);
    for (const part of ["route", "approval", "steps", "deadline_at", "may_respond", "timeline"] as const) {
      expect(now[part]).toEqual(before[part]);
    }
    expect(await answered(house, asked, "ana")).toBe("ok");
    expect(await answered(house, asked, "bo")).toBe("ok");
    expect((await read(asked)).status).toBe("approved");
  });

  it("the next request takes the new route", async () => {
    const old = await opened(house);
    await change(({ routes }) => ({ routes: routes.map((route) => ({ ...route, deadline: "1m" })) }));
    const next = await opened(house);
    const seconds = ({ request }: Opened) =>
      (Date.parse(request.deadline_at) - Date.parse(request.opened_at)) / 1000;
    expect([old, next].map(seconds)).toEqual([900, 60]);
  });

  it("a schedule's layers stay those of the opening; who stands in for whom is of today", async () => {
    const asked = await opened(house);
    await change(({ schedules }) => ({
      schedules: schedules.map((schedule) => ({ ...schedule, layers: [] })),
    }));
    expect((await read(asked)).steps[1]?.people).toEqual(["bo"]);
    const span = { start: "2026-01-01T00:00:00Z", end: "2027-01-01T00:00:00Z" };
    await change(({ schedules }) => ({
      schedules: schedules.map((schedule) => ({
        ...schedule,
        overrides: [{ type: "replace" as const, person: "bo", with: "ana", ...span }],
      })),
    }));
    await moveClock(300);
    await tickRequests(house.organisation, [asked.request.id]);
    expect((await read(asked)).steps[1]?.people).toEqual(["ana"]);
  });

  it("a policy that would now allow it decides nothing", async () => {
    const asked = await opened(house);
    await change(() => ({
      policies: [{ id: "all", verdict: "allow", surface: "payments.refund", when: "true", mode: "enforce" }],
    }));
    expect((await read(asked)).status).toBe("pending");
  });
});

describe("authority is of today (invariant 5)", () => {
  it("somebody who leaves, falls in level or becomes an auditor can no longer answer an open request", async () => {
    const asked = await opened(house);
    await change(withPerson("bo", { level: 1 }));
    expect(await answered(house, asked, "bo")).toBe("authority_insufficient");
    await change(withPerson("bo", { level: 2, role: "auditor" }));
    expect(await answered(house, asked, "bo")).toBe("not_eligible");
    await change(({ people, teams, routes }) => ({
      people: people.filter(({ id }) => id !== "bo"),
      teams: teams.map((team) => ({ ...team, members: ["ana", "cy"] })),
      routes: routes.map((route) => ({ ...route, steps: [] })),
      schedules: [],
    }));
    expect(await answered(house, asked, "bo")).toBe("not_eligible");
  });

  it("somebody who joins the team can answer at once", async () => {
    const asked = await opened(house);
    expect(await answered(house, asked, "di")).toBe("not_eligible");
    await change(({ teams }) => ({
      teams: teams.map((team) => ({ ...team, members: [...team.members, "di"] })),
    }));
    expect(await answered(house, asked, "di")).toBe("authority_insufficient");
    await change(withPerson("di", { level: 2 }));
    expect(await answered(house, asked, "di")).toBe("ok");
  });

  it("an approval whose giver lost it does not count towards the decision", async () => {
    const asked = await opened(house);
    await answered(house, asked, "bo");
    await change(withPerson("bo", { level: 1 }));
    expect(await answered(house, asked, "ana")).toBe("ok");
    expect((await read(asked)).status).toBe("pending");
    expect(await answered(house, asked, "bo")).toBe("ok");
    expect((await read(asked)).responses).toHaveLength(2);
  });

  it("the owner at the opening cannot approve later, though the agent has another by then (invariant 4)", async () => {
    const asked = await opened(house);
    await change(({ agents }) => ({ agents: agents.map((agent) => ({ ...agent, owner: "eve" })) }));
    expect(await answered(house, asked, "cy")).toBe("self_approval");
  });
});

describe("a change among many answers", () => {
  it("waits its turn like any of them, and none waits for ever", async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => opened(house)));
    const [, ...codes] = await Promise.all([
      change(withPerson("eve", { level: 2 })),
      ...all.map((asked) => answered(house, asked, "bo")),
    ]);
    expect((await readConfig(house.operator)).version).toBe(2);
    expect(new Set(codes)).toEqual(new Set(["ok"]));
    const pending = { organisationId: house.organisation, status: "pending" };
    expect(await database().approvalRequest.count({ where: pending })).toBe(40);
    expect(await refoldAll(house.organisation)).toEqual([]);
  });
});
