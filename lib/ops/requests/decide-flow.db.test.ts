import { beforeAll, describe, expect, it } from "vitest";
import { isDomainError } from "@/lib/contract/errors";
import { claim } from "../actions/claim";
import { readAction } from "../actions/read";
import { report } from "../actions/report";
import { withdraw } from "../actions/withdraw";
import { type House, openTestHouse } from "../testing-fixtures";
import { listRequests } from "./list";
import { readRequest } from "./read";
import { respond } from "./respond";

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return "ok";
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return error.code;
  }
};

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});

async function opened() {
  const { status, body } = await house.ask();
  if (!body.request) throw new Error("it was not escalated");
  return { status, action: body.action, request: body.request, body };
}

describe("one action from proposal to outcome", () => {
  it("is escalated, approved by a named person, claimed once and reported", async () => {
    const { status, action, request } = await opened();
    expect(status).toBe(202);
    expect(request.status).toBe("pending");
    const detail = await readRequest(house.person("bo"), { id: request.id });
    expect(detail.may_respond).toMatchObject({ allowed: true, verdicts: ["approve", "deny"] });
    expect(detail.steps[0]?.people).toEqual(["bo"]);
    const answered = await respond(house.person("bo"), {
      id: request.id,
      verdict: "approve",
      digest: action.digest,
    });
    expect(answered.request.status).toBe("approved");
    const told = await readAction(house.agent, { id: action.id, wait: 0 });
    expect(told.request).toMatchObject({
      status: "approved",
      decision: { cause: "approver", decided_by: [{ person: "bo", via: "web" }] },
      grant: { status: "issued" },
    });
    const first = await claim(house.agent, { id: action.id, digest: action.digest, claim_key: "k1" });
    expect(first.grant.status).toBe("claimed");
    expect(await claim(house.agent, { id: action.id, arguments: action.arguments, claim_key: "k1" })).toEqual(
      first,
    );
    expect(await codeOf(claim(house.agent, { id: action.id, digest: action.digest, claim_key: "k2" }))).toBe(
      "already_claimed",
    );
    await report(house.agent, { id: action.id, status: "succeeded" });
    expect((await readAction(house.agent, { id: action.id, wait: 0 })).request?.grant?.status).toBe(
      "succeeded",
    );
  });

  it("repeating one's own answer is the same response; the other answer is refused; others come too late", async () => {
    const { action, request } = await opened();
    const first = await respond(house.person("bo"), {
      id: request.id,
      verdict: "deny",
      digest: action.digest,
      reason: "no",
    });
    const again = await respond(house.person("bo"), {
      id: request.id,
      verdict: "deny",
      digest: action.digest,
    });
    expect(again.response.id).toBe(first.response.id);
    expect(
      await codeOf(
        respond(house.person("bo"), { id: request.id, verdict: "approve", digest: action.digest }),
      ),
    ).toBe("already_responded");
    expect(
      await codeOf(
        respond(house.person("ana"), { id: request.id, verdict: "approve", digest: action.digest }),
      ),
    ).toBe("already_decided");
  });

  it("refuses the agent's owner, strangers and another digest", async () => {
    const { action, request } = await opened();
    const approve = (person: string, digest = action.digest) =>
      codeOf(respond(house.person(person), { id: request.id, verdict: "approve", digest }));
    expect(await approve("cy")).toBe("self_approval");
    expect(await approve("eve")).toBe("not_eligible");
    expect(await approve("bo", `sha256:${"0".repeat(64)}`)).toBe("digest_mismatch");
    expect(await codeOf(readRequest(house.person("eve"), { id: request.id }))).toBe("not_found");
  });

  it("the same digest joins the pending request, and is refused after a person denied it", async () => {
    const input = { arguments: { amount_cents: 1, same: house.organisation } };
    const first = await house.ask(input);
    const second = await house.ask(input);
    expect(second.body.request?.id).toBe(first.body.request?.id);
    await respond(house.person("ana"), {
      id: first.body.request?.id ?? "",
      verdict: "deny",
      digest: first.body.action.digest,
    });
    const third = await house.ask(input);
    expect(third).toMatchObject({
      status: 200,
      body: { ruling: { verdict: "block", reason_code: "recently_denied" }, decision: { cause: "approver" } },
    });
  });

  it("a withdrawal ends it once; a second one changes nothing", async () => {
    const { action } = await opened();
    const first = await withdraw(house.agent, { id: action.id, reason: "not needed" });
    expect(first.request?.decision?.cause).toBe("withdrawn");
    expect((await withdraw(house.agent, { id: action.id })).request?.decision).toEqual(
      first.request?.decision,
    );
  });

  it("an autonomous surface is allowed at once, with a receipt and nothing to claim", async () => {
    const { status, body } = await house.ask({ tool: "notes.read", arguments: {} });
    expect(status).toBe(200);
    expect(body.ruling.verdict).toBe("allow");
    expect(body.receipt?.split(".")).toHaveLength(3);
    expect(await codeOf(claim(house.agent, { id: body.action.id, digest: body.action.digest }))).toBe(
      "not_approved",
    );
  });

  it("the queue shows it to whom it concerns and to nobody else", async () => {
    const { request } = await opened();
    const query = { view: "mine", limit: 200 } as const;
    const mine = await listRequests(house.person("bo"), query);
    expect(mine.requests.map(({ id }) => id)).toContain(request.id);
    expect(mine.counts.mine).toBeGreaterThan(0);
    expect((await listRequests(house.person("eve"), { ...query, view: "all" })).requests).toEqual([]);
    expect((await listRequests(house.operator, { ...query, view: "all" })).requests.length).toBeGreaterThan(
      0,
    );
  });
});

describe("racing", () => {
  it("a waiting agent is told when it is decided", async () => {
    const { action, request } = await opened();
    const waiting = readAction(house.agent, { id: action.id, wait: 25 });
    await respond(house.person("bo"), { id: request.id, verdict: "approve", digest: action.digest });
    expect((await waiting).request?.status).toBe("approved");
  });

  it("two opposite answers at once make one decision", async () => {
    for (let round = 0; round < 20; round++) {
      const { action, request } = await opened();
      const codes = await Promise.all([
        codeOf(respond(house.person("ana"), { id: request.id, verdict: "approve", digest: action.digest })),
        codeOf(respond(house.person("bo"), { id: request.id, verdict: "deny", digest: action.digest })),
      ]);
      expect(codes.sort()).toEqual(["already_decided", "ok"]);
    }
  });

  it("ten claims at once: one wins", async () => {
    const { action, request } = await opened();
    await respond(house.person("ana"), { id: request.id, verdict: "approve", digest: action.digest });
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        codeOf(claim(house.agent, { id: action.id, digest: action.digest, claim_key: `k${index}` })),
      ),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
  });

  it("a burst of proposals shares commits and each gets its own request", async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => opened()));
    expect(new Set(all.map(({ request }) => request.id)).size).toBe(100);
  });
});
