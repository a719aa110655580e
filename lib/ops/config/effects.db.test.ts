import { beforeEach, expect, it } from "vitest";
import type { ConfigDocument } from "@/lib/contract/config";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { answered, opened } from "../testing-requests";
import { applyConfig } from "./apply";
import { readConfig } from "./read";

const [main] = SMALL_COMPANY.routes ?? [];
const daily = { type: "daily" as const, start: "2026-01-01T00:00" };
let house: House;
beforeEach(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    schedules: [
      {
        id: "night",
        layers: [{ rotation: { ...daily, participants: ["bo"] } }],
      },
    ],
    routes: [
      {
        id: "main",
        ...main,
        approval: { sets: [{ thresholds: [{ from: ["team:payments"], approve: 2, level: 2 }] }] },
        steps: [{ notify: ["person:bo"] }, { after: "5m", notify: ["schedule:night"] }],
      },
    ],
  });
});

type Edit = (document: ConfigDocument) => Partial<ConfigDocument>;

/** Planned and then applied: both say the same, and that is what it does. */
async function effectsOf(edit: Edit): Promise<readonly (readonly [string, string])[]> {
  const { document } = await readConfig(house.operator);
  const wanted = { ...document, ...edit(document) };
  const planned = await applyConfig(house.operator, { document: wanted, dryRun: true });
  const applied = await applyConfig(house.operator, { document: wanted });
  expect(applied.open_requests).toEqual(planned.open_requests);
  return applied.open_requests.affected.map(({ id, effect }) => [id, effect] as const);
}

it("a removed person is waited for no longer, their approval drops, and too few may be left", async () => {
  const asked = await opened(house);
  await answered(house, asked, "bo");
  const effects = await effectsOf(({ people, teams, schedules }) => ({
    people: people.filter(({ id }) => id !== "bo"),
    teams: teams.map((team) => ({ ...team, members: team.members.filter((id) => id !== "bo") })),
    routes: [],
    schedules: schedules.map((schedule) => ({ ...schedule, layers: [] })),
  }));
  expect(effects).toEqual([
    [
      asked.request.id,
      "can no longer be approved: too few are left who could, and it is denied at its deadline",
    ],
    [asked.request.id, "the approval of bo no longer counts"],
    [asked.request.id, "waits no longer for bo, who is removed"],
    [asked.request.id, "keeps route main as it was in version 1"],
    [asked.request.id, "keeps schedule night as it was in version 1"],
  ]);
});

it("a level or a team that changes changes who may answer", async () => {
  const asked = await opened(house);
  expect(
    await effectsOf(({ teams }) => ({ teams: teams.map((team) => ({ ...team, members: ["ana", "bo"] })) })),
  ).toEqual([]);
  expect(
    await effectsOf(({ people }) => ({
      people: people.map((person) => (person.id === "di" ? { ...person, level: 2 } : person)),
      teams: [{ id: "payments", members: ["ana", "bo", "di"] }],
    })),
  ).toEqual([[asked.request.id, "may now be approved by di"]]);
});

it("a schedule is kept however the route names it", async () => {
  const night = { id: "night", layers: [{ rotation: { ...daily, participants: ["bo"] } }] };
  for (const target of ["schedule:night+next", { one_of: "schedule:night" }]) {
    house = await openTestHouse({
      ...SMALL_COMPANY,
      schedules: [night],
      routes: [{ id: "main", ...main, steps: [{ notify: [target] }] }],
    });
    const asked = await opened(house);
    expect(
      await effectsOf(({ schedules }) => ({
        schedules: schedules.map((schedule) => ({ ...schedule, time_zone: "Asia/Tokyo" })),
      })),
    ).toEqual([[asked.request.id, "keeps schedule night as it was in version 1"]]);
  }
});

it("an override is of today, so a request keeps nothing of it", async () => {
  await opened(house);
  const override = {
    ...{ type: "add" as const, person: "ana" },
    ...{ start: "2026-01-01T00:00:00Z", end: "2036-01-01T00:00:00Z" },
  };
  expect(
    await effectsOf(({ schedules }) => ({
      schedules: schedules.map((schedule) => ({ ...schedule, overrides: [override] })),
    })),
  ).toEqual([]);
});

it("what is of no concern to a request costs it nothing and says nothing", async () => {
  await opened(house);
  const { document } = await readConfig(house.operator);
  const webhooks = [{ id: "hook", url: "https://hooks.test/", events: [] }];
  const plan = await applyConfig(house.operator, { document: { ...document, webhooks } });
  expect(plan.open_requests).toEqual({ pending: 1, affected: [] });
});
