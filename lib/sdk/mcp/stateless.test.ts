import { afterEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../json";
import { isObject } from "./messages";
import { createRequestStates } from "./request-state";
import { callOf, closeWorlds, openWorld, wordsOf } from "./testing/mcp-world";

/** Calls of protocol 2026-07-28, whose `requestState` passes through hands that may want to change it. */

afterEach(closeWorlds);

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};
const modern = (id: string | number, args: JsonObject = { path: "a" }, more: JsonObject = {}) =>
  callOf(id, args, { _meta: META, ...more });
const ask = () => ({ verdict: "escalate", isImpatient: true }) as const;
const options = { holdSeconds: 1 };
const APPROVED = { outcome: "approved" } as const;

const stateOf = (message: JsonObject): string => {
  const { requestState } = isObject(message.result) ? message.result : {};
  if (typeof requestState !== "string") throw new Error(`no state in ${JSON.stringify(message)}`);
  return requestState;
};

describe("a call that waits for people", () => {
  test("ends its round with a state, and made again with it takes up the same request", async () => {
    const world = await openWorld({ script: ask, options });
    world.send(modern(1));
    const first = await world.read();
    expect(first).toEqual({
      jsonrpc: "2.0",
      id: 1,
      result: { resultType: "input_required", requestState: expect.stringMatching(/^countersign-1\./) },
    });
    world.send(modern(2, { path: "a" }, { requestState: stateOf(first) }));
    const second = await world.read();
    expect(second).toMatchObject({ id: 2, result: { resultType: "input_required" } });
    const [actionId = ""] = world.gate.actions.keys();
    world.gate.decide(actionId, APPROVED);
    world.send(modern(3, { path: "a" }, { requestState: stateOf(second) }));
    expect(wordsOf(await world.read())).toBe('{"path":"a"}');
    expect(world.gate.actions.size).toBe(1);
    expect(world.reached).toEqual([modern(3)]);
  });

  test("is taken up by another process of the same agent", async () => {
    const killed = await openWorld({ script: ask, options });
    killed.send(modern(1));
    const state = stateOf(await killed.read());
    const [actionId = ""] = killed.gate.actions.keys();
    killed.gate.decide(actionId, APPROVED);
    const other = await openWorld({ script: ask, options, fakeGate: killed.gate });
    other.send(modern(2, { path: "a" }, { requestState: state }));
    expect(wordsOf(await other.read())).toBe('{"path":"a"}');
    expect(other.gate.actions.size).toBe(1);
  });

  test.each<[string, (state: string) => JsonObject]>([
    ["with other arguments", (requestState) => modern(2, { path: "b" }, { requestState })],
    [
      "with a changed state",
      (state) => modern(2, { path: "a" }, { requestState: `${state.slice(0, -2)}AA` }),
    ],
    ["with a state of another agent's", () => modern(2, { path: "a" }, { requestState: foreign })],
    ["with a state that is none", () => modern(2, { path: "a" }, { requestState: "countersign-1.e30.x" })],
    ["with a state the server behind might know", () => modern(2, { path: "a" }, { requestState: "abc" })],
    [
      "with its state and answers to a question nobody asked",
      (requestState) => modern(2, { path: "a" }, { requestState, inputResponses: {} }),
    ],
    ["with answers to a question nobody asked", () => modern(2, { path: "a" }, { inputResponses: {} })],
  ])("made again %s is refused, and nothing runs", async (_how, again) => {
    const world = await openWorld({ script: ask, options });
    world.send(modern(1));
    const state = stateOf(await world.read());
    const [actionId = ""] = world.gate.actions.keys();
    world.gate.decide(actionId, APPROVED);
    world.send(again(state));
    expect(await world.read()).toMatchObject({ id: 2, error: { code: -32602 } });
    expect(world.reached).toEqual([]);
  });

  const foreign = createRequestStates("csa_other").seal({ call: "sha256:0", key: "k", context: {} });

  test("used twice runs once", async () => {
    const world = await openWorld({ script: ask, options });
    world.send(modern(1));
    const requestState = stateOf(await world.read());
    const [actionId = ""] = world.gate.actions.keys();
    world.gate.decide(actionId, APPROVED);
    world.send(modern(2, { path: "a" }, { requestState }));
    expect(wordsOf(await world.read())).toBe('{"path":"a"}');
    world.send(modern(3, { path: "a" }, { requestState }));
    expect(wordsOf(await world.read())).toMatch(/already_claimed/);
    expect(world.reached).toHaveLength(1);
  });
});

describe("a server that needs input in the middle of a permitted call", () => {
  const answer = ({ params }: JsonObject): JsonObject =>
    isObject(params) && params.inputResponses !== undefined
      ? { resultType: "complete", content: [{ type: "text", text: JSON.stringify(params) }] }
      : {
          resultType: "input_required",
          requestState: "the server's",
          inputRequests: { who: { method: "roots/list" } },
        };

  test("gets it, with its own state, on the approval there is", async () => {
    const world = await openWorld({ script: () => ({ verdict: "allow" }), answer });
    world.send(modern(1));
    const asked = await world.read();
    expect(asked).toMatchObject({ result: { inputRequests: { who: { method: "roots/list" } } } });
    expect(stateOf(asked)).not.toContain("server's");
    const more = { requestState: stateOf(asked), inputResponses: { who: { roots: [] } } };
    world.send(modern(2, { path: "a" }, more));
    await world.read();
    expect(world.reached).toEqual([
      modern(1),
      modern(2, { path: "a" }, { requestState: "the server's", inputResponses: { who: { roots: [] } } }),
    ]);
    expect(world.gate.calls.filter(({ operation }) => operation === "propose")).toHaveLength(1);
    await expect
      .poll(() => [...world.gate.actions.values()].map(({ outcome }) => outcome?.status))
      .toEqual(["succeeded"]);
  });

  test("that never gets it has an outcome nobody knows", async () => {
    const world = await openWorld({ script: () => ({ verdict: "allow" }), answer });
    world.send(modern(1));
    await world.read();
    await world.leave();
    const outcomes = [...world.gate.actions.values()].map(({ outcome }) => outcome);
    expect(outcomes).toMatchObject([{ status: "unknown", error: "it asked for input that never came" }]);
  });

  test.each<[string, JsonObject]>([
    ["other arguments", { path: "b" }],
    ["a second time", { path: "a" }],
  ])("does not get it for %s", async (how, args) => {
    const world = await openWorld({ script: () => ({ verdict: "allow" }), answer });
    world.send(modern(1));
    const more = { requestState: stateOf(await world.read()), inputResponses: { who: { roots: [] } } };
    if (how === "a second time") {
      world.send(modern(2, args, more));
      await world.read();
    }
    const reached = world.reached.length;
    world.send(modern(3, args, more));
    expect(await world.read()).toMatchObject({ id: 3, error: { code: -32602 } });
    expect(world.reached).toHaveLength(reached);
  });
});

test("a refusal is marked as a complete result", async () => {
  const world = await openWorld({ script: () => ({ verdict: "block" }) });
  world.send(modern(1));
  expect(await world.read()).toMatchObject({ id: 1, result: { resultType: "complete", isError: true } });
});
