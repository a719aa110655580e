import { expect, test } from "@playwright/test";
import {
  at,
  bearer,
  type Caller,
  createCaller,
  expectProblem,
  invalidPaths,
  listAt,
  textAt,
} from "../support/http";
import { foundOrganisation, newId, type Organisation } from "../support/organisation";
import { callbackUrl, type Receiver, startReceiver } from "../support/receiver";
import { ADDRESS } from "../support/settings";

/** Shifts in people's own calendars, and other calendars' events as shifts. */

const DAY = 86_400_000;
let organisation: Organisation;
let receiver: Receiver;
let ana: Caller;

test.beforeAll(async () => {
  receiver = await startReceiver();
  organisation = await foundOrganisation();
});
test.beforeEach(async () => {
  ana = await organisation.person("ana");
});
test.afterAll(async () => {
  // Nobody's clock shall fetch from an address that is somebody else's by then.
  await organisation.configure(organisation.document);
  await organisation.advance(0);
  await receiver.close();
});

const anybody = createCaller(ADDRESS);
const FEED = "/api/v1/schedules/payments-on-call/feed";

async function makeFeed(path: string, who: Caller): Promise<string> {
  const made = await who.post(path, {});
  expect(made.status, made.text).toBe(201);
  const url = textAt(made.body, "url");
  expect(url).toMatch(new RegExp(`^${ADDRESS}/calendars/[A-Za-z0-9_-]{43,}\\.ics$`));
  return url.slice(ADDRESS.length);
}

test("a calendar needs nothing but its address, and is iCalendar", async () => {
  const answer = await anybody.get(await makeFeed(FEED, ana));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^text\/calendar\b/);
  expect(answer.headers.get("cache-control")).toMatch(/\bprivate\b/);
  const lines = answer.text.split("\r\n");
  expect(lines[0]).toBe("BEGIN:VCALENDAR");
  expect(lines.filter((line) => line === "BEGIN:VEVENT").length).toBeGreaterThan(55);
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  expect(answer.text).toContain("SUMMARY:Ana Example on call: payments-on-call");
  expect(answer.text).toContain("SUMMARY:Di Example on call: payments-on-call");
  const etag = answer.headers.get("etag") ?? "";
  const known = await makeFeed(FEED, await organisation.person("bo"));
  expect((await anybody.get(known, { "If-None-Match": etag })).status).toBe(304);
});

test("a person's calendar has their own shifts only", async () => {
  const answer = await anybody.get(await makeFeed("/api/v1/people/me/feed", ana));
  expect(answer.text).toContain("Ana Example on call");
  expect(answer.text).not.toContain("Di Example on call");
  expectProblem(await organisation.operator.post("/api/v1/people/me/feed", {}), 403);
  expectProblem(await anybody.post("/api/v1/people/me/feed", {}), 401, "unauthenticated");
});

test("an address ends when another is made, and when it is revoked; both look as if it had never been", async () => {
  const first = await makeFeed(FEED, ana);
  const second = await makeFeed(FEED, ana);
  expectProblem(await anybody.get(first), 404, "not_found");
  expect((await anybody.get(second)).status).toBe(200);
  expect(at((await ana.get(FEED)).body, "feed.created_at")).toEqual(expect.any(String));
  expect((await ana.delete(FEED)).status).toBe(204);
  expectProblem(await anybody.get(second), 404, "not_found");
  expectProblem(await ana.delete(FEED), 404, "not_found");
  expect((await ana.get(FEED)).body).toEqual({ feed: null });
  expectProblem(await anybody.get("/calendars/nothing.ics"), 404, "not_found");
  expectProblem(await ana.post("/api/v1/schedules/ghost/feed", {}), 404, "not_found");
  const elsewhere = await foundOrganisation();
  const stranger = await elsewhere.person("ana");
  expectProblem(await stranger.delete(`/api/v1/schedules/ghost/feed`), 404, "not_found");
});

test("an auditor changes nothing, an agent has no calendar", async () => {
  const ed = await organisation.person("ed");
  expectProblem(await ed.post(FEED, {}), 403, "forbidden");
  const agent = await organisation.agent();
  expectProblem(await bearer(ADDRESS, agent.headers.Authorization?.slice(7) ?? "").post(FEED, {}), 403);
});

const stamp = (instant: number) => new Date(instant).toISOString().replaceAll(/[-:]|\.\d+/g, "");
const event = (summary: string, from: number, to: number, ...more: readonly string[]) =>
  [
    ...["BEGIN:VEVENT", `UID:${newId("event")}`, `DTSTART:${stamp(from)}`, `DTEND:${stamp(to)}`],
    ...[`SUMMARY:${summary}`, ...more, "END:VEVENT"],
  ].join("\r\n");
const calendar = (...events: readonly string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR", ""].join("\r\n");
const always = (person: string) => ({
  rotation: { type: "daily", start: "2026-01-01T00:00", participants: [person] },
});

async function write(id: string, ...layers: readonly unknown[]): Promise<void> {
  const { operator } = organisation;
  const known = await operator.get(`/api/v1/schedules/${id}`);
  const answer =
    known.status === 404
      ? await operator.post("/api/v1/schedules", { id, layers })
      : await operator.put(`/api/v1/schedules/${id}`, { id, layers });
  expect(answer.status, answer.text).toBeLessThan(300);
}
async function onCall(id: string, instant: number): Promise<unknown> {
  const when = new Date(instant).toISOString();
  const answer = await organisation.operator.get(`/api/v1/schedules/${id}/on-call?at=${when}`);
  expect(answer.status, answer.text).toBe(200);
  return at(answer.body, "people");
}
const statusOf = async (id: string): Promise<unknown> => {
  const answer = await organisation.operator.get(`/api/v1/schedules/${id}/calendars`);
  expect(answer.status, answer.text).toBe(200);
  return listAt(answer.body, "calendars")[0];
};

test("a calendar in the document is a layer: recurring events, people by name, by address and by attendance", async () => {
  const now = await organisation.advance(0);
  const day = (offset: number) => Math.floor(now / DAY) * DAY + offset * DAY;
  const text = calendar(
    event("Bo Example", day(0), day(1), "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=5"),
    event("cy@acme.test", day(1), day(2)),
    event("On call", day(3), day(4), "ATTENDEE;PARTSTAT=ACCEPTED:mailto:flo@acme.test"),
    event("Somebody Else", day(5), day(6)),
  );
  await write("from-text", { calendar: { text }, priority: 1 }, always("di"));
  await organisation.advance(0);
  expect(await onCall("from-text", day(0) + 1)).toEqual(["bo"]);
  expect(await onCall("from-text", day(1) + 1)).toEqual(["cy"]);
  expect(await onCall("from-text", day(3) + 1)).toEqual(["flo"]);
  expect(await onCall("from-text", day(5) + 1)).toEqual(["di"]);
  expect(await onCall("from-text", day(8) + 1)).toEqual(["bo"]);
  expect(await statusOf("from-text")).toMatchObject({
    ...{ layer: 0, url: null, error: null, shifts: 7, unmatched_count: 1 },
    unmatched: [{ summary: "Somebody Else" }],
  });
  const written = await organisation.operator.get("/api/v1/schedules/from-text");
  expect(at(written.body, "layers.0.calendar.text")).toBe(text);
});

test("a feed is fetched, fetched again, and kept as it was when it fails", async () => {
  const now = await organisation.advance(0);
  const path = `/${newId("feed")}.ics`;
  const ofPerson = (person: string) => ({
    status: 200,
    body: calendar(event(person, now - 30 * DAY, now + 300 * DAY)),
  });
  receiver.answerNext(ofPerson("bo"));
  await write("from-feed", { calendar: { url: callbackUrl(path) } });
  await receiver.waitFor(path, 1);
  await organisation.advance(0);
  expect(await onCall("from-feed", now)).toEqual(["bo"]);
  receiver.answerNext({ status: 503 });
  const failed = await organisation.advance(16 * 60);
  expect(await onCall("from-feed", failed)).toEqual(["bo"]);
  expect(await statusOf("from-feed")).toMatchObject({ error: expect.stringMatching(/503/), shifts: 1 });
  receiver.answerNext(ofPerson("cy"));
  const refreshed = await organisation.operator.post("/api/v1/schedules/from-feed/calendars/refresh", {});
  expect(refreshed.status, refreshed.text).toBe(204);
  await receiver.waitFor(path, 3);
  const after = await organisation.advance(0);
  expect(await onCall("from-feed", after)).toEqual(["cy"]);
  expect(await onCall("from-feed", failed)).toEqual(["bo"]);
  expect(await statusOf("from-feed")).toMatchObject({ error: null });
});

test("a calendar that cannot be one is refused where it stands", async () => {
  const { operator } = organisation;
  const post = (layer: unknown) => operator.post("/api/v1/schedules", { id: newId("bad"), layers: [layer] });
  const place = (name: string) => expect.stringContaining(name);
  expect(invalidPaths(await post({ calendar: { url: "http://10.0.0.1/x.ics" } }))).toEqual([
    place("/layers/0/calendar/url"),
  ]);
  expect(invalidPaths(await post({ calendar: { text: "hello" } }))).toEqual([
    place("/layers/0/calendar/text"),
  ]);
  expect(invalidPaths(await post({ calendar: {} }))).toEqual([place("/layers/0/calendar")]);
  expect(invalidPaths(await post({}))).toEqual([place("/layers/0/rotation")]);
  const both = { calendar: { url: "https://example.com/x.ics" }, ...always("di") };
  expect(invalidPaths(await post(both))).toEqual([place("/layers/0/rotation")]);
  expectProblem(
    await operator.post("/api/v1/schedules/payments-on-call/calendars/refresh", {}),
    404,
    "not_found",
  );
});
