import { beforeAll, describe, expect, it } from "vitest";
import { SchedulePreviewInput } from "@/lib/contract/config";
import { readNow } from "@/lib/db/request-reader";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { readHandoffs } from "./handoffs";
import { readOnCall } from "./on-call";
import { previewSchedule } from "./preview";
import { readQuality } from "./quality";
import { readTimeline } from "./timeline";
import { whoIsOnCall } from "./who-is-on-call";

const weekly = (participants: string[]) => ({
  rotation: { type: "weekly" as const, start: "2026-11-02T09:00", participants },
});

let house: House;
const eve = () => house.person("eve");
beforeAll(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    schedules: [
      { id: "duty", name: "Duty", time_zone: "Europe/Madrid", layers: [weekly(["ana", "bo"])] },
      { id: "always-bo", layers: [weekly(["bo"])] },
      { id: "empty" },
    ],
  });
});

describe("a schedule", () => {
  it("says who is on call at an instant, and now when none is given", async () => {
    expect(await readOnCall(eve(), { id: "duty", at: "2026-11-09T07:59:59Z" })).toEqual({ people: ["ana"] });
    expect(await readOnCall(eve(), { id: "duty", at: "2026-11-09T08:00:00Z" })).toEqual({ people: ["bo"] });
    const now = (await readNow()).toISOString();
    expect(await readOnCall(eve(), { id: "duty" })).toEqual(await readOnCall(eve(), { id: "duty", at: now }));
    expect(await refusalOf(readOnCall(eve(), { id: "none" }))).toEqual(["not_found"]);
  });

  it("has a timeline without holes, clipped to its window", async () => {
    const window = { from: "2026-11-08T00:00:00Z", to: "2026-11-10T00:00:00Z" };
    expect(await readTimeline(eve(), { id: "duty", ...window })).toEqual({
      shifts: [
        { start: "2026-11-08T00:00:00.000Z", end: "2026-11-09T08:00:00.000Z", people: ["ana"] },
        { start: "2026-11-09T08:00:00.000Z", end: "2026-11-10T00:00:00.000Z", people: ["bo"] },
      ],
    });
    expect((await readTimeline(eve(), { id: "empty", ...window })).shifts).toMatchObject([{ people: [] }]);
  });

  it("refuses a window that is empty, backwards or longer than 400 days", async () => {
    const ask = (from: string, to: string) => refusalOf(readTimeline(eve(), { id: "duty", from, to }));
    expect(await ask("2026-11-08T00:00:00Z", "2026-11-08T00:00:00Z")).toEqual(["invalid", "/to"]);
    expect(await ask("2026-11-08T00:00:00Z", "2026-11-07T00:00:00Z")).toEqual(["invalid", "/to"]);
    expect(await ask("2026-01-01T00:00:00Z", "2027-03-01T00:00:00Z")).toEqual(["invalid", "/to"]);
  });

  it("tells the console who is on call and until when", async () => {
    const { schedules } = await whoIsOnCall(eve());
    const [duty, alwaysBo, empty] = schedules;
    expect(alwaysBo).toEqual({
      id: "always-bo",
      name: "always-bo",
      people: ["bo"],
      until: null,
      next: [],
      mayTake: false,
    });
    expect(empty).toMatchObject({ people: [], until: null });
    expect(duty).toMatchObject({ name: "Duty", until: expect.any(String) });
    const { people } = await readOnCall(eve(), { id: "duty", at: duty?.until ?? "" });
    expect(people).not.toEqual(duty?.people);
    expect(duty?.next).toEqual(people);
  });

  it("says who is next when asked, and when each layer changes hands", async () => {
    const at = "2026-11-08T00:00:00Z";
    const next = { at: "2026-11-09T08:00:00.000Z", people: ["bo"] };
    expect(await readOnCall(eve(), { id: "duty", at, withNext: true })).toEqual({ people: ["ana"], next });
    const always = await readOnCall(eve(), { id: "always-bo", at, withNext: true });
    expect(always).toEqual({ people: ["bo"], next: null });
    const window = { from: at, to: "2026-11-17T00:00:00Z" };
    expect((await readHandoffs(eve(), { id: "duty", ...window })).handoffs).toEqual([
      { layer: 0, at: "2026-11-09T08:00:00.000Z", person: "bo" },
      { layer: 0, at: "2026-11-16T08:00:00.000Z", person: "ana" },
    ]);
    expect(await refusalOf(readHandoffs(eve(), { id: "none", ...window }))).toEqual(["not_found"]);
  });

  it("has a quality over the next 52 weeks", async () => {
    expect(await readQuality(eve(), { id: "empty" })).toMatchObject({
      ...{ score: 0, coverage_ratio: 0, gap_count: 1, gaps: [{}], balance: [] },
      comments: [{ kind: "warning", text: "Nobody is on call for 100 % of the time." }],
    });
    const { score, balance, from, to } = await readQuality(eve(), { id: "duty" });
    expect(score).toBeGreaterThan(90);
    expect(balance.map(({ person }) => person).sort()).toEqual(["ana", "bo"]);
    expect(Date.parse(to) - Date.parse(from)).toBe(52 * 7 * 86_400_000);
    expect(await refusalOf(readQuality(eve(), { id: "none" }))).toEqual(["not_found"]);
  });
});

describe("the preview of a schedule", () => {
  const schedule = { layers: [weekly(["x", "y"])], time_zone: "Europe/Madrid" };
  const preview = (input: unknown) => previewSchedule(eve(), SchedulePreviewInput.parse(input));

  it("answers for people who do not exist yet, at an instant or through a time", async () => {
    expect(await preview({ schedule, at: "2026-11-02T08:00:00Z" })).toEqual({ people: ["x"] });
    expect(await preview({ schedule, from: "2026-11-09T00:00:00Z", to: "2026-11-09T09:00:00Z" })).toEqual({
      shifts: [
        { start: "2026-11-09T00:00:00.000Z", end: "2026-11-09T08:00:00.000Z", people: ["x"] },
        { start: "2026-11-09T08:00:00.000Z", end: "2026-11-09T09:00:00.000Z", people: ["y"] },
      ],
      handoffs: [{ layer: 0, at: "2026-11-09T08:00:00.000Z", person: "y" }],
    });
  });

  it("names every finding by its place in the body", async () => {
    const broken = {
      time_zone: "Mars/Olympus",
      layers: [{ rotation: { type: "weekly", start: "yesterday", participants: [] } }],
      overrides: [{ type: "add", person: "x", start: "2026-11-02T08:00:00Z", end: "2026-11-01T08:00:00Z" }],
    };
    expect(await refusalOf(preview({ schedule: broken }))).toEqual([
      "invalid",
      "/schedule/time_zone",
      "/schedule/layers/0/rotation/start",
      "/schedule/overrides/0/end",
    ]);
  });

  it("refuses half a window, and an instant beside a window", async () => {
    const from = "2026-11-09T00:00:00Z";
    expect(await refusalOf(preview({ schedule, from }))).toEqual(["invalid", "/to"]);
    expect(await refusalOf(preview({ schedule, to: from }))).toEqual(["invalid", "/from"]);
    expect(await refusalOf(preview({ schedule, from, to: "2026-11-10T00:00:00Z", at: from }))).toEqual([
      "invalid",
      "/at",
    ]);
  });

  it("refuses a window in which more happens than can be answered while others wait", async () => {
    const hourly = { rotation: { type: "hourly", start: "2026-11-02T09:00", participants: ["x", "y"] } };
    const busy = { layers: Array.from({ length: 50 }, () => hourly) };
    const window = { from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z" };
    expect(await refusalOf(preview({ schedule: busy, ...window }))).toEqual(["invalid", "/to"]);
  });
});
