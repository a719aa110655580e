import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { purgeOnce } from "@/lib/db/purge";
import { readAgent } from "../agents/list";
import { changeConfig } from "../config/apply";
import { listAudit } from "../evidence/audit";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { answered, moveClock, opened } from "../testing-requests";
import { claim } from "./claim";
import { report } from "./report";

const company = (cost_cents: { task?: number; hour?: number; day?: number }, shared?: object) => ({
  ...SMALL_COMPANY,
  agents: [{ id: "bot", owner: "cy", limits: { per_minute: 100_000, cost_cents } }],
  ...shared,
});

let house: House;
beforeEach(async () => {
  house = await openTestHouse(company({ task: 20, hour: 50, day: 100 }));
});

const read = (run = "run_1") => house.ask({ tool: "notes.read", run: { id: run, path: [] } });
const spend = async (cents: number, run?: string) => {
  const { action, ruling } = (await read(run)).body;
  expect(ruling.verdict).toBe("allow");
  await report(house.agent, { id: action.id, status: "succeeded", cost_cents: cents });
  return action.id;
};
const ruling = async (run?: string) => (await read(run)).body.ruling;
const budgets = async () =>
  (await listAudit(house.operator, { limit: 200 })).entries
    .filter(({ kind }) => kind === "budget")
    .map(({ reason_code }) => reason_code);

describe("an envelope", () => {
  it("halts the task that has spent it, and no other task", async () => {
    await spend(19.5);
    await spend(0.5);
    expect(await ruling()).toMatchObject({
      verdict: "block",
      reason_code: "budget_exhausted",
      reason: "The agent may spend 20 cents for one task, and has spent it.",
      rules: [],
    });
    expect((await ruling("run_2")).verdict).toBe("allow");
    expect(await budgets()).toEqual(["budget_exhausted"]);
  });

  it("halts the agent for as long as the hour slides, then the day", async () => {
    for (const run of ["a", "b", "c"]) await spend(17, run);
    expect(await ruling("d")).toMatchObject({
      reason: "The agent may spend 50 cents an hour, and has spent it.",
    });
    expect((await house.ask()).body.ruling.reason_code).toBe("budget_exhausted");
    await moveClock(3_540);
    expect((await ruling("d")).verdict).toBe("block");
    await moveClock(121);
    for (const run of ["d", "e", "f"]) await spend(17, run);
    await moveClock(3_661);
    expect(await ruling("g")).toMatchObject({
      reason: "The agent may spend 100 cents a day, and has spent it.",
    });
    const { costs } = await readAgent(house.operator, { id: "bot" });
    expect(costs).toMatchObject({
      task: { spent: 17, limit: 20 },
      hour: { spent: 0, limit: 50 },
      day: { spent: 102, limit: 100 },
      exhausted: "day",
    });
    await moveClock(24 * 3600);
    expect((await ruling("g")).verdict).toBe("allow");
  });

  it("counts a repeated outcome once, and one that is refused not at all", async () => {
    const id = await spend(5);
    const again = { id, status: "succeeded" as const, cost_cents: 5 };
    await Promise.all([report(house.agent, again), report(house.agent, again), report(house.agent, again)]);
    expect(await refusalOf(report(house.agent, { ...again, status: "failed", cost_cents: 9 }))).toEqual([
      "already_reported",
    ]);
    expect((await readAgent(house.operator, { id: "bot" })).costs.hour.spent).toBe(5);
  });

  it("adds up what is reported at once, of asked and unasked actions, to the last fraction", async () => {
    house = await openTestHouse(company({}));
    const asked = await opened(house);
    await answered(house, asked, "bo");
    await claim(house.agent, { id: asked.action.id, digest: asked.action.digest });
    const unasked = await Promise.all(Array.from({ length: 40 }, () => read()));
    await Promise.all(
      [asked.action.id, ...unasked.map(({ body }) => body.action.id)].map((id) =>
        report(house.agent, { id, status: "succeeded", cost_cents: 0.1 }),
      ),
    );
    const { costs } = await readAgent(house.operator, { id: "bot" });
    expect([costs.task.spent, costs.hour.spent, costs.day.spent]).toEqual([4.1, 4.1, 4.1]);
    expect(costs).toMatchObject({ exhausted: null, usual_hour: null, unusual: false });
  });

  it("of the organisation holds for agents that have none of their own", async () => {
    const { operator } = house;
    await changeConfig(operator, (document) => ({
      ...document,
      organisation: { ...document.organisation, limits: { cost_cents: { hour: 3 } } },
      agents: document.agents.map((agent) => ({ ...agent, limits: null })),
    }));
    await spend(3);
    expect((await ruling("another")).reason_code).toBe("budget_exhausted");
  });
});

describe("what is usual", () => {
  it("is warned about once, when an hour costs more than one and a half of it", async () => {
    house = await openTestHouse(company({}));
    for (const cents of [10, 20, 30]) {
      await spend(cents);
      await moveClock(3_700);
    }
    await moveClock(3_700);
    await spend(30);
    expect(await budgets()).toEqual([]);
    await spend(1);
    await spend(1);
    expect(await budgets()).toEqual(["budget_unusual"]);
    expect((await readAgent(house.operator, { id: "bot" })).costs).toMatchObject({
      usual_hour: 20,
      unusual: true,
      exhausted: null,
    });
    expect((await ruling()).verdict).toBe("allow");
  });

  it("is forgotten after eight days, and so are the minutes", async () => {
    await spend(1);
    await moveClock(8 * 86_400 + 3_600);
    await purgeOnce();
    const rows = await database().costBucket.count({ where: { organisationId: house.organisation } });
    expect(rows).toBe(0);
  });
});
