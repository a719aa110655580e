import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { refoldAll } from "../evidence/refold";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { answered, moveClock, opened } from "../testing-requests";

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});

const limitedTo = (limits: { per_minute?: number; open_requests?: number }) =>
  openTestHouse({ ...SMALL_COMPANY, agents: [{ id: "bot", name: "Bot", owner: "cy", limits }] });
const stateOf = async (request: string) => {
  const row = await database().approvalRequest.findUniqueOrThrow({ where: { id: request } });
  return row.cause ?? row.status;
};

describe("a proposal that supersedes", () => {
  it("ends the pending request it names and opens its own", async () => {
    const first = await opened(house);
    const second = await opened(house, { supersedes: first.action.id });
    expect(await stateOf(first.request.id)).toBe("superseded");
    expect(await stateOf(second.request.id)).toBe("pending");
    expect(await answered(house, first, "bo")).toBe("already_decided");
  });

  it("ends it also when it is allowed at once itself", async () => {
    const first = await opened(house);
    const { body } = await house.ask({ tool: "notes.read", arguments: {}, supersedes: first.action.id });
    expect(body.ruling.verdict).toBe("allow");
    expect(await stateOf(first.request.id)).toBe("superseded");
  });

  it("is refused, and opens nothing, when that request is already decided", async () => {
    const first = await opened(house);
    await answered(house, first, "bo");
    const before = await database().action.count({ where: { organisationId: house.organisation } });
    expect(await refusalOf(house.ask({ supersedes: first.action.id }))).toEqual(["already_decided"]);
    expect(await database().action.count({ where: { organisationId: house.organisation } })).toBe(before);
    expect(await stateOf(first.request.id)).toBe("approver");
  });

  it("of what was never escalated, or never was, is not found", async () => {
    const { body } = await house.ask({ tool: "notes.read", arguments: {} });
    expect(await refusalOf(house.ask({ supersedes: body.action.id }))).toEqual(["not_found"]);
    expect(await refusalOf(house.ask({ supersedes: "act_0" }))).toEqual(["not_found"]);
  });

  it("too late decides it by its deadline: the first look is enough (invariant 2)", async () => {
    const first = await opened(house, { deadline_seconds: 60 });
    await moveClock(60);
    expect(await refusalOf(house.ask({ supersedes: first.action.id }))).toEqual(["already_decided"]);
    expect(await stateOf(first.request.id)).toBe("deadline");
  });

  it("by the same action again joins it instead of ending it", async () => {
    const input = { arguments: { amount_cents: 1 }, run: { id: "same", path: [] } };
    const first = await opened(house, input);
    const again = await opened(house, { ...input, supersedes: first.action.id });
    expect(again.request.id).toBe(first.request.id);
    expect(await stateOf(first.request.id)).toBe("pending");
  });

  it("ends it also when it joins a third request", async () => {
    const input = { arguments: { amount_cents: 2 }, run: { id: "same", path: [] } };
    const third = await opened(house, input);
    const first = await opened(house);
    const joined = await opened(house, { ...input, supersedes: first.action.id });
    expect(joined.request.id).toBe(third.request.id);
    expect(await stateOf(first.request.id)).toBe("superseded");
  });

  it("twice at once ends it once; the second is told", async () => {
    const first = await opened(house);
    const codes = await Promise.all([1, 2].map(() => refusalOf(house.ask({ supersedes: first.action.id }))));
    expect(codes.flat().sort()).toEqual(["already_decided", "ok"]);
  });

  it("frees the place of the request it ends", async () => {
    const narrow = await limitedTo({ per_minute: 1000, open_requests: 1 });
    const first = await opened(narrow);
    expect((await narrow.ask()).body.ruling.reason_code).toBe("open_requests_limit");
    const second = await opened(narrow, { supersedes: first.action.id });
    expect(await stateOf(second.request.id)).toBe("pending");
    expect((await narrow.ask()).body.ruling.reason_code).toBe("open_requests_limit");
  });

  it("ends nothing when it is throttled: it will be asked again", async () => {
    const slow = await limitedTo({ per_minute: 1, open_requests: 10 });
    const first = await opened(slow);
    const throttled = await slow.ask({ supersedes: first.action.id });
    expect(throttled.body.ruling).toMatchObject({ verdict: "throttle", reason_code: "rate_limited" });
    expect(await stateOf(first.request.id)).toBe("pending");
  });

  it("leaves every row saying what its events say", async () => {
    expect(await refoldAll(house.organisation)).toEqual([]);
  });
});
