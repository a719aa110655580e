import { beforeAll, describe, expect, it } from "vitest";
import { ProposeInput } from "@/lib/contract/actions";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { database } from "@/lib/db/client";
import { readNow } from "@/lib/db/request-reader";
import { newUuid } from "@/lib/runtime/ids";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { anotherAgent, answered, moveClock, opened } from "../testing-requests";
import { claim } from "./claim";
import { propose } from "./propose";
import { readAction } from "./read";

const agents = (limits: object) => [
  { id: "bot", name: "Bot", owner: "cy", limits },
  { id: "sibling", name: "Sibling", owner: "cy" },
];
const company = (limits: object = { per_minute: 1000 }) => ({
  ...SMALL_COMPANY,
  agents: agents(limits),
  surfaces: [
    ...(SMALL_COMPANY.surfaces ?? []),
    {
      id: "mail.send",
      tools: ["mail.send"],
      input_schema: { type: "object", required: ["to"], properties: { to: { type: "string" } } },
    },
  ],
});
let house: House;
beforeAll(async () => {
  house = await openTestHouse(company());
});

/** Propose under an Idempotency-Key. */
const keyed = (key: string, more: Partial<ProposeInput>, agent = house.agent) => {
  const input = ProposeInput.parse({ tool: "refund.create", run: { id: "run_1" }, ...more });
  const bodyHash = sha256(canonicalJson(input));
  return propose(agent, { input, idempotency: { key, bodyHash } });
};
const refund = (amount_cents = 1) => ({ arguments: { amount_cents, n: newUuid() } });
const requests = (organisation: string) =>
  database().approvalRequest.count({ where: { organisationId: organisation } });

describe("an Idempotency-Key (invariant 8)", () => {
  it("with the same body gives the same answer, also after the decision", async () => {
    const input = refund();
    const first = await keyed("k-same", input);
    expect(first).toMatchObject({ status: 202, replayed: false });
    const { action, request } = first.body;
    if (!request) throw new Error("it was not escalated");
    expect(await keyed("k-same", input)).toEqual({ ...first, replayed: true });
    expect(await answered(house, { action, request }, "bo")).toBe("ok");
    expect(await keyed("k-same", input)).toEqual({ ...first, replayed: true });
  });

  it("with another body is refused, also within one batch", async () => {
    await keyed("k-other", refund(1));
    expect(await refusalOf(keyed("k-other", refund(2)))).toEqual(["idempotency_key_reused"]);
    const codes = await Promise.all(
      [refund(1), refund(2)].map((input) => refusalOf(keyed("k-batch", input))),
    );
    expect(codes.flat()).toEqual(["ok", "idempotency_key_reused"]);
  });

  it("used ten times at once opens one request, and all ten hear of it", async () => {
    const input = refund();
    const before = await requests(house.organisation);
    const all = await Promise.all(Array.from({ length: 10 }, () => keyed("k-ten", input)));
    expect(new Set(all.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await requests(house.organisation)).toBe(before + 1);
  });

  it("of a proposal that joined a pending request gives that answer again after the decision", async () => {
    const input = refund();
    const first = await opened(house, input);
    const joined = await keyed("k-joined", input);
    expect(joined.body.request?.id).toBe(first.request.id);
    await answered(house, first, "bo");
    expect(await keyed("k-joined", input)).toEqual({ ...joined, replayed: true });
  });

  it("of what was not valid stores nothing", async () => {
    const wrong = keyed("k-wrong", { tool: "mail.send", arguments: {} });
    expect(await refusalOf(wrong)).toEqual(["schema_mismatch", "/arguments/to"]);
    expect((await keyed("k-wrong", { tool: "mail.send", arguments: { to: "ana" } })).replayed).toBe(false);
  });

  it("is the agent's own", async () => {
    const sibling = await anotherAgent(house, "sibling");
    const mine = await keyed("k-own", refund());
    const theirs = await keyed("k-own", refund(), sibling);
    expect(theirs).toMatchObject({ status: 202, replayed: false });
    expect(theirs.body.action.id).not.toBe(mine.body.action.id);
  });

  it("of a throttled or allowed call is answered alike", async () => {
    const input = { tool: "notes.read", arguments: { n: newUuid() } };
    const first = await keyed("k-allow", input);
    expect(await keyed("k-allow", input)).toEqual({ ...first, replayed: true });
  });
});

describe("the same action again in the same run", () => {
  it("joins the request that is pending, in one batch and later", async () => {
    const input = refund();
    const [first, second] = await Promise.all([house.ask(input), house.ask(input)]);
    const third = await house.ask(input);
    const ids = [first, second, third].map(({ body }) => body.request?.id);
    expect(new Set(ids).size).toBe(1);
    expect([first, second, third].map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set([first, second, third].map(({ body }) => body.action.id)).size).toBe(1);
  });

  it("in another run, or with one byte changed, is another request", async () => {
    const input = refund();
    const first = await opened(house, input);
    const run = await opened(house, { ...input, run: { id: "run_2", path: [] } });
    const changed = await opened(house, { arguments: { ...input.arguments, n: `${input.arguments.n} ` } });
    expect(new Set([first, run, changed].map(({ request }) => request.id)).size).toBe(3);
  });

  it("after its deadline, before anybody has looked, is refused as denied: no worker is needed for that", async () => {
    const input = { ...refund(), deadline_seconds: 60 };
    const first = await opened(house, input);
    await moveClock(60);
    const again = await Promise.all([house.ask(input), house.ask(input)]);
    for (const { status, body } of again) {
      expect(status).toBe(200);
      expect(body.ruling).toMatchObject({ verdict: "block", reason_code: "recently_denied" });
      expect(body.decision).toMatchObject({ cause: "deadline" });
      expect(body.request?.id).toBe(first.request.id);
    }
    expect((await readAction(house.agent, { id: first.action.id, wait: 0 })).request?.status).toBe("denied");
  });

  it("is refused for the denial memory of 24 hours after a no, and asked again after it", async () => {
    const input = refund();
    await answered(house, await opened(house, input), "bo", "deny");
    await moveClock(24 * 3600 - 60);
    expect((await house.ask(input)).body.ruling.reason_code).toBe("recently_denied");
    await moveClock(61);
    expect((await house.ask(input)).status).toBe(202);
  });

  it("after it was withdrawn or approved asks again: that was no no", async () => {
    const input = refund();
    const first = await opened(house, input);
    await answered(house, first, "bo");
    const second = await opened(house, input);
    expect(second.request.id).not.toBe(first.request.id);
  });
});

describe("limits", () => {
  /** So that a minute does not end in the middle of the test. */
  const startOfMinute = async () => moveClock(61 - (await readNow()).getSeconds());
  const verdicts = async (of: House, count: number) =>
    (await Promise.all(Array.from({ length: count }, () => of.ask()))).map(({ body }) => body.ruling.verdict);

  it("the rate throttles what is beyond it, also within one batch, and says when to come back", async () => {
    const slow = await openTestHouse(company({ per_minute: 3 }));
    await startOfMinute();
    expect(await verdicts(slow, 5)).toEqual(["escalate", "escalate", "escalate", "throttle", "throttle"]);
    const { status, body } = await slow.ask();
    expect(status).toBe(200);
    expect(body.ruling).toMatchObject({ verdict: "throttle", reason_code: "rate_limited" });
    expect(body.ruling.retry_after_seconds).toBeGreaterThan(0);
    expect(body.receipt?.split(".")).toHaveLength(3);
    expect(body.request).toBeUndefined();
    expect(await refusalOf(claim(slow.agent, { id: body.action.id, digest: body.action.digest }))).toEqual([
      "not_approved",
    ]);
    await moveClock(120);
    expect(await verdicts(slow, 1)).toEqual(["escalate"]);
  });

  it("what was throttled uses up nothing", async () => {
    const slow = await openTestHouse(company({ per_minute: 2 }));
    await startOfMinute();
    await verdicts(slow, 40);
    await moveClock(120);
    expect(await verdicts(slow, 3)).toEqual(["escalate", "escalate", "throttle"]);
  });

  it("open requests are counted, also within one batch, and a decision frees a place", async () => {
    const narrow = await openTestHouse(company({ per_minute: 1000, open_requests: 2 }));
    const first = await opened(narrow);
    expect(await verdicts(narrow, 2)).toEqual(["escalate", "throttle"]);
    const { body } = await narrow.ask();
    expect(body.ruling.reason_code).toBe("open_requests_limit");
    await answered(narrow, first, "bo");
    expect(await verdicts(narrow, 1)).toEqual(["escalate"]);
  });

  it("are the agent's own: another agent's first request does not wait for it", async () => {
    const narrow = await openTestHouse(company({ per_minute: 1000, open_requests: 0 }));
    expect(await verdicts(narrow, 1)).toEqual(["throttle"]);
    const sibling = await anotherAgent(narrow, "sibling");
    expect((await keyed("k-sibling", refund(), sibling)).status).toBe(202);
  });

  it("of open requests do not hold up what needs no person", async () => {
    const narrow = await openTestHouse(company({ per_minute: 1000, open_requests: 0 }));
    const { body } = await narrow.ask({ tool: "notes.read", arguments: {} });
    expect(body.ruling.verdict).toBe("allow");
  });
});

describe("what is proposed", () => {
  it("must fit the surface's schema, and says where it does not", async () => {
    const before = await database().action.count({ where: { organisationId: house.organisation } });
    expect(await refusalOf(house.ask({ tool: "mail.send", arguments: { to: 5 } }))).toEqual([
      "schema_mismatch",
      "/arguments/to",
    ]);
    expect(await database().action.count({ where: { organisationId: house.organisation } })).toBe(before);
  });

  it("in one batch with something that does not fit is filed all the same", async () => {
    const codes = await Promise.all(
      [{}, { tool: "mail.send", arguments: {} }, {}].map((input) => refusalOf(house.ask(input))),
    );
    expect(codes.map(([code]) => code)).toEqual(["ok", "schema_mismatch", "ok"]);
  });

  it("by a tool no surface knows goes to people on the default route", async () => {
    const { status, body } = await house.ask({ tool: "disk.wipe", arguments: {} });
    expect(status).toBe(202);
    expect(body.ruling.reason_code).toBe("unregistered_tool");
    expect(body.request?.route).toBe("default");
  });

  it("may be written in any script: a name is cut between characters and can be stored", async () => {
    const { status } = await house.ask({ tool: `${"x".repeat(79)}😀😀`, arguments: { "😀": "\u202e" } });
    expect(status).toBe(202);
  });

  it("is answered with every field the digest covers, and claiming with those arguments finds the digest", async () => {
    const asked = await opened(house, { ...refund(), tool_version: "v2", on_behalf_of: "user:maria" });
    const { id, digest, ...action } = asked.action;
    const covered = {
      v: 1,
      organisation: house.organisation,
      agent: "bot",
      run: "run_1",
      surface: "payments.refund",
      tool: "refund.create",
      tool_version: "v2",
      arguments: action.arguments,
      on_behalf_of: "user:maria",
    };
    const { v: _, ...echoed } = covered;
    expect(action).toMatchObject(echoed);
    expect(digest).toBe(sha256(canonicalJson(covered)));
    await answered(house, asked, "bo");
    expect(await refusalOf(claim(house.agent, { id, arguments: { ...action.arguments, more: 1 } }))).toEqual([
      "digest_mismatch",
    ]);
    expect(await refusalOf(claim(house.agent, { id, arguments: action.arguments }))).toEqual(["ok"]);
  });

  it("with a key that was revoked meanwhile is refused", async () => {
    const { actor, requestId } = await anotherAgent(house, "sibling");
    await database().apiKey.update({ where: { id: actor.keyId }, data: { revokedAt: await readNow() } });
    expect(await refusalOf(keyed("k-revoked", refund(), { actor, requestId }))).toEqual(["key_revoked"]);
  });
});
