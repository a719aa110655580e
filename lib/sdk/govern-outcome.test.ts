import { afterEach, expect, test } from "vitest";
import { type GovernOptions, govern } from "./govern";
import { closeScenes, openScene, REFUND, type Refund } from "./testing/scene";

/** What is reported of a run: the effect has happened by then, so nothing here may look as if it had not. */

afterEach(closeScenes);

async function setUp(options: GovernOptions<Refund, string> = {}) {
  const scene = await openScene({ verdict: "allow" });
  const { client, refund } = scene;
  return { ...scene, refund: govern("refund.create", refund, { client, ...options }) };
}

test("what the function throws is reported as failed and thrown on", async () => {
  const { gate, client } = await setUp();
  const fail = async () => {
    throw new Error("card network down");
  };
  await expect(govern("refund.create", fail, { client })(REFUND)).rejects.toThrow("card network down");
  expect(gate.actions.get("act_1")?.outcome).toEqual({ status: "failed", error: "card network down" });
});

test("an outcome the gate cannot be told does not look like a failed effect", async () => {
  const unreported: unknown[] = [];
  const onUnreported = (error: unknown) => unreported.push(error);
  const { gate, effects, refund } = await setUp({ onUnreported });
  gate.faults.push({ at: "outcome", kind: "answer", status: 404, body: '{"reason_code":"not_found"}' });
  expect(await refund(REFUND)).toBe("refunded 8812");
  expect(effects).toEqual([REFUND]);
  expect(unreported).toMatchObject([{ reasonCode: "not_found" }]);
});

test("the wrapped function decides what is reported, and a mistake there costs only the detail", async () => {
  const described = await setUp({ outcomeOf: () => ({ status: "succeeded", costCents: 3 }) });
  await described.refund(REFUND);
  expect(described.gate.actions.get("act_1")?.outcome).toEqual({ status: "succeeded", cost_cents: 3 });

  const outcomeOf = () => {
    throw new Error("no description");
  };
  const mistaken = await setUp({ outcomeOf, onUnreported: () => {} });
  expect(await mistaken.refund(REFUND)).toBe("refunded 8812");
  expect(mistaken.gate.actions.get("act_1")?.outcome).toEqual({ status: "succeeded" });
});

test("what ran under constraints is reported with the constraints it ran under, whether it worked or not", async () => {
  const { gate, client } = await openScene({ verdict: "sandbox", constraints: { row_cap: 10 } });
  const applied = { sandbox: true, row_cap: 10 };
  const runs = [
    async () => "ran",
    async () => {
      throw new Error("too many rows");
    },
  ];
  for (const runConstrained of runs)
    await govern("refund.create", async () => "as asked", { client, runConstrained })(REFUND).catch(() => {});
  expect([...gate.actions.values()].map(({ outcome }) => outcome)).toEqual([
    { status: "succeeded", applied_constraints: applied },
    { status: "failed", error: "too many rows", applied_constraints: applied },
  ]);
});
