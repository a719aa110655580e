import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProposeInput } from "@/lib/contract/actions";
import { DomainError } from "@/lib/contract/errors";
import { database } from "@/lib/db/client";
import { newUuid } from "@/lib/runtime/ids";
import { propose } from "./actions/propose";
import { type Reply, runIdempotent } from "./idempotency";
import { type House, openTestHouse } from "./testing-fixtures";
import { refusalOf } from "./testing-refusal";

let house: House;
let runs: number;
beforeAll(async () => {
  house = await openTestHouse();
});
beforeEach(() => {
  runs = 0;
});

const endpoint = "POST /api/v1/actions/act_1/claim";
const callOf = (key = newUuid(), bodyHash = "sha256:a") => ({ endpoint, key, bodyHash });
const run = async (): Promise<Reply> => {
  runs += 1;
  return { status: 201, headers: { "X-Run": String(runs) }, body: { run: runs } };
};
const first = { status: 201, headers: { "X-Run": "1" }, body: { run: 1 } };

/** A run that is under way until it is told to end. */
function held(): { readonly begun: Promise<void>; readonly run: () => Promise<Reply>; end(): void } {
  let end = (): void => undefined;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const holding = async (): Promise<Reply> => {
    begin();
    await ended;
    return run();
  };
  return { begun, run: holding, end: () => end() };
}

describe("a call under an Idempotency-Key", () => {
  it("runs once: a repeat gets the stored status, headers and body", async () => {
    const call = callOf();
    expect(await runIdempotent(house.agent, call, run)).toEqual({ ...first, replayed: false });
    expect(await runIdempotent(house.agent, call, run)).toEqual({ ...first, replayed: true });
    expect(runs).toBe(1);
  });

  it("with another body is refused, while the first is under way and after it", async () => {
    const call = callOf();
    const other = { ...call, bodyHash: "sha256:b" };
    const slow = held();
    const running = runIdempotent(house.agent, call, slow.run);
    await slow.begun;
    expect(await refusalOf(runIdempotent(house.agent, other, run))).toEqual(["idempotency_key_reused"]);
    slow.end();
    await running;
    expect(await refusalOf(runIdempotent(house.agent, other, run))).toEqual(["idempotency_key_reused"]);
    expect(runs).toBe(1);
  });

  it("waits for the one under way and gets its answer", async () => {
    const call = callOf();
    const slow = held();
    const running = runIdempotent(house.agent, call, slow.run);
    await slow.begun;
    const repeat = runIdempotent(house.agent, call, run);
    slow.end();
    expect(await running).toEqual({ ...first, replayed: false });
    expect(await repeat).toEqual({ ...first, replayed: true });
  });

  it("is told to come back when the one under way takes long", async () => {
    const call = callOf();
    const slow = held();
    const running = runIdempotent(house.agent, call, slow.run);
    await slow.begun;
    expect(await refusalOf(runIdempotent(house.agent, call, run))).toEqual(["in_progress"]);
    slow.end();
    await running;
  });

  it("that failed stores nothing: the next one runs", async () => {
    const call = callOf();
    const fail = async () => {
      throw new DomainError("invalid", "no");
    };
    expect(await refusalOf(runIdempotent(house.agent, call, fail))).toEqual(["invalid"]);
    expect(await runIdempotent(house.agent, call, run)).toMatchObject({ replayed: false });
  });

  it("whose process died is run again after its lock has ended, and its late answer is not kept", async () => {
    const call = callOf();
    const dead = held();
    const late = runIdempotent(house.agent, call, dead.run);
    await dead.begun;
    await database().$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + 61000`;
    expect(await runIdempotent(house.agent, call, run)).toEqual({ ...first, replayed: false });
    dead.end();
    await late;
    expect(await runIdempotent(house.agent, call, run)).toEqual({ ...first, replayed: true });
  });

  it("is the caller's own: another agent, person or endpoint under the same key is another call", async () => {
    const call = callOf();
    const others = [
      [house.agent, call],
      [{ ...house.agent, actor: { ...house.agent.actor, agent: "other" } }, call],
      [house.person("ana"), call],
      [house.operator, call],
      [(await openTestHouse()).agent, call],
      [house.agent, { ...call, endpoint: "POST /api/v1/actions/act_2/claim" }],
    ] as const;
    for (const [ctx, one] of others) {
      expect(await runIdempotent(ctx, one, run)).toMatchObject({ replayed: false });
    }
    expect(runs).toBe(others.length);
  });

  it("many at once run once", async () => {
    const call = callOf();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => runIdempotent(house.agent, call, run)),
    );
    expect(runs).toBe(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body)))).toEqual(new Set(['{"run":1}']));
  });
});

describe("a proposal that joined a pending request", () => {
  it("replays that same answer under its key", async () => {
    const input = ProposeInput.parse({
      tool: "refund.create",
      arguments: { amount_cents: 1, n: newUuid() },
      run: { id: "run_1" },
    });
    await propose(house.agent, { input, idempotency: null });
    const call = { input, idempotency: { key: newUuid(), bodyHash: "sha256:c" } };
    const joined = await propose(house.agent, call);
    expect(joined).toMatchObject({ status: 202, replayed: false });
    const again = await propose(house.agent, call);
    expect(again).toEqual({ ...joined, replayed: true });
    const other = { ...call, idempotency: { ...call.idempotency, bodyHash: "sha256:d" } };
    expect(await refusalOf(propose(house.agent, other))).toEqual(["idempotency_key_reused"]);
  });
});
