import { describe, expect, it } from "vitest";
import type { Problem } from "@/lib/contract/common";
import { gapsIn, previewInput, questionWords, refusalOf } from "./gaps";
import type { LayerDraft, ScheduleDraft } from "./layer-fields";

const MONDAY = Date.parse("2026-11-02T09:00:00Z");
const wall = { zone: "UTC", now: MONDAY };
const calendar: LayerDraft = { priority: 0, calendar: { url: "https://example.com/a.ics" }, windows: [] };
const turns: LayerDraft = {
  priority: 0,
  rotation: { type: "weekly", shift_length: 1, start: "2026-11-02T09:00", participants: [] },
  windows: [],
};
const draft: ScheduleDraft = { id: "Half an i", name: "", layers: [], overrides: [], temporary: [] };
const shift = (start: string, end: string, ...people: string[]) => ({
  start: `2026-11-${start}:00Z`,
  end: `2026-11-${end}:00Z`,
  people,
});

describe("what a preview is asked of", () => {
  it("is all of the draft but its calendars and its names", () => {
    const input = JSON.parse(previewInput({ ...draft, time_zone: "", layers: [calendar, turns] }, MONDAY));
    expect(input.schedule).toMatchObject({ id: "preview", name: null, time_zone: null, layers: [turns] });
    expect(input).toMatchObject({ from: "2026-11-02T09:00:00.000Z", to: "2026-11-30T09:00:00.000Z" });
  });

  it("goes on through the last temporary schedule, as far as the server answers", () => {
    const until = (end: string) =>
      JSON.parse(
        previewInput({ ...draft, temporary: [{ start: "2026-11-03T00:00:00Z", end, shifts: [] }] }, MONDAY),
      ).to;
    expect(until("2027-02-01T00:00:00Z")).toBe("2027-02-01T00:00:00.000Z");
    expect(until("2030-02-01T00:00:00Z")).toBe("2027-12-07T09:00:00.000Z");
  });
});

describe("the question before a save", () => {
  const shifts = [
    shift("02T09:00", "02T18:00", "ana"),
    shift("02T18:00", "03T09:00"),
    shift("03T09:00", "03T18:00", "ana"),
    shift("03T18:00", "04T09:00"),
    shift("04T09:00", "30T09:00", "ana"),
  ];
  const words = (some: typeof shifts, hasCalendars = false) => {
    const question = gapsIn(some, hasCalendars);
    return question && questionWords(question, wall);
  };

  it("names the first gap, and how many more there are", () => {
    expect(words(shifts.slice(0, 3))).toBe("Nobody is on call 2 Nov 18:00 – 3 Nov 09:00.");
    expect(words(shifts)).toBe(
      "Nobody is on call 2 Nov 18:00 – 3 Nov 09:00, nor at 1 other time until 4 Nov 09:00.",
    );
  });

  it("does not say when a gap ends that was not seen to end", () => {
    expect(words([shift("02T09:00", "30T09:00")])).toBe(
      "Nobody is on call 2 Nov 09:00 – 30 Nov 09:00, or longer.",
    );
  });

  it("says of calendars that they were not looked at", () => {
    expect(words(shifts.slice(0, 3), true)).toBe(
      "Apart from the calendars, nobody is on call 2 Nov 18:00 – 3 Nov 09:00.",
    );
  });

  it("is none where somebody is always on call", () => {
    expect(gapsIn([shift("02T09:00", "30T09:00", "ana")], true)).toBeNull();
  });
});

describe("what the preview refuses", () => {
  const problem = (path: string, status = 422): Problem => ({
    type: "about:blank",
    title: "The request is not valid",
    status,
    detail: "",
    reason_code: "invalid",
    errors: [{ path, message: "is wrong" }],
  });
  const placeOf = (path: string, status?: number) =>
    refusalOf(problem(path, status), { ...draft, layers: [calendar, turns] })?.errors?.[0]?.path;

  it("stands at its place in the draft, counting the calendars it did not see", () => {
    expect(placeOf("/schedule/layers/0/rotation/start")).toBe("/layers/1/rotation/start");
    expect(placeOf("/schedule/time_zone")).toBe("/time_zone");
  });

  it("is only what is wrong with the draft: any other failure leaves it unknown", () => {
    expect(placeOf("/to")).toBeUndefined();
    expect(placeOf("/schedule/time_zone", 500)).toBeUndefined();
  });
});
