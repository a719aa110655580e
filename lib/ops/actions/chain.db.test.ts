import { beforeAll, expect, it } from "vitest";
import { readRequest } from "../requests/read";
import { respond } from "../requests/respond";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { opened } from "../testing-requests";
import { claim } from "./claim";

let house: House;
beforeAll(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    agents: [...(SMALL_COMPANY.agents ?? []), { id: "boss", owner: "eve" }, { id: "reader", owner: "eve" }],
    policies: [
      { id: "boss-asks", surface: "notes.read", when: "agent.id == 'boss'", verdict: "escalate" },
      {
        id: "reader-reads",
        when: "agent.id == 'reader'",
        verdict: "sandbox",
        constraints: { read_only: true, row_cap: 100 },
      },
    ],
  });
});

const through = (agent: string, more: object = {}) =>
  house.ask({ tool: "notes.read", delegation: [{ agent }], ...more });

it("an agent gets through another no more than that one would get", async () => {
  expect((await house.ask({ tool: "notes.read" })).body.ruling.verdict).toBe("allow");
  const { status, body } = await through("boss");
  expect(status).toBe(202);
  expect(body.ruling).toMatchObject({ verdict: "escalate", rules: ["boss-asks"] });
  expect((await through("reader")).body.ruling).toMatchObject({
    verdict: "sandbox",
    constraints: { read_only: true, row_cap: 100 },
  });
});

it("an agent that does not exist stops what would have been allowed: a person decides", async () => {
  const { status, body } = await through("ghost");
  expect(status).toBe(202);
  expect(body.ruling.reason_code).toBe("delegation_unknown");
});

it("the grant of an approval keeps to the delegator's terms, and an approver only tightens them", async () => {
  for (const [given, kept] of [
    [{}, { read_only: true, row_cap: 100 }],
    [
      { row_cap: 5, no_egress: true },
      { read_only: true, row_cap: 5, no_egress: true },
    ],
    [
      { row_cap: 5_000, read_only: false },
      { read_only: true, row_cap: 100 },
    ],
  ]) {
    const { action, request } = await opened(house, { delegation: [{ agent: "reader" }] });
    const input = { id: request.id, verdict: "approve" as const, digest: action.digest, constraints: given };
    await respond(house.person("bo"), input);
    const claimed = await claim(house.agent, { id: action.id, digest: action.digest });
    expect(claimed.grant.constraints).toEqual(kept);
  }
});

it("the gravest class of the chain is what an approver reads", async () => {
  const classes = [];
  for (const surface of [undefined, "payments.refund", "nowhere"]) {
    const { body } = await through("boss", { delegation: [{ agent: "boss", surface }] });
    const detail = await readRequest(house.operator, { id: body.request?.id ?? "" });
    classes.push(detail.context.surface?.reversibility);
    // The same digest in the same run would join.
    await respond(house.person("ana"), { id: detail.id, verdict: "approve", digest: detail.action.digest });
  }
  expect(classes).toEqual(["read_only", "irreversible", "irreversible"]);
});
