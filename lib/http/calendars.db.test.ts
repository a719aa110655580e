import ICAL from "ical.js";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ScheduleConfig } from "@/lib/contract/config";
import { changeConfig } from "@/lib/ops/config/apply";
import { SMALL_COMPANY } from "@/lib/ops/testing-fixtures";
import { moveClock } from "@/lib/ops/testing-requests";
import { type HttpHouse, openHttpHouse } from "./test-house";

process.env.COUNTERSIGN_TEST_MODE = "1";

const weekly = (participants: string[]) => ({
  rotation: { type: "weekly" as const, start: "2026-11-02T09:00", participants },
});
const duty = ScheduleConfig.parse({
  ...{ id: "duty", name: "Duty; day, night", time_zone: "Europe/Madrid" },
  layers: [weekly(["ana", "bo"])],
});
const always = ScheduleConfig.parse({ id: "always", layers: [weekly(["bo"])] });

let http: HttpHouse;
let bo: Record<string, string>;
beforeAll(async () => {
  http = await openHttpHouse({ ...SMALL_COMPANY, schedules: [duty, always] });
});
beforeEach(async () => {
  bo = await http.person("bo");
});

const FEED = "/api/v1/schedules/duty/feed";
const make = async (path = FEED, who = bo) => {
  const { status, body } = await http.post(path, who);
  expect(status).toBe(201);
  return new URL(String(body.url)).pathname;
};
const fetchFeed = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await http.api.request(path, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((event) => ({
    uid: String(event.getFirstPropertyValue("uid")),
    summary: String(event.getFirstPropertyValue("summary")),
    start: String(event.getFirstPropertyValue("dtstart")),
    end: String(event.getFirstPropertyValue("dtend")),
  }));

describe("a schedule's calendar", () => {
  it("has one event for each shift and person, in UTC, from eight weeks ago to a year ahead", async () => {
    const { status, headers, text } = await fetchFeed(await make());
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(headers.get("cache-control")).toMatch(/^private/);
    const events = eventsOf(text);
    expect(events.length).toBeGreaterThanOrEqual(60);
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
    expect(events.map(({ summary }) => summary)).toContain("Ana Ruiz on call: Duty; day, night");
    expect(events.every(({ start }) => /T0[78]:00:00Z$/.test(start))).toBe(true);
    expect(events.slice(1).every(({ start }, index) => start === events[index]?.end)).toBe(true);
  });

  it("is not sent again to whoever has it, and its events keep their names from day to day", async () => {
    const path = await make();
    const { headers, text } = await fetchFeed(path);
    const etag = headers.get("etag") ?? "";
    expect((await fetchFeed(path, { "if-none-match": etag })).status).toBe(304);
    expect((await fetchFeed(path, { "if-none-match": `W/${etag}, "other"` })).status).toBe(304);
    expect((await fetchFeed(path, { "if-none-match": '"other"' })).status).toBe(200);
    const head = await http.api.request(path, { method: "HEAD" });
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, etag, ""]);
    await moveClock(86_400);
    const tomorrow = eventsOf((await fetchFeed(path)).text).map(({ uid }) => uid);
    const known = new Set(eventsOf(text).map(({ uid }) => uid));
    expect(tomorrow.filter((uid) => !known.has(uid)).length).toBeLessThanOrEqual(1);
  });

  it("follows an edit at once", async () => {
    const path = await make();
    const span = { start: "2027-03-01T00:00:00.000Z", end: "2027-03-02T00:00:00.000Z" };
    await changeConfig(http.house.operator, (document) => ({
      ...document,
      schedules: document.schedules.map((one) =>
        one.id === "duty" ? { ...one, overrides: [{ type: "add" as const, person: "eve", ...span }] } : one,
      ),
    }));
    expect(eventsOf((await fetchFeed(path)).text).map(({ summary }) => summary)).toContain(
      "Eve Member on call: Duty; day, night",
    );
  });

  it("is the caller's own: made again it has another address, revoked it has none", async () => {
    const ana = await http.person("ana");
    const [first, hers] = [await make(), await make(FEED, ana)];
    const second = await make();
    expect((await http.get(FEED, bo)).body.feed).toMatchObject({ created_at: expect.any(String) });
    expect(
      await Promise.all([first, second, hers].map(async (path) => (await fetchFeed(path)).status)),
    ).toEqual([404, 200, 200]);
    const revoked = await http.api.request(FEED, { method: "DELETE", headers: bo });
    expect(revoked.status).toBe(204);
    expect((await http.api.request(FEED, { method: "DELETE", headers: bo })).status).toBe(404);
    expect((await http.get(FEED, bo)).body).toEqual({ feed: null });
    expect(await Promise.all([second, hers].map(async (path) => (await fetchFeed(path)).status))).toEqual([
      404, 200,
    ]);
  });

  it("is not found for an address that was never made, or for a schedule that is not there", async () => {
    for (const name of [`csf_${"x".repeat(43)}.ics`, "csf_short.ics", "duty.ics", `csf_${"x".repeat(43)}`]) {
      expect((await fetchFeed(`/calendars/${name}`)).status).toBe(404);
    }
    expect((await http.post("/api/v1/schedules/none/feed", bo)).status).toBe(404);
    const eve = await http.person("eve");
    const path = await make(FEED, eve);
    await changeConfig(http.house.operator, (document) => ({
      ...document,
      people: document.people.filter(({ id }) => id !== "eve"),
      schedules: document.schedules.map((one) => ({ ...one, overrides: [] })),
    }));
    expect((await fetchFeed(path)).status).toBe(404);
  });
});

describe("a person's calendar", () => {
  it("has their own shifts on every schedule and nobody else's", async () => {
    const events = eventsOf((await fetchFeed(await make("/api/v1/people/me/feed"))).text);
    const summaries = new Set(events.map(({ summary }) => summary));
    expect([...summaries].sort()).toEqual(["Bo Lind on call: Duty; day, night", "Bo Lind on call: always"]);
  });

  it("cannot be a key's, which is never on call", async () => {
    expect((await http.post("/api/v1/people/me/feed", http.operator)).status).toBe(403);
    const own = await make(FEED, http.operator);
    expect((await fetchFeed(own)).status).toBe(200);
  });
});
