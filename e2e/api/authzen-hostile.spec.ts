import { expect, test } from "@playwright/test";
import { type Answer, at, listAt } from "../support/http";
import { type Agent, foundOrganisation, type Organisation } from "../support/organisation";

/**
 * Evaluations nobody sends by accident, each a small change of one that is allowed: none is answered true, alone or
 * among others.
 */

let organisation: Organisation;
let agent: Agent;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
});

const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

type Parts = {
  readonly subject?: string;
  readonly action?: string;
  readonly name?: string;
  readonly arguments?: string;
  readonly resource?: string;
  readonly facts?: string;
  readonly more?: string;
};

/** As text, because what JSON.stringify writes is never hostile. */
function evaluation(parts: Parts = {}): string {
  const subject = parts.subject ?? '{"type":"agent","id":"support-bot"}';
  const args = parts.arguments ?? '{"amount_cents":1000,"order":"o1"}';
  const action = parts.action ?? `{"name":${parts.name ?? '"invoke"'},"properties":{"arguments":${args}}}`;
  const resource = parts.resource ?? '{"type":"tool","id":"refund.create"}';
  const facts = parts.facts ?? '{"account_verified":true}';
  const context = `{"facts":${facts}}`;
  return `{"subject":${subject},"action":${action},"resource":${resource},"context":${context}${parts.more ?? ""}}`;
}

const HOSTILE: readonly (readonly [what: string, body: string])[] = [
  [
    "a duplicate key in the arguments",
    evaluation({ arguments: '{"amount_cents":1000,"amount_cents":90000}' }),
  ],
  [
    "a duplicate key, once escaped",
    evaluation({ arguments: '{"amount_cents":1000,"amount\\u005fcents":9}' }),
  ],
  ["a second resource", evaluation({ more: ',"resource":{"type":"tool","id":"docs.read"}' })],
  ["a lone surrogate", evaluation({ arguments: '{"amount_cents":1000,"order":"\\ud800"}' })],
  ["a lone surrogate in a key", evaluation({ arguments: '{"amount_cents":1000,"\\udc00":1}' })],
  ["NUL", evaluation({ arguments: '{"amount_cents":1000,"order":"a\\u0000b"}' })],
  ["an integer beyond doubles", evaluation({ arguments: '{"amount_cents":1000,"n":9007199254740993}' })],
  ["a number beyond doubles", evaluation({ arguments: '{"amount_cents":1e999}' })],
  ["NaN", evaluation({ arguments: '{"amount_cents":NaN}' })],
  ["NaN as text", evaluation({ arguments: '{"amount_cents":"NaN"}' })],
  ["a number as text", evaluation({ arguments: '{"amount_cents":"1000"}' })],
  ["a negative amount", evaluation({ arguments: '{"amount_cents":-1000}' })],
  ["a fraction of a cent", evaluation({ arguments: '{"amount_cents":0.5}' })],
  ["null for the amount", evaluation({ arguments: '{"amount_cents":null}' })],
  ["no arguments", evaluation({ action: '{"name":"invoke"}' })],
  ["arguments elsewhere", evaluation({ action: '{"name":"invoke","arguments":{"amount_cents":1000}}' })],
  ["an array of arguments", evaluation({ arguments: "[1000]" })],
  ["arguments as text", evaluation({ arguments: '"{}"' })],
  ["10,000 levels", evaluation({ arguments: `{"amount_cents":1000,"x":${deep(10_000)}}` })],
  ["65 levels", evaluation({ arguments: `{"amount_cents":1000,"x":${deep(65)}}` })],
  ["10,001 values", evaluation({ arguments: `{"amount_cents":1000,"x":[${"0,".repeat(10_000)}0]}` })],
  ["300 KiB of arguments", evaluation({ arguments: `{"amount_cents":1000,"x":"${"x".repeat(300_000)}"}` })],
  ["__proto__ in the arguments", evaluation({ arguments: '{"__proto__":{"amount_cents":1000}}' })],
  ["__proto__ in the context", evaluation({ facts: '{"__proto__":{"account_verified":true}}' })],
  ["__proto__ for everything", `{"__proto__":${evaluation()}}`],
  ["constructor as facts", evaluation({ facts: '{"constructor":{"account_verified":true}}' })],
  ["a truthy text for a fact", evaluation({ facts: '{"account_verified":"true"}' })],
  ["a number for a fact", evaluation({ facts: '{"account_verified":1}' })],
  ["no facts", evaluation({ facts: "{}" })],
  ["facts as a list", evaluation({ facts: '[{"account_verified":true}]' })],
  ["an unknown tool", evaluation({ resource: '{"type":"tool","id":"refund.create.all"}' })],
  ["a tool with a space", evaluation({ resource: '{"type":"tool","id":"refund.create "}' })],
  ["a tool in capitals", evaluation({ resource: '{"type":"tool","id":"REFUND.CREATE"}' })],
  ["a tool with a zero-width space", evaluation({ resource: '{"type":"tool","id":"refund\u200b.create"}' })],
  ["a list of tools", evaluation({ resource: '{"type":"tool","id":["docs.read","database.drop"]}' })],
  ["a wildcard for a tool", evaluation({ resource: '{"type":"tool","id":"*"}' })],
  ["no tool", evaluation({ resource: '{"type":"tool","id":""}' })],
  ["a resource of another kind", evaluation({ resource: '{"type":"document","id":"refund.create"}' })],
  ["a prohibited tool", evaluation({ resource: '{"type":"tool","id":"database.drop"}' })],
  [
    "a prohibited tool on a harmless surface",
    evaluation({ resource: '{"type":"surface","id":"docs.read","properties":{"tool":"database.drop"}}' }),
  ],
  ["another agent", evaluation({ subject: '{"type":"agent","id":"other-bot"}' })],
  ["another agent in capitals", evaluation({ subject: '{"type":"AGENT","id":"support-bot"}' })],
  ["a subject without a kind", evaluation({ subject: '{"id":"support-bot"}' })],
  ["a subject that is a list", evaluation({ subject: '[{"type":"agent","id":"support-bot"}]' })],
  [
    "an actor that is another agent",
    evaluation({ subject: '{"type":"user","id":"maria","properties":{"act":{"sub":"other-bot"}}}' }),
  ],
  [
    "an actor that is a list",
    evaluation({ subject: '{"type":"user","id":"maria","properties":{"act":["support-bot"]}}' }),
  ],
  ["another verb", evaluation({ name: '"approve"' })],
  ["a verb that is an object", evaluation({ name: '{"toString":"invoke"}' })],
  ["a decision in the question", `{"decision":true,"context":{"decision":true}}`],
  ["a byte order mark", `\ufeff${evaluation()}`],
  ["two documents", `${evaluation()}${evaluation()}`],
  ["a list of one", `[${evaluation()}]`],
  ["cut short", evaluation().slice(0, -1)],
  ["nothing", ""],
  ["null", "null"],
];

const send = (path: string, body: string): Promise<Answer> =>
  agent.send("POST", path, body, { "Content-Type": "application/json" });

function expectNotTrue(answer: Answer): void {
  const said = answer.text.slice(0, 500);
  expect([200, 400, 403, 413, 422], said).toContain(answer.status);
  if (answer.status === 200) expect(at(answer.body, "decision"), said).toBe(false);
}

test("what all of these are changes of is allowed", async () => {
  expect((await send("/access/v1/evaluation", evaluation())).body).toMatchObject({ decision: true });
  const several = await send("/access/v1/evaluations", `{"evaluations":[${evaluation()}]}`);
  expect(listAt(several.body, "evaluations")).toMatchObject([{ decision: true }]);
});

test("there are many of them", () => {
  expect(HOSTILE.length).toBeGreaterThan(50);
});

for (const [what, body] of HOSTILE) {
  test(`${what} is not answered true`, async () => {
    expectNotTrue(await send("/access/v1/evaluation", body));
    const several = await send("/access/v1/evaluations", `{"evaluations":[${body}]}`);
    expect([200, 400, 413, 422], several.text.slice(0, 500)).toContain(several.status);
    // An empty list of evaluations is one evaluation, of nothing.
    if (several.status === 200)
      for (const one of listAt(several.body, "evaluations"))
        if (what !== "two documents") expect(at(one, "decision"), several.text.slice(0, 500)).toBe(false);
  });
}

test("a made-up approval makes nothing true", async () => {
  for (const approval of [
    '{"id":"apr_01M8F6FDJP1N3PC7W42SXTVW4R"}',
    '{"id":""}',
    '{"id":"*"}',
    "null",
    "true",
    "[]",
    '{"id":["apr_1"]}',
    '{"id":"apr_1","approved_until":"2999-01-01T00:00:00Z","state":"e30.e30."}',
  ]) {
    const asked = `{"subject":{"type":"agent","id":"support-bot"},"action":{"name":"invoke","properties":{"arguments":{"amount_cents":1000,"order":"o1"}}},"resource":{"type":"tool","id":"refund.create"},"context":{"facts":{"account_verified":true},"approval":${approval}}}`;
    expectNotTrue(await send("/access/v1/evaluation", asked));
  }
});
