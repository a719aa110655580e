import { expect, test } from "@playwright/test";
import { at, expectProblem, listAt, numberAt, textAt } from "../support/http";
import { escalate, foundOrganisation, type Organisation, proposalOn } from "../support/organisation";

/** Editing never rewrites the past, and takes effect at the next hand-off, by the one clock. */

const HOUR = 3_600_000;
let organisation: Organisation;

/** Hand-offs at every full hour of UTC: the clock can walk over some. */
const rotation = (participants: readonly string[], more: Readonly<Record<string, unknown>> = {}) => ({
  rotation: { type: "hourly", shift_length: 1, start: "2026-01-01T00:00", participants, ...more },
});

test.beforeEach(async () => {
  organisation = await foundOrganisation({
    edit: (document) => ({
      ...document,
      organisation: { ...document.organisation, time_zone: "UTC" },
      schedules: [...document.schedules, { id: "duty", layers: [rotation(["ana", "bo", "cy"])] }],
      surfaces: [...document.surfaces, { id: "on.duty", tools: ["on.duty"] }],
      routes: [
        ...document.routes,
        {
          id: "duty",
          when: "surface == 'on.duty'",
          deadline: "4h",
          steps: [{ notify: ["person:di"] }, { after: "2h", notify: ["schedule:duty"] }],
          approval: { sets: [{ thresholds: [{ from: ["team:payments"] }] }] },
        },
      ],
    }),
  });
});

const write = async (...layers: readonly unknown[]): Promise<void> => {
  const answer = await organisation.operator.put("/api/v1/schedules/duty", { id: "duty", layers });
  expect(answer.status, answer.text).toBe(200);
};
const onCall = async (instant?: number, more = ""): Promise<unknown> => {
  const query = instant === undefined ? "?" : `?at=${new Date(instant).toISOString()}`;
  const answer = await organisation.operator.get(`/api/v1/schedules/duty/on-call${query}${more}`);
  expect(answer.status, answer.text).toBe(200);
  return more === "" ? at(answer.body, "people") : answer.body;
};
const window = (from: number, to: number) =>
  `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
const shifts = async (from: number, to: number): Promise<readonly unknown[]> => {
  const answer = await organisation.operator.get(`/api/v1/schedules/duty/timeline?${window(from, to)}`);
  expect(answer.status, answer.text).toBe(200);
  return listAt(answer.body, "shifts");
};
const nextHour = async (): Promise<number> => (Math.floor((await organisation.advance(0)) / HOUR) + 1) * HOUR;
const only = (people: unknown): string => {
  expect(people).toHaveLength(1);
  return textAt(people, "0");
};

test("removing someone not on call changes nobody's shift, and the past still names them", async () => {
  const handoff = await nextHour();
  const before = await shifts(handoff - 12 * HOUR, handoff - HOUR);
  const holder = only(await onCall());
  const others = ["ana", "bo", "cy"].filter((id) => id !== holder);
  await write(rotation([holder, others[0] ?? ""]));
  expect(await onCall()).toEqual([holder]);
  expect(await onCall(handoff)).toEqual([others[0]]);
  expect(await onCall(handoff + HOUR)).toEqual([holder]);
  expect(await shifts(handoff - 12 * HOUR, handoff - HOUR)).toEqual(before);
  await organisation.advance(3_600);
  expect(await onCall()).toEqual([others[0]]);
  expect(await onCall(handoff - HOUR)).toEqual([holder]);
});

test("an edit of the hand-offs takes effect at the next one, continuing after the current person", async () => {
  const handoff = await nextHour();
  const holder = only(await onCall());
  // Half a day away from now, whatever the time is: the new grid must not hand off within the hour.
  const farHour = String((new Date(handoff).getUTCHours() + 12) % 24).padStart(2, "0");
  await write(rotation(["ana", "bo", "cy"], { type: "daily", start: `2026-01-01T${farHour}:30` }));
  expect(await onCall(handoff - 1)).toEqual([holder]);
  const order = ["ana", "bo", "cy", "ana"];
  const next = order[order.indexOf(holder) + 1];
  expect(await onCall(handoff)).toEqual([next]);
  expect(await onCall(handoff + HOUR / 4)).toEqual([next]);
  const answer = await organisation.operator.get(
    `/api/v1/schedules/duty/handoffs?${window(handoff, handoff + HOUR / 4)}`,
  );
  expect(at(answer.body, "handoffs")).toEqual([
    { layer: 0, at: new Date(handoff).toISOString(), person: next },
  ]);
  await organisation.advance(3_600);
  expect(await onCall()).toEqual([next]);
});

test("the document that was written is the document that is read", async () => {
  const layers = [rotation(["cy", "ana"], { type: "weekly" })];
  await write(...layers);
  const answer = await organisation.operator.get("/api/v1/schedules/duty");
  expect(at(answer.body, "layers.0.rotation.participants")).toEqual(["cy", "ana"]);
  const whole = await organisation.operator.get("/api/v1/config");
  const plan = await organisation.operator.put("/api/v1/config", whole.body);
  expect(at(plan.body, "version")).toBeNull();
});

test("an override made for a time that has passed changes nothing before it was made", async () => {
  const handoff = await nextHour();
  const before = await shifts(handoff - 12 * HOUR, handoff - HOUR);
  const span = {
    start: new Date(handoff - 12 * HOUR).toISOString(),
    end: new Date(handoff + 12 * HOUR).toISOString(),
  };
  const made = await organisation.operator.post("/api/v1/overrides", {
    ...{ schedule: "duty", type: "add", person: "flo" },
    ...span,
  });
  expect(made.status, made.text).toBe(201);
  expect(await shifts(handoff - 12 * HOUR, handoff - HOUR)).toEqual(before);
  expect(await onCall()).toContain("flo");
  expect(await onCall(handoff + 11 * HOUR)).toContain("flo");
});

test("a request that is open keeps the layers it was opened under; the next one is under the edited", async () => {
  const agent = await organisation.agent();
  const held = await escalate(agent, proposalOn("duty"));
  await write(rotation(["flo"]));
  await organisation.advance(2 * 3_600 + 1);
  const paged = await organisation.pagesOf(held.request);
  expect(paged).toHaveLength(2);
  expect(paged).not.toContain("flo");
  const next = await escalate(agent, proposalOn("duty"));
  await organisation.advance(2 * 3_600 + 1);
  expect(await organisation.pagesOf(next.request)).toEqual(["di", "flo"]);
});

test("a removed schedule ends; made again it starts as written, and its past is still there", async () => {
  const handoff = await nextHour();
  const before = await shifts(handoff - 12 * HOUR, handoff - HOUR);
  const { operator, document } = organisation;
  await organisation.configure({
    ...document,
    schedules: document.schedules.filter(({ id }) => id !== "duty"),
    routes: document.routes.filter(({ id }) => id !== "duty"),
  });
  expectProblem(await operator.get("/api/v1/schedules/duty/on-call"), 404, "not_found");
  const now = await organisation.advance(2 * 3_600);
  await organisation.configure(document);
  expect(await onCall(now - HOUR)).toEqual([]);
  expect(await onCall()).toHaveLength(1);
  expect(await shifts(handoff - 12 * HOUR, handoff - HOUR)).toEqual(before);
});

test("who is next is said when it is asked", async () => {
  const handoff = await nextHour();
  const answer = await onCall(undefined, "next=1");
  expect(textAt(answer, "next.at")).toBe(new Date(handoff).toISOString());
  expect(at(answer, "next.people")).toEqual(await onCall(handoff));
});

test("a schedule has a score for the next 52 weeks, with its gaps and its load", async () => {
  const { operator } = organisation;
  const good = await operator.get("/api/v1/schedules/duty/quality");
  expect(good.status, good.text).toBe(200);
  expect(numberAt(good.body, "score")).toBe(100);
  expect(at(good.body, "gaps")).toEqual([]);
  expect(listAt(good.body, "balance").map((load) => at(load, "person"))).toHaveLength(3);
  const workdays = { weekdays: ["mo", "tu", "we", "th", "fr"], start: "09:00", end: "17:00" };
  await write({ ...rotation(["ana", "ana", "ana", "bo"]), windows: [workdays] });
  const poor = await operator.get("/api/v1/schedules/duty/quality");
  expect(numberAt(poor.body, "score")).toBeLessThan(60);
  expect(numberAt(poor.body, "coverage_ratio")).toBeCloseTo(40 / 168, 1);
  expect(listAt(poor.body, "gaps")).toHaveLength(20);
  const overloaded = listAt(poor.body, "balance").filter((load) => at(load, "overloaded_percent") !== null);
  expect(overloaded.map((load) => at(load, "person"))).toEqual(["ana"]);
  expect(listAt(poor.body, "comments").length).toBeGreaterThanOrEqual(2);
  expectProblem(await operator.get("/api/v1/schedules/ghost/quality"), 404, "not_found");
});
