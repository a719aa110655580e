import { expect, test } from "@playwright/test";
import { at, type Caller, expectProblem, invalidPaths, listAt, textAt } from "../support/http";
import {
  type Agent,
  decided,
  escalate,
  foundOrganisation,
  newId,
  type Organisation,
  respond,
} from "../support/organisation";
import { callbackUrl, isSigned, type Received, type Receiver, startReceiver } from "../support/receiver";

/** Webhooks: what happens is told to whoever the configuration names, signed, until it is taken, and can be told again. */

let receiver: Receiver;
let organisation: Organisation;
let agent: Agent;
let ana: Caller;
let path: string;

test.beforeAll(async () => {
  receiver = await startReceiver();
});
test.afterAll(() => receiver.close());
test.beforeEach(async () => {
  path = `/${newId("webhook")}`;
  organisation = await foundOrganisation();
  agent = await organisation.agent();
  ana = await organisation.person("ana");
});

const HOOK = "/api/v1/webhooks/billing";
const hook = (more: object = {}) => ({ id: "billing", url: callbackUrl(path), ...more });
const configure = (...webhooks: readonly object[]) =>
  organisation.operator.put("/api/v1/config", { ...organisation.document, webhooks });

async function hooked(more: object = {}): Promise<string> {
  const answer = await configure(hook(more));
  expect(answer.status, answer.text).toBe(200);
  const secret = await ana.post(`${HOOK}/secret`, {});
  expect(secret.status, secret.text).toBe(201);
  return textAt(secret.body, "secret");
}

const typesOf = (calls: readonly Received[]) => calls.map(({ body }) => at(JSON.parse(body), "type")).sort();
const messages = async () => listAt((await ana.get(`${HOOK}/messages`)).body, "messages");

test("everything that happens to a request is told, once each, signed, and without its arguments", async () => {
  const secret = await hooked();
  const held = await decided(agent, ana, "approve");
  const claim = await agent.post(`/api/v1/actions/${held.action}/claim`, { digest: held.digest });
  expect(claim.status).toBe(200);
  await expect
    .poll(() => typesOf(receiver.to(path)))
    .toEqual(
      ["request.opened", "request.step_entered", "request.responded", "request.decided", "grant.minted"]
        .concat("grant.claimed")
        .map((type) => `dev.countersign.${type}`)
        .sort(),
    );
  for (const call of receiver.to(path)) {
    expect(isSigned(secret, call)).toBe(true);
    const event = JSON.parse(call.body);
    expect(event).toMatchObject({
      ...{ specversion: "1.0", id: call.headers["webhook-id"], subject: held.request },
      data: { organisation: organisation.id, action: { id: held.action, digest: held.digest } },
    });
    expect(call.body).not.toContain('amount_cents":');
  }
  await expect
    .poll(async () => (await messages()).map((message) => at(message, "status")))
    .toEqual(Array(6).fill("delivered"));
});

test("only what it waits for is told, and what there is not is refused with what was meant", async () => {
  await hooked({ events: ["request.decided"] });
  await decided(agent, ana, "deny");
  await receiver.waitFor(path, 1);
  expect(typesOf(receiver.to(path))).toEqual(["dev.countersign.request.decided"]);
  const refused = await configure(hook({ events: ["request.decide"] }));
  expect(invalidPaths(refused)).toEqual(["/webhooks/0/events/0"]);
  expect(refused.text).toContain("request.decided");
  expect(invalidPaths(await configure({ id: "x", url: "https://10.0.0.1/" }))).toEqual(["/webhooks/0/url"]);
});

test("what is not taken is tried again with the same bytes, and said to be waiting", async () => {
  await hooked({ events: ["request.opened"] });
  receiver.answerNext({ status: 503 });
  const held = await escalate(agent);
  await receiver.waitFor(path, 1);
  await expect
    .poll(messages)
    .toMatchObject([
      { event: "request.opened", request: held.request, status: "waiting", answered: 503, attempts: 1 },
    ]);
  await organisation.advance(60);
  const [first, second] = await receiver.waitFor(path, 2);
  expect(second?.body).toBe(first?.body);
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  await expect
    .poll(messages)
    .toMatchObject([{ status: "delivered", answered: 204, attempts: 2, error: null }]);
});

test("a message can be sent once more, and a test message at any time", async () => {
  const secret = await hooked({ events: ["request.opened"] });
  await escalate(agent);
  await receiver.waitFor(path, 1);
  await expect.poll(messages).toMatchObject([{ status: "delivered" }]);
  const [message] = await messages();
  const again = await ana.post(`${HOOK}/messages/${textAt(message, "id")}/replay`, {});
  expect(again.status, again.text).toBe(202);
  const [first, second] = await receiver.waitFor(path, 2);
  expect([second?.body, second?.headers["webhook-id"]]).toEqual([first?.body, first?.headers["webhook-id"]]);

  const trial = await ana.post(`${HOOK}/test`, {});
  expect(trial.status, trial.text).toBe(202);
  const [, , tested] = await receiver.waitFor(path, 3);
  expect(tested && isSigned(secret, tested)).toBe(true);
  expect(JSON.parse(tested?.body ?? "{}")).toMatchObject({ type: "dev.countersign.webhook.test" });
});

test("while a secret is being replaced messages are signed with both, and without one nothing is sent", async () => {
  expect((await configure(hook({ events: ["request.opened"] }))).status).toBe(200);
  await escalate(agent);
  await expect
    .poll(messages)
    .toMatchObject([{ status: "waiting", error: expect.stringContaining("no secret") }]);
  expect(receiver.to(path)).toEqual([]);
  const secrets: string[] = [];
  for (let count = 0; count < 2; count++)
    secrets.push(textAt((await ana.post(`${HOOK}/secret`, {})).body, "secret"));
  await ana.post(`${HOOK}/test`, {});
  const [call] = await receiver.waitFor(path, 1);
  for (const secret of secrets) expect(call && isSigned(secret, call)).toBe(true);
  expect(secrets[0]).not.toBe(secrets[1]);
  const { text } = await ana.get(`${HOOK}/messages`);
  for (const secret of secrets) expect(text).not.toContain(secret);
});

test("each of it is for who may, and another organisation's webhook does not exist", async () => {
  await hooked({ events: ["request.opened"] });
  await escalate(agent);
  await receiver.waitFor(path, 1);
  const [message] = await messages();
  const replay = `${HOOK}/messages/${textAt(message, "id")}/replay`;
  const cy = await organisation.person("cy");
  const ed = await organisation.person("ed");
  const di = await organisation.person("di");
  expectProblem(await cy.get(`${HOOK}/messages`), 403, "forbidden");
  expect((await ed.get(`${HOOK}/messages`)).status).toBe(200);
  for (const one of [cy, ed]) expectProblem(await one.post(replay, {}), 403, "forbidden");
  expect((await di.post(replay, {})).status).toBe(202);
  for (const one of [cy, ed, di]) expectProblem(await one.post(`${HOOK}/secret`, {}), 403, "forbidden");
  expectProblem(await agent.get(`${HOOK}/messages`), 403, "forbidden");
  const other = await foundOrganisation();
  for (const place of [`${HOOK}/test`, replay, `${HOOK}/secret`])
    expectProblem(await other.operator.post(place, {}), 404, "not_found");
  expectProblem(await other.operator.get(`${HOOK}/messages`), 404, "not_found");
  expectProblem(await ana.post(`${HOOK}/messages/wmg_0/replay`, {}), 404, "not_found");
});

test("a webhook that is removed is told nothing more", async () => {
  await hooked({ events: ["request.decided"] });
  const held = await escalate(agent);
  expect((await configure()).status).toBe(200);
  expect((await respond(ana, held, "deny", { reason: "no" })).status).toBe(200);
  await organisation.advance(0);
  expect(receiver.to(path)).toEqual([]);
});
