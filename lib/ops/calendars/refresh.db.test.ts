import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ConfigDocument, ScheduleConfig, SchedulePreviewInput } from "@/lib/contract/config";
import { database } from "@/lib/db/client";
import { claimDue, putBackJobs } from "@/lib/db/outbox";
import { changeConfig } from "../config/apply";
import { listVersions } from "../config/versions";
import { readOnCall } from "../schedules/on-call";
import { previewSchedule } from "../schedules/preview";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { moveClock } from "../testing-requests";
import { refreshCalendars } from "./refresh";
import { requestRefresh } from "./request-refresh";
import { listCalendars } from "./status";

const OWNER = "the worker of this test";
let reply: { status: number; body: string; etag?: string };
let asked: (string | undefined)[] = [];
let server: Server;
let house: House;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers["if-none-match"]);
    const isKnown = reply.etag !== undefined && request.headers["if-none-match"] === reply.etag;
    response.writeHead(isKnown ? 304 : reply.status, reply.etag ? { etag: reply.etag } : {});
    response.end(isKnown ? "" : reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.COUNTERSIGN_OUTBOUND_ALLOW = `127.0.0.1:${port()}`;
});
afterAll(() => void server.close());
const port = () => (server.address() as AddressInfo).port; // safe because it listens on TCP

const [from, to] = [Date.now() - 30 * 86_400_000, Date.now() + 300 * 86_400_000];
const stamp = (at: number) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
const event = (summary: string, start = from, end = to) =>
  [
    "BEGIN:VEVENT",
    `UID:${summary}`,
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(end)}`,
    `SUMMARY:${summary}`,
    "END:VEVENT",
  ].join("\r\n");
const calendar = (...events: string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR"].join("\r\n");
const night = { rotation: { type: "daily" as const, start: "2026-01-01T00:00", participants: ["cy"] } };
const duty = (...layers: object[]) => [ScheduleConfig.parse({ id: "duty", layers })];
const feed = () => ({ calendar: { url: `http://127.0.0.1:${port()}/duty.ics` }, priority: 1 });

beforeEach(async () => {
  reply = { status: 200, body: calendar(event("Bo Lind")), etag: '"one"' };
  asked = [];
  house = await openTestHouse({ ...SMALL_COMPANY, schedules: duty(feed(), night) });
  // What an earlier test left is not this one's to do.
  await database().outbox.deleteMany({ where: { organisationId: { not: house.organisation } } });
});

/** What the worker does when the date has come. */
async function turn(): Promise<string[]> {
  const { jobs } = await claimDue(OWNER, [{ topic: "calendar", most: 10, leaseSeconds: 60 }]);
  const outcomes = await Promise.all(jobs.map(refreshCalendars));
  const rows = jobs.map(({ id }) => ({ id, delaySeconds: 900, attempts: 0, isDead: false, error: null }));
  await putBackJobs(OWNER, rows);
  return outcomes.map(({ kind }) => kind);
}
async function later(): Promise<string[]> {
  await moveClock(1000);
  return turn();
}
const change = (edit: (document: ConfigDocument) => Partial<ConfigDocument>) =>
  changeConfig(house.operator, (document) => ({ ...document, ...edit(document) }));
const onCall = async (at?: number) =>
  (
    await readOnCall(house.operator, {
      id: "duty",
      at: at === undefined ? undefined : new Date(at).toISOString(),
    })
  ).people;
const status = async () => (await listCalendars(house.operator, { id: "duty" })).calendars[0];
const versions = async () => (await listVersions(house.operator, {})).versions;

describe("a layer that is a calendar", () => {
  it("puts on call whom its events name, from the moment it is read, also for the past it tells of", async () => {
    expect(await onCall()).toEqual(["cy"]);
    expect(await turn()).toEqual(["again"]);
    expect(await onCall()).toEqual(["bo"]);
    expect(await onCall(from + 86_400_000)).toEqual(["bo"]);
    expect(await onCall(from - 86_400_000)).toEqual(["cy"]);
    expect(await status()).toMatchObject({
      error: null,
      shifts: 1,
      unmatched: [],
      fetched_at: expect.any(String),
    });
    expect((await versions())[0]).toMatchObject({
      version: 2,
      author: "system",
      origin: "calendar",
      summary: { changed: 1 },
    });
  });

  it("is a new version only when it says something new, and is not sent twice", async () => {
    await turn();
    expect(await later()).toEqual(["again"]);
    expect(asked).toEqual([undefined, '"one"']);
    expect(await versions()).toHaveLength(2);
    reply = { status: 200, body: calendar(event("eve")), etag: '"two"' };
    const before = Date.now();
    await later();
    expect(await onCall()).toEqual(["eve"]);
    expect(await onCall(before)).toEqual(["bo"]);
    expect(await versions()).toHaveLength(3);
  });

  it("keeps what it said last when it fails, and says what went wrong", async () => {
    await turn();
    const failures: [typeof reply, RegExp][] = [
      [{ status: 500, body: "no" }, /status 500/],
      [{ status: 301, body: "" }, /moved/],
      [{ status: 200, body: "<html>sign in</html>" }, /not a calendar/],
      [{ status: 200, body: "x".repeat(1_100_000) }, /larger than 1 MB/],
    ];
    for (const [answer, words] of failures) {
      reply = answer;
      await later();
      expect(await onCall()).toEqual(["bo"]);
      const now = await status();
      expect(now).toMatchObject({ error: expect.stringMatching(words), shifts: 1 });
      expect(Date.parse(now?.attempted_at ?? "")).toBeGreaterThan(Date.parse(now?.fetched_at ?? ""));
    }
    reply = { status: 200, body: calendar(event("ana")) };
    await later();
    expect(await status()).toMatchObject({ error: null });
    expect(await onCall()).toEqual(["ana"]);
  });

  it("reports whoever is nobody, and finds them when they are somebody", async () => {
    reply = { status: 200, body: calendar(event("zoe@acme.test")) };
    await turn();
    expect(await onCall()).toEqual(["cy"]);
    expect(await status()).toMatchObject({
      shifts: 0,
      unmatched_count: 1,
      unmatched: [{ summary: "zoe@acme.test" }],
    });
    await change(({ people }) => ({
      people: people.map((one) => (one.id === "eve" ? { ...one, email: "Zoe@acme.test" } : one)),
    }));
    await turn();
    expect(await onCall()).toEqual(["eve"]);
  });

  it("may stand in the document, beside others", async () => {
    await change(() => ({
      schedules: duty({ calendar: { text: calendar(event("ana")) }, priority: 1 }, feed(), night),
    }));
    await turn();
    expect([...(await onCall())].sort()).toEqual(["ana", "bo"]);
    expect(
      (await listCalendars(house.operator, { id: "duty" })).calendars.map(({ url }) => url !== null),
    ).toEqual([false, true]);
  });

  it("keeps its shifts when the schedule around it is edited, and loses them with itself", async () => {
    await turn();
    await change(() => ({ schedules: duty(night, { ...feed(), priority: 2 }) }));
    expect(await onCall()).toEqual(["bo"]);
    await change(() => ({ schedules: duty(night, { ...feed(), calendar: { text: calendar() } }) }));
    expect(await onCall()).toEqual(["cy"]);
    await change(() => ({ schedules: duty(night) }));
    await turn();
    expect(await listCalendars(house.operator, { id: "duty" })).toEqual({ calendars: [] });
    expect(await database().calendarSource.count({ where: { organisationId: house.organisation } })).toBe(0);
  });

  it("is read when it is asked for", async () => {
    await turn();
    reply = { status: 200, body: calendar(event("ana")) };
    expect(await turn()).toEqual([]);
    await requestRefresh(house.operator, { id: "duty" });
    expect(await turn()).toEqual(["again"]);
    expect(await onCall()).toEqual(["ana"]);
    expect(await refusalOf(requestRefresh(house.operator, { id: "none" }))).toEqual(["not_found"]);
    expect(await refusalOf(listCalendars(house.operator, { id: "none" }))).toEqual(["not_found"]);
  });

  it("is known to the preview of its schedule, and to no other", async () => {
    await turn();
    const at = new Date(from + 86_400_000).toISOString();
    const preview = (id: string) =>
      previewSchedule(
        house.operator,
        SchedulePreviewInput.parse({ schedule: { id, layers: [night, feed()] }, at }),
      );
    expect(await preview("duty")).toEqual({ people: ["bo"] });
    expect(await preview("other")).toEqual({ people: ["cy"] });
  });

  it("may not be fetched from a private place", async () => {
    for (const url of ["http://10.0.0.1/x.ics", "webcal://10.0.0.1/x.ics", "ftp://example.com/x.ics"]) {
      expect(await refusalOf(change(() => ({ schedules: duty({ calendar: { url } }) })))).toEqual([
        "invalid",
        "/schedules/0/layers/0/calendar/url",
      ]);
    }
    await change(() => ({ schedules: duty({ calendar: { url: "webcal://calendar.example/x.ics" } }) }));
  });
});
