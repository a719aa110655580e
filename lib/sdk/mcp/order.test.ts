import { afterEach, expect, test } from "vitest";
import { callOf, closeWorlds, openWorld } from "./testing/mcp-world";

/** What must have happened before what, where a client is faster than the gate. */

afterEach(closeWorlds);

const allow = () => ({ verdict: "allow" }) as const;

test("a call taken back before the gate allowed it does not run", async () => {
  const world = await openWorld({ script: allow });
  world.send(callOf(1));
  world.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } });
  const outcomes = () => [...world.gate.actions.values()].map(({ outcome }) => outcome);
  await expect.poll(outcomes).toMatchObject([{ status: "failed", error: "taken back before it ran" }]);
  expect(world.reached).toEqual([]);
});

test("the path names a call by the time its answer can be read", async () => {
  const world = await openWorld({ script: allow });
  for (const id of [1, 2]) {
    world.send(callOf(id));
    await world.read();
  }
  const paths = [...world.gate.actions.values()].map(({ input }) => input.run?.path);
  expect(paths).toMatchObject([[], [{ tool: "write_file", summary: "let through" }]]);
});
