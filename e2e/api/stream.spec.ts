import { expect, test } from "@playwright/test";
import { answeredBy } from "../support/company";
import { type Caller, expectProblem, numberAt, textAt } from "../support/http";
import {
  type Agent,
  decided,
  escalate,
  foundOrganisation,
  foundScene,
  type Organisation,
  proposal,
  proposalOn,
  readRequest,
  respond,
} from "../support/organisation";
import { openStream, type Stream } from "../support/stream";

/** Consoles hear of every new version of what they may see, live, and miss nothing when they come back. */

let organisation: Organisation;
let agent: Agent;
let ana: Caller;
let flo: Caller;
const open: Stream[] = [];

test.beforeAll(async () => {
  const floOnly = { id: "flo-only", approval: answeredBy(["flo"]) };
  ({ organisation, agent, ana, flo } = await foundScene({ people: ["ana", "flo"], routes: [floOnly] }));
});
test.afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
});

async function listen(caller: Caller, lastEventId?: string): Promise<Stream> {
  const stream = await openStream(caller, lastEventId);
  open.push(stream);
  return stream;
}

test("a console sees a request appear and be decided, with rising versions and ids", async () => {
  const stream = await listen(ana);
  const held = await escalate(agent);
  const opened = await stream.waitFor(held.request, "pending");
  expect(opened.event).toBe("request");
  expect(Object.keys(Object(opened.data)).sort()).toEqual(["id", "status", "version"]);
  await respond(ana, held, "approve");
  const ended = await stream.waitFor(held.request, "approved");
  expect(numberAt(ended.data, "version")).toBeGreaterThan(numberAt(opened.data, "version"));
  const ids = stream.events.map(({ id }) => Number(id));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  expect(new Set(ids).size).toBe(ids.length);
});

test("a version on the stream is there to be read", async () => {
  const stream = await listen(ana);
  const held = await escalate(agent);
  const event = await stream.waitFor(held.request, "pending");
  const read = await readRequest(ana, held);
  expect(numberAt(read.body, "request.version")).toBeGreaterThanOrEqual(numberAt(event.data, "version"));
});

test("who comes back with the last event's id gets what happened meanwhile, and nothing twice", async () => {
  const first = await listen(ana);
  const before = await escalate(agent);
  const last = await first.waitFor(before.request, "pending");
  await first.close();
  const meanwhile = await decided(agent, ana, "deny");
  const again = await listen(ana, last.id);
  await again.waitFor(meanwhile.request, "denied");
  const versions = again.events.map(({ data }) => `${textAt(data, "id")} ${numberAt(data, "version")}`);
  expect(new Set(versions).size).toBe(versions.length);
  expect(again.events.every(({ id }) => Number(id) > Number(last.id))).toBe(true);
  const statuses = again.events
    .filter(({ data }) => textAt(data, "id") === meanwhile.request)
    .map(({ data }) => textAt(data, "status"));
  expect(statuses.at(-1)).toBe("denied");
});

test("nobody hears of a request they may not see", async () => {
  const other = await foundOrganisation();
  const [mine, theirs, elsewhere] = [
    await listen(flo),
    await listen(ana),
    await listen(await other.person("ana")),
  ];
  const hidden = await escalate(agent);
  await theirs.waitFor(hidden.request, "pending");
  const seen = await escalate(agent, proposalOn("flo-only"));
  await mine.waitFor(seen.request, "pending");
  const foreign = await escalate(await other.agent());
  await elsewhere.waitFor(foreign.request, "pending");
  expect(mine.events.map(({ data }) => textAt(data, "id"))).not.toContain(hidden.request);
  expect(elsewhere.events.map(({ data }) => textAt(data, "id"))).not.toContain(hidden.request);
  expect(theirs.events.map(({ data }) => textAt(data, "id"))).not.toContain(foreign.request);
});

test("many consoles hear the same, also of a deadline", async () => {
  const streams = await Promise.all(Array.from({ length: 10 }, () => listen(ana)));
  const held = await escalate(agent, proposal({ deadline_seconds: 20 }));
  await Promise.all(streams.map((stream) => stream.waitFor(held.request, "pending")));
  await organisation.advance(21);
  await Promise.all(streams.map((stream) => stream.waitFor(held.request, "denied")));
});

test("an id that was never given out means from now on, and does not end the stream", async () => {
  for (const id of ["999999999999", "abc", "-1"]) {
    const stream = await listen(ana, id);
    const held = await escalate(agent);
    await stream.waitFor(held.request, "pending");
  }
});

test("an agent has no stream", async () => {
  expectProblem(await agent.get("/api/v1/stream"), 403);
});
