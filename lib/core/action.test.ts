import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ActionFacts, actionDigest } from "./action";

const refund: ActionFacts = {
  organisation: "acme",
  agent: "support-bot",
  run: "run_01",
  surface: "payments.refund",
  tool: "refund.create",
  toolVersion: null,
  arguments: { order: "8812", amount_cents: 25000, currency: "USD" },
  onBehalfOf: "user:maria",
};

// Computed by another implementation (Python's json and hashlib): anyone can recompute what was approved.
describe("the digest is the wire contract's", () => {
  test("of an ordinary action", () => {
    expect(actionDigest(refund)).toBe(
      "sha256:50a5cad4d15804c4dad16aa17699dc6dd977b1babfde805660ceffed8d0c8772",
    );
  });

  test("with nulls written, not left out", () => {
    const bare = { ...refund, run: null, surface: null, tool: "shell.run", onBehalfOf: null };
    expect(actionDigest({ ...bare, toolVersion: "sha256:0f", arguments: {} })).toBe(
      "sha256:a7462c2b1346c28c5ce17001a36eb771b1d5eaa1ace6ebf6d6a6def7f7ec02b0",
    );
  });

  test("of text beyond ASCII, which is hashed as it is", () => {
    const arguments_ = { é: "€ \u202e", B: 1, a: [true, null, 0.5], "<": "</script>" };
    expect(actionDigest({ ...refund, arguments: arguments_, onBehalfOf: null })).toBe(
      "sha256:150edf68ec6988777485af160b24e4b99843c260a313fa04a3b386f1335288dc",
    );
  });
});

test("every fact is under the digest", () => {
  const changes: readonly Partial<ActionFacts>[] = [
    { organisation: "acme2" },
    { agent: "support-bot2" },
    { run: "run_02" },
    { run: null },
    { surface: "payments.payout" },
    { surface: null },
    { tool: "refund.creates" },
    { tool: null },
    { toolVersion: "1" },
    { arguments: { order: "8812", amount_cents: 25001, currency: "USD" } },
    { arguments: { order: 8812, amount_cents: 25000, currency: "USD" } },
    { onBehalfOf: "user:mario" },
    { onBehalfOf: null },
  ];
  const digests = [refund, ...changes.map((change) => ({ ...refund, ...change }))].map(actionDigest);
  expect(new Set(digests).size).toBe(digests.length);
});

test("facts that trade places are another action", () => {
  const swapped = { ...refund, agent: refund.organisation, organisation: refund.agent };
  expect(actionDigest(swapped)).not.toBe(actionDigest(refund));
});

test("one changed character of any text in the arguments changes the digest", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const digestOf = (note: string) => actionDigest({ ...refund, arguments: { note } });
      expect(digestOf(one) === digestOf(other)).toBe(one === other);
    }),
  );
});

test("a value that is not JSON has no digest", () => {
  expect(() => actionDigest({ ...refund, arguments: { at: new Date(0) } })).toThrow();
  expect(() => actionDigest({ ...refund, arguments: undefined })).toThrow();
});
