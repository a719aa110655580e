import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { readWall } from "./wall-time";
import { isZoneName, zoneOf } from "./zoned-time";

const names = [
  "UTC",
  "Europe/Madrid",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Africa/Casablanca",
  "Asia/Manila",
  "America/Juneau",
];
const aName = fc.constantFrom(...names);
const limit = 8.64e15;

function wallOf(instant: number, timeZone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  return instant + zoned.offsetNanoseconds / 1_000_000;
}

test("clocks show what Temporal says they show, in any age", () => {
  const near = fc.date({ min: new Date("1850-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });
  const anInstant = fc.oneof(
    near.map((date) => date.getTime()),
    fc.integer({ min: -limit, max: limit }),
  );
  fc.assert(
    fc.property(aName, anInstant, (timeZone, instant) => {
      expect(zoneOf(timeZone).wallAt(instant)).toBe(wallOf(instant, timeZone));
    }),
    { numRuns: 500 },
  );
});

test("an instant lies between the first and the last showing of its wall time, and both show it", () => {
  const anInstant = fc.oneof(
    fc
      .date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.getTime()),
    // The hours around the jumps of 2026.
    fc.integer({ min: 0, max: 10_800 }).map((second) => Date.UTC(2026, 10, 1, 4) + second * 1_000),
    fc.integer({ min: 0, max: 10_800 }).map((second) => Date.UTC(2026, 9, 25) + second * 1_000),
  );
  fc.assert(
    fc.property(aName, anInstant, (timeZone, instant) => {
      const zone = zoneOf(timeZone);
      const wall = zone.wallAt(instant);
      const [first, last] = [zone.firstAt(wall), zone.lastAt(wall)];
      expect(first <= instant && instant <= last).toBe(true);
      expect([zone.wallAt(first), zone.wallAt(last)]).toEqual([wall, wall]);
      const known = Temporal.Instant.fromEpochMilliseconds(instant)
        .toZonedDateTimeISO(timeZone)
        .toPlainDateTime();
      expect(first).toBe(known.toZonedDateTime(timeZone, { disambiguation: "earlier" }).epochMilliseconds);
      expect(last).toBe(known.toZonedDateTime(timeZone, { disambiguation: "later" }).epochMilliseconds);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  // zone, wall time, first, last
  ["Europe/Madrid", "2026-03-29T02:30", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"],
  ["Europe/Madrid", "2026-03-29T02:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"],
  ["Europe/Madrid", "2026-03-29T03:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"],
  ["Europe/Madrid", "2026-10-25T02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"],
  ["Europe/Madrid", "2026-10-25T02:00", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"],
  ["Europe/Madrid", "2026-10-25T03:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"],
  ["Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"],
  ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z", "2026-10-03T15:30:00Z"],
  ["Asia/Kathmandu", "1986-01-01T00:10", "1985-12-31T18:30:00Z", "1985-12-31T18:30:00Z"],
  ["Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"],
  ["America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00:00Z", "2018-11-04T03:00:00Z"],
  ["America/Sao_Paulo", "2018-02-17T23:30", "2018-02-18T01:30:00Z", "2018-02-18T02:30:00Z"],
  ["Europe/Madrid", "2999-03-31T02:30", "2999-03-31T01:00:00Z", "2999-03-31T01:00:00Z"],
])("in %s, %s is first shown at %s and last at %s", (timeZone, wall, first, last) => {
  const zone = zoneOf(timeZone);
  const at = readWall(wall) ?? Number.NaN;
  expect([zone.firstAt(at), zone.lastAt(at)]).toEqual([Date.parse(first), Date.parse(last)]);
});

test("a zone is known by its name, never by an offset", () => {
  const accepted = ["Europe/Madrid", "europe/madrid", "UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires"];
  expect(accepted.filter((name) => !isZoneName(name))).toEqual([]);
  const refused = [
    "+02:00",
    "Z",
    "",
    "Madrid",
    "Europe/Atlantis",
    "2026-01-01T00:00[Europe/Madrid]",
    " UTC",
    "UTC ",
  ];
  expect(refused.filter(isZoneName)).toEqual([]);
  expect(() => zoneOf("Europe/Atlantis").wallAt(0)).toThrow(RangeError);
});
