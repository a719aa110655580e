import { expect, test } from "@playwright/test";
import { at, expectProblem, listAt, textAt } from "../support/http";
import { foundOrganisation, type Organisation } from "../support/organisation";

/** Who is on call. Madrid leaves summer time on 25 October 2026 at 03:00 and enters it on 28 March 2027 at 02:00. */

let organisation: Organisation;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
});

const ON_CALL = "/api/v1/schedules/payments-on-call";

async function onCall(instant: string): Promise<unknown> {
  const answer = await organisation.operator.get(`${ON_CALL}/on-call?at=${instant}`);
  expect(answer.status, answer.text).toBe(200);
  expect(Object.keys(Object(answer.body))).toEqual(["people"]);
  return at(answer.body, "people");
}

const rotation = (type: string, start: string, more: Readonly<Record<string, unknown>> = {}) => ({
  rotation: { type, start, participants: ["ana", "di"], ...more },
});

const schedule = (layer: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  time_zone: "Europe/Madrid",
  layers: [layer],
  ...more,
});

async function preview(body: Readonly<Record<string, unknown>>): Promise<unknown> {
  const answer = await organisation.operator.post("/api/v1/schedules/preview", body);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

const instantsOf = (body: unknown, list: string, name: string): readonly string[] =>
  listAt(body, list).map((item) => new Date(textAt(item, name)).toISOString());

async function handoffs(schedule: unknown, from: string, to: string): Promise<readonly string[]> {
  return instantsOf(await preview({ schedule, from, to }), "handoffs", "at");
}

const peopleAt = async (schedule: unknown, instant: string): Promise<unknown> =>
  at(await preview({ schedule, at: instant }), "people");

test("a shift includes its first instant and not its last, and the grid extends before the start", async () => {
  expect(await onCall("2026-11-02T08:00:00Z")).toEqual(["ana"]);
  expect(await onCall("2026-11-02T07:59:59.999Z")).toEqual(["di"]);
  expect(await onCall("2026-11-09T07:59:59Z")).toEqual(["ana"]);
  expect(await onCall("2026-11-09T08:00:00Z")).toEqual(["di"]);
  expect(await onCall("2026-10-19T12:00:00%2B02:00")).toEqual(["ana"]);
});

test("a timeline is clipped to its window and leaves no hole", async () => {
  const [from, to] = ["2026-11-01T00:00:00Z", "2026-11-12T00:00:00Z"];
  const answer = await organisation.operator.get(`${ON_CALL}/timeline?from=${from}&to=${to}`);
  expect(answer.status, answer.text).toBe(200);
  const shifts = listAt(answer.body, "shifts");
  expect(shifts.map((shift) => at(shift, "people"))).toEqual([["di"], ["ana"], ["di"]]);
  const starts = instantsOf(answer.body, "shifts", "start");
  const ends = instantsOf(answer.body, "shifts", "end");
  expect(starts).toEqual(
    [from, "2026-11-02T08:00:00Z", "2026-11-09T08:00:00Z"].map((one) => new Date(one).toISOString()),
  );
  expect(ends).toEqual([...starts.slice(1), new Date(to).toISOString()]);
});

test("a weekly hand-off keeps nine o'clock over the autumn change", async () => {
  const weekly = schedule(rotation("weekly", "2026-11-02T09:00"));
  expect(await handoffs(weekly, "2026-10-18T00:00:00Z", "2026-11-03T00:00:00Z")).toEqual([
    "2026-10-19T07:00:00.000Z",
    "2026-10-26T08:00:00.000Z",
    "2026-11-02T08:00:00.000Z",
  ]);
});

test("a hand-off at an hour that happens twice is at the first", async () => {
  const daily = schedule(rotation("daily", "2026-10-20T02:30"));
  expect(await handoffs(daily, "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z")).toEqual([
    "2026-10-24T00:30:00.000Z",
    "2026-10-25T00:30:00.000Z",
    "2026-10-26T01:30:00.000Z",
  ]);
});

test("a hand-off at a time that does not exist is at the first instant after the gap", async () => {
  const daily = schedule(rotation("daily", "2027-03-20T02:30"));
  expect(await handoffs(daily, "2027-03-27T00:00:00Z", "2027-03-30T00:00:00Z")).toEqual([
    "2027-03-27T01:30:00.000Z",
    "2027-03-28T01:00:00.000Z",
    "2027-03-29T00:30:00.000Z",
  ]);
});

test("shifts shorter than a day count elapsed time", async () => {
  const half = schedule(rotation("hourly", "2026-10-24T12:00", { shift_length: 12 }));
  expect(await handoffs(half, "2026-10-24T12:00:00Z", "2026-10-26T00:00:00Z")).toEqual([
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T10:00:00.000Z",
    "2026-10-25T22:00:00.000Z",
  ]);
});

test("a monthly rotation from the 31st hands off on the last day of shorter months", async () => {
  const monthly = schedule(rotation("monthly", "2026-10-31T09:00"));
  expect(await handoffs(monthly, "2026-11-01T00:00:00Z", "2027-03-01T00:00:00Z")).toEqual([
    "2026-11-30T08:00:00.000Z",
    "2026-12-31T08:00:00.000Z",
    "2027-01-31T08:00:00.000Z",
    "2027-02-28T08:00:00.000Z",
  ]);
});

test("a window past midnight belongs to the day on which it starts, and outside it nobody is on call", async () => {
  const night = schedule({
    ...rotation("weekly", "2026-11-02T00:00", { participants: ["ana"] }),
    windows: [{ weekdays: ["fr"], start: "22:00", end: "06:00" }],
  });
  expect(await peopleAt(night, "2026-11-06T21:00:00Z")).toEqual(["ana"]);
  expect(await peopleAt(night, "2026-11-07T04:59:59Z")).toEqual(["ana"]);
  expect(await peopleAt(night, "2026-11-07T05:00:00Z")).toEqual([]);
  expect(await peopleAt(night, "2026-11-05T23:00:00Z")).toEqual([]);
  const timeline = await preview({
    schedule: night,
    from: "2026-11-06T00:00:00Z",
    to: "2026-11-08T00:00:00Z",
  });
  expect(listAt(timeline, "shifts").map((shift) => at(shift, "people"))).toEqual([[], ["ana"], []]);
});

test("of the active layers only those of the highest priority count, together", async () => {
  const layers = [
    { ...rotation("weekly", "2026-11-02T09:00", { participants: ["bo"] }), priority: 0 },
    { ...rotation("weekly", "2026-11-02T09:00", { participants: ["ana"] }), priority: 5 },
    { ...rotation("weekly", "2026-11-02T09:00", { participants: ["di"] }), priority: 5 },
    { ...rotation("weekly", "2026-11-02T09:00", { participants: [] }), priority: 9 },
  ];
  const answer = await peopleAt({ time_zone: "Europe/Madrid", layers }, "2026-11-04T12:00:00Z");
  expect([...listAt({ answer }, "answer")].sort()).toEqual(["ana", "di"]);
});

test("overrides add, remove and replace, and a removal wins", async () => {
  const span = { start: "2026-11-04T00:00:00Z", end: "2026-11-05T00:00:00Z" };
  const within = "2026-11-04T12:00:00Z";
  const weekly = rotation("weekly", "2026-11-02T09:00");
  const withOverrides = (...overrides: readonly unknown[]) => schedule(weekly, { overrides });
  const add = { type: "add", person: "flo", ...span };
  const remove = { type: "remove", person: "flo", ...span };
  const replace = { type: "replace", person: "ana", with: "bo", ...span };
  expect(await peopleAt(withOverrides(add), within)).toEqual(["ana", "flo"]);
  expect(await peopleAt(withOverrides(add, remove), within)).toEqual(["ana"]);
  expect(await peopleAt(withOverrides(replace), within)).toEqual(["bo"]);
  expect(await peopleAt(withOverrides(replace), "2026-11-05T00:00:00Z")).toEqual(["ana"]);
  expect(await peopleAt(withOverrides({ ...replace, person: "di" }), within)).toEqual(["ana"]);
});

test("a temporary schedule replaces everything for its time, overrides too", async () => {
  const span = { start: "2026-11-04T00:00:00Z", end: "2026-11-05T00:00:00Z" };
  const temporary = [
    { ...span, shifts: [{ person: "bo", start: "2026-11-03T00:00:00Z", end: "2026-11-04T12:00:00Z" }] },
  ];
  const overrides = [{ type: "add", person: "flo", ...span }];
  const changed = schedule(rotation("weekly", "2026-11-02T09:00"), { temporary, overrides });
  expect(await peopleAt(changed, "2026-11-03T12:00:00Z")).toEqual(["ana"]);
  expect(await peopleAt(changed, "2026-11-04T11:59:59Z")).toEqual(["bo"]);
  expect(await peopleAt(changed, "2026-11-04T12:00:00Z")).toEqual([]);
  expect(await peopleAt(changed, "2026-11-05T00:00:00Z")).toEqual(["ana"]);
});

test("an override is made once; an exact duplicate is 409; it counts at once", async () => {
  // Wherever other tests have moved the clock: what lies in the past by then, no override changes.
  const day = 86_400_000;
  const start = Math.ceil((await organisation.advance(0)) / day) * day + 7 * day;
  const [noon = "", from, to] = [start + day / 2, start, start + day].map((at) => new Date(at).toISOString());
  const [holder] = listAt({ people: await onCall(noon) }, "people");
  const override = {
    schedule: "payments-on-call",
    type: "replace",
    person: holder,
    with: "bo",
    start: from,
    end: to,
  };
  const { operator } = organisation;
  const created = await operator.post("/api/v1/overrides", override);
  expect(created.status, created.text).toBe(201);
  expect(await onCall(noon)).toEqual(["bo"]);
  expectProblem(await operator.post("/api/v1/overrides", override), 409, "already_exists");
  expectProblem(await operator.post("/api/v1/overrides", { ...override, end: override.start }), 422);
  expectProblem(await operator.post("/api/v1/overrides", { ...override, person: "ghost" }), 422);
  expectProblem(await operator.post("/api/v1/overrides", { ...override, with: undefined }), 422);
  const elsewhere = await operator.post("/api/v1/overrides", { ...override, schedule: "ghost" });
  expect([404, 422]).toContain(elsewhere.status);
  expectProblem(elsewhere, elsewhere.status);
});

test("an instant that is none, and a window turned around, are refused", async () => {
  const { operator } = organisation;
  expectProblem(await operator.get(`${ON_CALL}/on-call?at=yesterday`), 422);
  expectProblem(await operator.get(`${ON_CALL}/timeline?from=2026-11-02T00:00:00Z`), 422);
  expectProblem(
    await operator.get(`${ON_CALL}/timeline?from=2026-11-03T00:00:00Z&to=2026-11-02T00:00:00Z`),
    422,
  );
  expectProblem(await operator.get("/api/v1/schedules/ghost/on-call"), 404, "not_found");
  const endless = await operator.get(`${ON_CALL}/timeline?from=0001-01-01T00:00:00Z&to=9999-12-31T00:00:00Z`);
  expect(endless.status).toBeLessThan(500);
});
