import { beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../config/read";
import { listVersions } from "../config/versions";
import type { Context, PersonActor } from "../context";
import { reading, snapshotInForce } from "../requests/world";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { moveClock } from "../testing-requests";
import { readOnCall } from "./on-call";
import { takeOver } from "./take";

const daily = (...participants: readonly string[]) => ({
  rotation: { type: "daily" as const, start: "2026-01-01T00:00", participants: [...participants] },
});
let house: House;
beforeEach(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    schedules: [{ id: "night", layers: [daily("ana"), daily("bo")] }],
  });
});

const inHours = async (hours: number) => {
  const { now } = await reading(house.organisation);
  return new Date(now.getTime() + hours * 3_600_000).toISOString();
};
const take = async (ctx: Context<PersonActor>, hours: number, id = "night") =>
  takeOver(ctx, { id, until: await inHours(hours) });
const onCallNow = async (id = "night") => (await readOnCall(house.operator, { id })).people;

describe("taking a shift over", () => {
  it("puts the caller on call at once and alone, and hands it back when the time is over", async () => {
    const { isNew, overrides } = await take(house.person("bo"), 2);
    expect([isNew, overrides.map(({ type, person, with: standIn }) => [type, person, standIn])]).toEqual([
      true,
      [["replace", "ana", "bo"]],
    ]);
    expect(await onCallNow()).toEqual(["bo"]);
    await moveClock(7201);
    expect((await onCallNow()).toSorted()).toEqual(["ana", "bo"]);
  });

  it("is a version of the configuration by whoever took it, and taking it again is none", async () => {
    await take(house.person("bo"), 2);
    const { version } = await snapshotInForce(house.organisation);
    const { versions } = await listVersions(house.operator, { limit: 1 });
    expect(versions).toMatchObject([{ version, author: "person:bo" }]);
    const again = await take(house.person("bo"), 1);
    expect(again).toMatchObject({ isNew: false, overrides: [{ person: "ana", with: "bo" }] });
    expect((await snapshotInForce(house.organisation)).version).toBe(version);
  });

  it("leaves what was written about others as it was, to the letter", async () => {
    const [start, end] = [await inHours(30), await inHours(40)];
    const { document } = await readConfig(house.operator);
    const written = { type: "add" as const, person: "cy", with: null, start, end };
    house = await openTestHouse({
      ...document,
      schedules: [{ id: "night", layers: [daily("ana")], overrides: [written] }],
    });
    await take(house.person("cy"), 2);
    const [night] = (await readConfig(house.operator)).document.schedules;
    expect(night?.overrides[0]).toEqual(written);
  });

  it("is for the people of the schedule and for managers, for at most a week, until a time to come", async () => {
    expect(await refusalOf(take(house.person("cy"), 2))).toEqual(["forbidden"]);
    expect(await refusalOf(take(house.person("di", { role: "manager" }), 2))).toEqual(["ok"]);
    expect(await refusalOf(take(house.person("bo"), 0))).toEqual(["invalid", "/until"]);
    expect(await refusalOf(take(house.person("bo"), 7 * 24 + 1))).toEqual(["invalid", "/until"]);
    expect(await refusalOf(take(house.person("bo"), 1, "nothing"))).toEqual(["not_found"]);
  });
});
