import { Countersign } from "../countersign";
import { FAKE_KEY, type FakeGate, startFakeGate } from "./fake-gate";
import type { Script } from "./fake-gate-answers";
import { createTestClock } from "./test-clock";

/** What tests of the adapters share: a gate that follows a script, and a refund that leaves a trace when it runs. */

export type Refund = { order: string; amount_cents: number };

export const REFUND: Refund = { order: "8812", amount_cents: 25_000 };
export const EDITED: Refund = { order: "8812", amount_cents: 9_900_000 };
export const APPROVED = { verdict: "escalate", answer: { outcome: "approved" } } as const;
export const DENIED = { verdict: "escalate", answer: { outcome: "denied", reason: "not this one" } } as const;

export type Scene = {
  readonly gate: FakeGate;
  readonly client: Countersign;
  /** The refunds that really happened. */
  readonly effects: Refund[];
  readonly refund: (args: Refund) => Promise<string>;
};

const open: FakeGate[] = [];

export async function openScene(script: Script): Promise<Scene> {
  const gate = await startFakeGate(() => script);
  open.push(gate);
  const effects: Refund[] = [];
  return {
    gate,
    client: new Countersign({ url: gate.url, key: FAKE_KEY, clock: createTestClock() }),
    effects,
    refund: async (args) => {
      effects.push(args);
      return `refunded ${args.order}`;
    },
  };
}

export async function closeScenes(): Promise<void> {
  for (const gate of open.splice(0)) await gate.kill();
}

export const operationsOf = ({ gate }: Scene): readonly string[] =>
  gate.calls.map(({ operation }) => operation);
