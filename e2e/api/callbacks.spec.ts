import { expect, test } from "@playwright/test";
import { type Caller, expectProblem } from "../support/http";
import {
  type Agent,
  decided,
  escalate,
  foundOrganisation,
  newId,
  type Organisation,
  proposal,
} from "../support/organisation";
import { callbackUrl, isSigned, type Receiver, startReceiver } from "../support/receiver";

/** The gate calls the harness back: once per decision, signed, with the same bytes until somebody takes them. */

let organisation: Organisation;
let agent: Agent;
let receiver: Receiver;
let ana: Caller;

test.beforeAll(async () => {
  receiver = await startReceiver();
  organisation = await foundOrganisation();
  agent = await organisation.agent();
});
test.beforeEach(async () => {
  ana = await organisation.person("ana");
});
test.afterAll(() => receiver.close());

const withCallback = (path: string) =>
  proposal({ callback: { url: callbackUrl(path), state: `state of ${path}` } });

for (const verdict of ["approve", "deny"] as const) {
  test(`a decision (${verdict}) calls back, signed with the agent key's secret`, async () => {
    const path = `/${newId("callback")}`;
    const held = await decided(agent, ana, verdict, withCallback(path));
    const [call] = await receiver.waitFor(path, 1);
    if (!call) throw new Error("waited for it");
    expect(isSigned(agent.callbackSecret, call)).toBe(true);
    expect(call.headers).toMatchObject({
      "webhook-id": expect.stringMatching(/\S/),
      "webhook-timestamp": expect.stringMatching(/^\d{10}$/),
      "content-type": expect.stringMatching(/^application\/cloudevents\+json/),
    });
    // The age of a signature is real time, whatever the test clock says.
    expect(Math.abs(Number(call.headers["webhook-timestamp"]) - Date.now() / 1000)).toBeLessThan(300);
    const event = JSON.parse(call.body);
    expect(event).toMatchObject({
      specversion: "1.0",
      id: call.headers["webhook-id"],
      source: expect.any(String),
      type: expect.any(String),
      time: expect.any(String),
      data: expect.any(Object),
    });
    const data = JSON.stringify(event.data);
    const outcome = verdict === "approve" ? "approved" : "denied";
    for (const told of [held.action, held.request, outcome, `state of ${path}`]) expect(data).toContain(told);
  });
}

test("a call nobody took is repeated with the same bytes and the same id", async () => {
  const path = `/${newId("callback")}`;
  receiver.answerNext({ status: 503 }, { status: 500 });
  await decided(agent, ana, "approve", withCallback(path));
  await receiver.waitFor(path, 1);
  await organisation.advance(60);
  await receiver.waitFor(path, 2);
  await organisation.advance(600);
  const calls = await receiver.waitFor(path, 3);
  expect(new Set(calls.map(({ body }) => body)).size).toBe(1);
  expect(new Set(calls.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  for (const call of calls) expect(isSigned(agent.callbackSecret, call)).toBe(true);
  await organisation.advance(86_400);
  expect(receiver.to(path)).toHaveLength(3);
});

test("a redirect is not followed", async () => {
  const [path, elsewhere] = [`/${newId("callback")}`, `/${newId("elsewhere")}`];
  receiver.answerNext({ status: 307, headers: { Location: callbackUrl(elsewhere) } });
  await decided(agent, ana, "approve", withCallback(path));
  await receiver.waitFor(path, 1);
  await organisation.advance(0);
  expect(receiver.to(elsewhere)).toEqual([]);
});

test("a deadline calls back too", async () => {
  const path = `/${newId("callback")}`;
  await escalate(agent, { ...withCallback(path), deadline_seconds: 30 });
  await organisation.advance(31);
  const [call] = await receiver.waitFor(path, 1);
  expect(JSON.stringify(JSON.parse(call?.body ?? "null"))).toContain('"cause":"deadline"');
});

const PRIVATE = [
  "127.0.0.1:1",
  "127.8.9.10",
  "localhost:22",
  "[::1]:9",
  "[::ffff:127.0.0.1]:9",
  "10.0.0.7",
  "172.16.3.4",
  "192.168.1.1",
  "100.64.0.1",
  "169.254.169.254",
  "2130706433:9",
  "0x7f.1:9",
  "0.0.0.0:9",
  "[::]:9",
  "[fd00::1]",
  "[fe80::1]",
];

for (const host of PRIVATE) {
  test(`a callback to ${host} is refused when it is given`, async () => {
    for (const scheme of ["https", "http"]) {
      const callback = { url: `${scheme}://${host}/latest/meta-data/` };
      expectProblem(await agent.post("/api/v1/actions", proposal({ callback })), 422);
    }
  });
}

test("a callback is an https address on the open network, or one of those the operator allows", async () => {
  const taken = { url: "https://hooks.example.com/countersign?token=1", state: "s" };
  await escalate(agent, proposal({ callback: taken }));
  for (const url of [
    "http://hooks.example.com/",
    "file:///etc/passwd",
    "ftp://hooks.example.com/",
    "javascript:alert(1)",
    "https://user:secret@hooks.example.com/",
    "//hooks.example.com/",
    "not a url",
    "",
  ]) {
    const answer = await agent.post("/api/v1/actions", proposal({ callback: { url } }));
    expect(answer.status, url).toBe(422);
    expectProblem(answer, 422);
  }
});
