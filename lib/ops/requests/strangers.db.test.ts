import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { answerQuestion } from "../actions/answer";
import { claim } from "../actions/claim";
import { propose } from "../actions/propose";
import { readAction } from "../actions/read";
import { report } from "../actions/report";
import { withdraw } from "../actions/withdraw";
import type { AgentActor, Context } from "../context";
import { requestReceipts } from "../evidence/request-receipts";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { anotherAgent, type Opened, opened } from "../testing-requests";
import { acknowledge } from "./acknowledge";
import { ask } from "./ask";
import { comment } from "./comment";
import { escalate } from "./escalate";
import { extend } from "./extend";
import { listRequests } from "./list";
import { readRequest } from "./read";
import { respond } from "./respond";

let house: House;
let elsewhere: House;
let sibling: Context<AgentActor>;
let asked: Opened;
beforeAll(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    agents: [...(SMALL_COMPANY.agents ?? []), { id: "sibling", name: "Sibling", owner: "cy" }],
  });
  elsewhere = await openTestHouse();
  sibling = await anotherAgent(house, "sibling");
  asked = await opened(house);
});

/** Every verb of a person on a request. */
const personVerbs = (who: ReturnType<House["person"]>): Readonly<Record<string, () => Promise<unknown>>> => {
  const { id } = asked.request;
  const { digest } = asked.action;
  return {
    read: () => readRequest(who, { id }),
    approve: () => respond(who, { id, verdict: "approve", digest }),
    deny: () => respond(who, { id, verdict: "deny", digest }),
    acknowledge: () => acknowledge(who, { id }),
    escalate: () => escalate(who, { id, from_step: 0 }),
    extend: () => extend(who, { id, seconds: 60 }),
    comment: () => comment(who, { id, text: "hello" }),
    ask: () => ask(who, { id, text: "why?" }),
    receipts: () => requestReceipts(who, { id }),
  };
};

/** Every verb of an agent on an action. */
const agentVerbs = (who: Context<AgentActor>): Readonly<Record<string, () => Promise<unknown>>> => {
  const { id, digest, arguments: args } = asked.action;
  return {
    read: () => readAction(who, { id, wait: 0 }),
    "claim by digest": () => claim(who, { id, digest }),
    "claim by arguments": () => claim(who, { id, arguments: args }),
    report: () => report(who, { id, status: "succeeded" }),
    withdraw: () => withdraw(who, { id }),
    answer: () => answerQuestion(who, { id, question: "qst_1", text: "because" }),
    supersede: () =>
      propose(who, {
        input: {
          tool: "refund.create",
          arguments: {},
          run: { id: "run_1", path: [] },
          facts: {},
          delegation: [],
          supersedes: id,
        },
        idempotency: null,
      }),
  };
};

const codesOf = async (verbs: Readonly<Record<string, () => Promise<unknown>>>) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(verbs).map(async ([name, verb]) => [name, (await refusalOf(verb()))[0]]),
    ),
  );
const all = (verbs: object, code: string) =>
  Object.fromEntries(Object.keys(verbs).map((name) => [name, code]));

/** What may not have moved: the request, its events, its organisation's ledger. */
const traces = () =>
  Promise.all([
    database().approvalRequest.findUnique({ where: { id: asked.request.id } }),
    database().requestEvent.count({ where: { requestId: asked.request.id } }),
    database().ledgerEntry.count({ where: { organisationId: house.organisation } }),
  ]);

describe("another organisation's request does not exist (invariant 14)", () => {
  it.each(["member", "manager", "admin", "auditor"] as const)(
    "for a %s, on any verb, though ids and names are equal",
    async (role) => {
      const before = await traces();
      const verbs = personVerbs(elsewhere.person("bo", { role }));
      expect(await codesOf(verbs)).toEqual(all(verbs, "not_found"));
      expect(await traces()).toEqual(before);
    },
  );

  it("for an agent of the same name, on any verb", async () => {
    const before = await traces();
    const verbs = agentVerbs(elsewhere.agent);
    expect(await codesOf(verbs)).toEqual(all(verbs, "not_found"));
    expect(await traces()).toEqual(before);
  });

  it("for an operator, nor in any list", async () => {
    expect(await refusalOf(readRequest(elsewhere.operator, { id: asked.request.id }))).toEqual(["not_found"]);
    expect(await refusalOf(readAction(elsewhere.operator, { id: asked.action.id, wait: 0 }))).toEqual([
      "not_found",
    ]);
    const list = await listRequests(elsewhere.operator, { view: "all", limit: 200 });
    expect(list).toMatchObject({ requests: [], counts: { pending: 0 } });
  });
});

describe("in one organisation", () => {
  it("an agent can neither read nor touch another agent's action", async () => {
    const before = await traces();
    const verbs = agentVerbs(sibling);
    expect(await codesOf(verbs)).toEqual(all(verbs, "not_found"));
    expect(await traces()).toEqual(before);
  });

  it("a sibling's approval is not mine: the same arguments in the same run are another action (invariant 11)", async () => {
    const { digest, arguments: args, tool, run } = asked.action;
    const input = { tool, arguments: args, run: { id: run ?? "", path: [] }, facts: {}, delegation: [] };
    const mine = await propose(sibling, { input, idempotency: null });
    expect(mine.status).toBe(202);
    expect(mine.body.action.digest).not.toBe(digest);
    expect(mine.body.request?.id).not.toBe(asked.request.id);
  });

  it("a person whom it does not concern can neither see nor change it", async () => {
    const before = await traces();
    expect(await codesOf(personVerbs(house.person("eve")))).toEqual({
      read: "not_found",
      approve: "not_eligible",
      deny: "not_eligible",
      acknowledge: "not_eligible",
      escalate: "not_found",
      extend: "not_eligible",
      comment: "not_found",
      ask: "not_found",
      receipts: "not_found",
    });
    expect(await traces()).toEqual(before);
  });

  it("an id that never was is not found either", async () => {
    const request = { id: "req_00000000000000000000000000" };
    expect(await refusalOf(readRequest(house.person("bo"), request))).toEqual(["not_found"]);
    expect(await refusalOf(extend(house.person("bo"), { ...request, seconds: 1 }))).toEqual(["not_found"]);
    expect(await refusalOf(claim(house.agent, { id: "act_0", digest: asked.action.digest }))).toEqual([
      "not_found",
    ]);
  });
});
