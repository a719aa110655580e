import { beforeEach, describe, expect, it } from "vitest";
import { type ConfigDocument, ScheduleConfig } from "@/lib/contract/config";
import { database } from "@/lib/db/client";
import { changeConfig } from "../config/apply";
import { addOverride } from "../config/overrides";
import { readConfig } from "../config/read";
import { forgetSnapshots } from "../config/snapshot";
import { reading } from "../requests/world";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { moveClock } from "../testing-requests";
import { readOnCall } from "./on-call";
import { readTimeline } from "./timeline";

const HOUR = 3_600_000;
type Rotation = NonNullable<ConfigDocument["schedules"][number]["layers"][number]["rotation"]>;

/** Every hand-off is at a full hour of UTC, so that the test clock can walk over some. */
const hourly = (participants: string[], more: Partial<Rotation> = {}) => ({
  rotation: { type: "hourly" as const, shift_length: 1, start: "2026-01-01T00:00", participants, ...more },
});
const duty = (...layers: object[]) => [ScheduleConfig.parse({ id: "duty", layers })];

let house: House;
beforeEach(async () => {
  house = await openTestHouse({ ...SMALL_COMPANY, schedules: duty(hourly(["ana", "bo", "cy"])) });
});

const change = (edit: (document: ConfigDocument) => Partial<ConfigDocument>) =>
  changeConfig(house.operator, (document) => ({ ...document, ...edit(document) }));
const edit = (...layers: object[]) => change(() => ({ schedules: duty(...layers) }));
const now = async () => (await reading(house.organisation)).now.getTime();
const nextHour = async () => (Math.floor((await now()) / HOUR) + 1) * HOUR;
const at = async (instant: number) =>
  (await readOnCall(house.operator, { id: "duty", at: new Date(instant).toISOString() })).people.join(" ");
const through = async (from: number, to: number) => {
  const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const { shifts } = await readTimeline(house.operator, { id: "duty", ...window });
  return shifts.map(({ start, people }) => `${(Date.parse(start) - from) / HOUR} ${people.join(" ")}`);
};
const rows = () => database().scheduleVersion.count({ where: { organisationId: house.organisation } });

describe("an edit of a schedule", () => {
  it("leaves whoever is on call, goes on after them, and leaves the past as it was", async () => {
    const handoff = await nextHour();
    const before = await through(handoff - 24 * HOUR, handoff);
    const holder = await at(await now());
    const others = ["ana", "bo", "cy"].filter((id) => id !== holder);
    const [removed = "", left = ""] = others;
    await edit(hourly([left, holder]));
    expect(await at(await now())).toBe(holder);
    expect(await at(handoff)).toBe(left);
    expect(await at(handoff + HOUR)).toBe(holder);
    const past = await through(handoff - 24 * HOUR, handoff);
    expect(past).toEqual(before);
    expect(past.join()).toContain(removed);
  });

  it("that moves the hand-offs waits for the next one, also for who is paged then", async () => {
    const handoff = await nextHour();
    const holder = await at(await now());
    await edit(hourly(["ana", "bo", "cy"], { type: "daily", start: "2026-01-01T00:30" }));
    expect(await at(handoff - 1)).toBe(holder);
    const next = await at(handoff);
    expect(next).not.toBe(holder);
    expect(await at(handoff + HOUR / 3)).toBe(next);
    await moveClock((handoff - (await now())) / 1000 + 60);
    forgetSnapshots();
    expect((await readOnCall(house.operator, { id: "duty" })).people).toEqual([next]);
    expect(await at(handoff - 1)).toBe(holder);
  });

  it("leaves also the farthest past as it was first written", async () => {
    const instants = [Date.UTC(1901, 0, 1), Date.UTC(1970, 0, 1), Date.UTC(2001, 0, 1)];
    const before = await Promise.all(instants.map(at));
    await edit(hourly(["eve"]));
    expect(await Promise.all(instants.map(at))).toEqual(before);
  });

  it("takes the document as it is written, and gives it back so", async () => {
    const layers = [hourly(["cy", "eve"])];
    await edit(...layers);
    const { document } = await readConfig(house.operator);
    expect(document.schedules[0]?.layers[0]?.rotation?.participants).toEqual(["cy", "eve"]);
  });

  it("of overrides changes nothing before the moment it was made", async () => {
    const handoff = await nextHour();
    const before = await through(handoff - 10 * HOUR, handoff - HOUR);
    const span = { start: new Date(handoff - 9 * HOUR), end: new Date(handoff + 9 * HOUR) };
    const instants = { start: span.start.toISOString(), end: span.end.toISOString() };
    await addOverride(house.operator, { schedule: "duty", type: "add", person: "eve", ...instants });
    expect(await through(handoff - 10 * HOUR, handoff - HOUR)).toEqual(before);
    expect(await at(await now())).toContain("eve");
    expect(await at(handoff + 9 * HOUR)).not.toContain("eve");
  });

  it("and further edits keep every past there was", async () => {
    const handoff = await nextHour();
    const first = await through(handoff - 6 * HOUR, handoff);
    await edit(hourly(["di"]));
    await moveClock(2 * 3600);
    await edit(hourly(["eve"]));
    await moveClock(2 * 3600);
    await edit(hourly(["ana", "bo", "cy"]));
    expect(await through(handoff - 6 * HOUR, handoff - HOUR)).toEqual(first.slice(0, -1));
    expect((await through(handoff, handoff + 3 * HOUR)).map((shift) => shift.split(" ")[1])).toEqual(
      expect.arrayContaining(["di", "eve"]),
    );
  });

  it("of anything else writes nothing", async () => {
    await change(({ schedules }) => ({
      schedules: schedules.map((one) => ({ ...one, name: "Duty" })),
      teams: [],
      routes: [],
    }));
    await change(({ schedules }) => ({
      schedules: [...schedules, { ...schedules[0], id: "other" }] as never,
    }));
    expect(await rows()).toBe(0);
  });

  it("that moves the organisation to another time zone moves the schedules that follow it", async () => {
    const holder = await at(await now());
    await change(({ organisation }) => ({ organisation: { ...organisation, time_zone: "Asia/Kathmandu" } }));
    expect(await at(await now())).toBe(holder);
    expect(await rows()).toBe(2);
  });
});

describe("a schedule that is removed", () => {
  it("ends there, and its past is readable when it is made again", async () => {
    const handoff = await nextHour();
    const before = await through(handoff - 6 * HOUR, handoff - HOUR);
    await change(() => ({ schedules: [] }));
    await moveClock(3 * 3600);
    await edit(hourly(["eve"]));
    expect(await at(await now())).toBe("eve");
    expect(await at((await now()) - HOUR)).toBe("");
    expect(await through(handoff - 6 * HOUR, handoff - HOUR)).toEqual(before);
  });
});

describe("the database", () => {
  it("refuses to change or remove what a schedule was", async () => {
    await edit(hourly(["eve"]));
    const where = { organisationId: house.organisation };
    await expect(database().scheduleVersion.deleteMany({ where })).rejects.toThrow();
    await expect(database().scheduleVersion.updateMany({ where, data: { schedule: {} } })).rejects.toThrow();
    expect(await rows()).toBe(2);
  });
});
