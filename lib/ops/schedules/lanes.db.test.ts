import { beforeAll, describe, expect, it } from "vitest";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { scheduleLanes } from "./lanes";

let house: House;
beforeAll(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    schedules: [
      {
        id: "daily",
        time_zone: "Europe/Madrid",
        layers: [
          {
            rotation: { type: "daily", start: "2026-11-02T00:00", participants: ["ana", "bo"] },
            windows: [{ weekdays: ["mo", "tu", "we", "th", "fr", "su"], start: "00:00", end: "00:00" }],
          },
        ],
        overrides: [
          { type: "add", person: "cy", start: "2027-03-23T08:00:00Z", end: "2027-03-23T12:00:00Z" },
        ],
      },
    ],
  });
});

const lanes = () => scheduleLanes(house.person("eve"), { id: "daily", day: "2027-03-22" });

describe("a schedule as it is drawn", () => {
  it("starts and ends with days of its own zone, also over a change of the clocks", async () => {
    const { from, to, days, previous, next } = await lanes();
    expect({ from, to }).toEqual({ from: "2027-03-21T23:00:00.000Z", to: "2027-03-28T22:00:00.000Z" });
    expect(days).toHaveLength(7);
    expect({ previous, next }).toEqual({ previous: "2027-03-15", next: "2027-03-29" });
  });

  it("says how long a shift is in which the clocks change, and of no other", async () => {
    const { final } = await lanes();
    expect(final.filter(({ changedHours }) => changedHours !== null)).toEqual([
      expect.objectContaining({ start: "2027-03-27T23:00:00.000Z", changedHours: 23 }),
    ]);
  });

  it("says of a shift that goes on beyond what is shown how long all of it is", async () => {
    const weekly = await openTestHouse({
      ...SMALL_COMPANY,
      schedules: [
        {
          id: "weekly",
          time_zone: "Europe/Madrid",
          layers: [{ rotation: { type: "weekly", start: "2026-11-02T09:00", participants: ["ana", "bo"] } }],
        },
      ],
    });
    const { final } = await scheduleLanes(weekly.person("eve"), { id: "weekly", day: "2027-03-22" });
    expect(final.map(({ changedHours }) => changedHours)).toEqual([null, 167]);
  });

  it("shows gaps, layers by themselves, and what departs from them", async () => {
    const { final, layers, exceptions } = await lanes();
    expect(final.filter(({ people }) => people.length === 0)).toEqual([
      expect.objectContaining({ start: "2027-03-26T23:00:00.000Z", end: "2027-03-27T23:00:00.000Z" }),
    ]);
    expect(layers[0]?.shifts.some(({ people }) => people.includes("cy"))).toBe(false);
    expect(final.some(({ people }) => people.includes("cy"))).toBe(true);
    expect(exceptions).toMatchObject([{ kind: "add", person: "cy" }]);
  });

  it("begins with this week where no day is named, and is not found where it is not", async () => {
    const { from, now, to } = await scheduleLanes(house.person("eve"), { id: "daily", day: "soon" });
    expect(from <= now && now < to).toBe(true);
    expect(await refusalOf(scheduleLanes(house.person("eve"), { id: "none" }))).toContain("not_found");
  });
});
