import { beforeAll, describe, expect, it } from "vitest";
import type { ProposeInput } from "@/lib/contract/actions";
import { database } from "@/lib/db/client";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { answered, moveClock } from "../testing-requests";
import { contextOf } from "./action-context";

let house: House;
beforeAll(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    policies: [
      { id: "stop", surface: "payments.refund", when: "args.stop", verdict: "block" },
      // Nothing but names what is to be recorded.
      {
        id: "reads",
        when: "history.tool_day < 0 || org.counters.pending < 0 || path.denials.size() > 1000",
        verdict: "block",
      },
    ],
  });
});

/** Propose something, and say what the record knew before. */
async function known(input: Partial<ProposeInput>, settle?: "approve" | "deny") {
  const { body } = await house.ask(input);
  const { context } = await database().action.findUniqueOrThrow({ where: { id: body.action.id } });
  if (settle && body.request) {
    const { action, request } = body;
    expect(await answered(house, { action, request }, "bo", settle)).toBe("ok");
  }
  return contextOf(context).gate?.recorded;
}

const refund = (n: number, run: string | null, stop = false): Partial<ProposeInput> => ({
  arguments: { n, stop },
  run: run === null ? null : { id: run, path: [] },
});

describe("what the record knows before an action", () => {
  it("is counted without it, by agent, tool and run, over an hour and a day, and kept with the ruling", async () => {
    expect(await known(refund(1, "a"), "deny")).toEqual({
      counters: { actions_hour: 0, actions_day: 0, pending: 0 },
      history: {
        ...{ actions_hour: 0, actions_day: 0, tool_hour: 0, tool_day: 0, run_actions: 0 },
        ...{ blocked_day: 0, denied_day: 0, approved_day: 0, failed_day: 0 },
      },
      denials: [],
    });
    await known(refund(2, "a", true));
    await known(refund(3, "b"), "approve");
    await known({ tool: "notes.read", arguments: {}, run: { id: "a", path: [] } });
    await moveClock(3700);
    await known(refund(4, "a"));
    expect(await known(refund(5, "a"))).toEqual({
      counters: { actions_hour: 1, actions_day: 5, pending: 1 },
      history: {
        ...{ actions_hour: 1, actions_day: 5, tool_hour: 1, tool_day: 4, run_actions: 4 },
        ...{ blocked_day: 1, denied_day: 1, approved_day: 1, failed_day: 0 },
      },
      denials: [
        { tool: "refund.create", surface: "payments.refund", cause: "blocked" },
        { tool: "refund.create", surface: "payments.refund", cause: "approver" },
      ],
    });
    expect((await known(refund(6, null)))?.denials).toEqual([]);
    await moveClock(86_400);
    expect((await known(refund(7, "a")))?.history).toMatchObject({ actions_day: 0, run_actions: 0 });
  });

  it("counts those who came before in the same commit", async () => {
    const together = Array.from({ length: 20 }, (_, n) => known(refund(100 + n, "c", n === 0)));
    const seen = (await Promise.all(together)).map((recorded) => recorded?.history?.run_actions);
    expect(seen.toSorted((left = 0, right = 0) => left - right)).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    );
    expect((await known(refund(200, "c")))?.denials).toHaveLength(1);
  });
});

describe("what no rule reads", () => {
  it("is not asked for, and the claim alone is kept", async () => {
    const quiet = await openTestHouse();
    const { body } = await quiet.ask({ surface: "notes.read", tool: "refund.create" });
    expect(body.ruling.reason_code).toBe("surface_mismatch");
    const { context } = await database().action.findUniqueOrThrow({ where: { id: body.action.id } });
    expect(contextOf(context).gate).toEqual({ claimed: "notes.read" });
  });
});
