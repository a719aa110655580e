import { setMaxListeners } from "node:events";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { streamEnd } from "@/lib/db/stream-reader";
import { changeConfig } from "../config/apply";
import type { Context, OperatorActor, PersonActor } from "../context";
import { type House, openTestHouse } from "../testing-fixtures";
import { heard, openListeningHouse } from "../testing-wakes";
import { startListening, stopListening } from "../wakes";
import { comment } from "./comment";
import { readRequest } from "./read";
import { respond } from "./respond";
import { type StreamItem, streamEvents } from "./stream";

let house: House;
let leaving: AbortController;
beforeAll(openListeningHouse);
beforeEach(async () => {
  house = await openTestHouse();
  leaving = new AbortController();
});
afterEach(() => leaving.abort());

type Reader = { next(): Promise<StreamItem> };

/** A console from now on, or from where it was; what it sees next is asked for one by one. */
function open(ctx: Context<PersonActor | OperatorActor>, after: number | null = null): Reader {
  const iterator = streamEvents(ctx, { after, signal: leaving.signal })[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { value, done } = await iterator.next();
      if (done) throw new Error("the stream ended");
      return value;
    },
  };
}

/** One that has begun: an event it is waiting for cannot slip by. */
async function opened(ctx: Context<PersonActor | OperatorActor>): Promise<Reader> {
  const { id } = await asked();
  const reader = open(ctx, (await streamEnd(house.organisation)) - 2);
  expect((await reader.next()).event.id).toBe(id);
  return reader;
}

async function asked() {
  const { body } = await house.ask();
  if (!body.request) throw new Error("it was not escalated");
  return { id: body.request.id, digest: body.action.digest };
}
const approve = (request: { id: string; digest: string }, person = "bo") =>
  respond(house.person(person), { ...request, verdict: "approve" });

describe("the live stream", () => {
  it("tells an open console each committed version with its status, once and in order", async () => {
    const reader = await opened(house.person("bo"));
    const request = await asked();
    const { version } = await readRequest(house.person("bo"), request);
    const first = await reader.next();
    expect(first.event).toEqual({ id: request.id, version, status: "pending" });
    await comment(house.person("bo"), { ...request, text: "looking" });
    expect((await reader.next()).event).toEqual({ id: request.id, version: version + 1, status: "pending" });
    const { request: decided } = await approve(request);
    const last = await reader.next();
    expect(last.event).toEqual({ id: request.id, version: decided.version, status: "approved" });
    expect(last.seq).toBeGreaterThan(first.seq);
  });

  it("resumes after the last event a console has seen, with what it missed and nothing twice", async () => {
    const start = await streamEnd(house.organisation);
    const request = await asked();
    await approve(request);
    const whole = open(house.person("bo"), start);
    const [one, two] = [await whole.next(), await whole.next()];
    expect([one.event.status, two.event.status]).toEqual(["pending", "approved"]);
    const rest = open(house.person("bo"), one.seq);
    expect(await rest.next()).toEqual(two);
  });

  it("never gives a version the status of a later one", async () => {
    const start = await streamEnd(house.organisation);
    const request = await asked();
    const { version } = await readRequest(house.person("bo"), request);
    await approve(request);
    expect((await open(house.operator, start).next()).event).toEqual({
      id: request.id,
      version,
      status: "pending",
    });
  });

  it("from now on means from the call, not from the first look", async () => {
    await asked();
    const iterator = streamEvents(house.operator, { after: null, signal: leaving.signal });
    await database().$queryRaw`SELECT 1`;
    await streamEnd(house.organisation);
    const request = await asked();
    const { value } = await iterator[Symbol.asyncIterator]().next();
    expect(value?.event.id).toBe(request.id);
  });

  it("a position that was never given means from now on", async () => {
    const reader = open(house.operator, 1_000_000);
    const first = reader.next();
    const end = await streamEnd(house.organisation);
    const request = await asked();
    const { event, seq } = await first;
    expect(event.id).toBe(request.id);
    expect(seq).toBeGreaterThan(end);
  });

  it("shows nobody a request that is not theirs to see, nor another organisation's", async () => {
    const eve = await opened(house.operator).then(() => open(house.person("eve"), 0));
    const other = await openTestHouse();
    const stranger = open({ ...other.operator }, 0);
    const unseen = Promise.race([eve.next(), stranger.next()]).then(
      ({ event }) => event.id,
      () => "ended",
    );
    const bo = await opened(house.person("bo"));
    const request = await asked();
    expect((await bo.next()).event.id).toBe(request.id);
    leaving.abort();
    expect(await unseen).toBe("ended");
  });

  it("judges by the role of today: who is no longer a manager sees no more than a member", async () => {
    const di = await opened(house.person("di", { role: "manager" }));
    await changeConfig(house.operator, (document) => ({
      ...document,
      people: document.people.map((person) =>
        person.id === "di" ? { ...person, role: "member" as const } : person,
      ),
    }));
    const unseen = di.next().then(
      ({ event }) => event.id,
      () => "ended",
    );
    const bo = await opened(house.person("bo"));
    await asked();
    await bo.next();
    leaving.abort();
    expect(await unseen).toBe("ended");
  });

  it("whoever was told of a request hears how it ends, though they could not see it any more", async () => {
    const cyTeam = (members: string[]) =>
      changeConfig(house.operator, (document) => ({ ...document, teams: [{ id: "payments", members }] }));
    const ana = await opened(house.person("ana"));
    const request = await asked();
    expect((await ana.next()).event.id).toBe(request.id);
    await cyTeam(["bo", "cy"]);
    await approve(request);
    expect((await ana.next()).event).toMatchObject({ id: request.id, status: "approved" });
  });

  it("many consoles of one organisation hear the same, each as far as it is", async () => {
    setMaxListeners(0, leaving.signal);
    const start = await streamEnd(house.organisation);
    const readers = Array.from({ length: 30 }, () => open(house.operator, start));
    const firsts = readers.map((reader) => reader.next());
    const ids = [(await asked()).id, (await asked()).id];
    for (const first of firsts) expect((await first).event.id).toBe(ids[0]);
    for (const reader of readers) expect((await reader.next()).event.id).toBe(ids[1]);
  });

  it("loses nothing while the listener is away, nor to a console that is slow", async () => {
    const reader = await opened(house.operator);
    await stopListening();
    const ids: string[] = [];
    for (let count = 0; count < 40; count++) ids.push((await asked()).id);
    const again = heard((wake) => wake === null);
    startListening();
    await again;
    const seen: string[] = [];
    while (seen.length < ids.length) seen.push((await reader.next()).event.id);
    expect(seen).toEqual(ids);
  });

  it("reads a long absence piece by piece, all of it", async () => {
    const start = await streamEnd(house.organisation);
    const all = await Promise.all(Array.from({ length: 700 }, () => asked()));
    const reader = open(house.operator, start);
    const seen = new Set<string>();
    while (seen.size < all.length) seen.add((await reader.next()).event.id);
    expect([...seen].sort()).toEqual(all.map(({ id }) => id).sort());
  });

  it("ends when the console leaves, and is read by nobody then", async () => {
    const iterator = streamEvents(house.operator, { after: null, signal: leaving.signal })[
      Symbol.asyncIterator
    ]();
    const waiting = iterator.next();
    await iterator.return?.();
    expect((await waiting).done).toBe(true);
    const reader = open(house.operator);
    leaving.abort();
    await expect(reader.next()).rejects.toThrow("the stream ended");
  });
});
