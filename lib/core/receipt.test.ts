import { createPublicKey, generateKeyPairSync, sign, verify as verifyBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json";
import { entryPayload, type LedgerEntry, type LedgerPayload } from "./ledger";
import {
  type Jwks,
  jwsHash,
  receiptSigningInput,
  type VerifySignature,
  verifyChain,
  verifyReceipt,
} from "./receipt";

type Key = {
  readonly kid: string;
  readonly publicJwk: { readonly kid: string };
  sign(input: string): string;
};

function newKey(kid: string): Key {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    kid,
    publicJwk: { ...publicKey.export({ format: "jwk" }), kid },
    sign: (input) => sign(null, Buffer.from(input), privateKey).toString("base64url"),
  };
}

const verify: VerifySignature = (input, signature, jwk) => {
  if (!("x" in jwk)) return false;
  return verifyBytes(
    null,
    Buffer.from(input),
    createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: String(jwk.x) }, format: "jwk" }),
    signature,
  );
};

const signer = newKey("key-2");
const jwks: Jwks = { keys: [newKey("key-1").publicJwk, signer.publicJwk] };

const lapse: LedgerEntry = {
  kind: "lapse",
  request: "req_1",
  action: "act_1",
  digest: "sha256:bb",
  grant: "grt_1",
};

function seal(payload: LedgerPayload, by = signer): string {
  const input = receiptSigningInput(payload, by.kid);
  return `${input}.${by.sign(input)}`;
}

function chain(length: number, organisation = "acme"): string[] {
  const receipts: string[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const previous = receipts.at(-1);
    const prev = previous === undefined ? null : jwsHash(previous);
    receipts.push(
      seal(entryPayload(lapse, { organisation, seq, prev, at: new Date(1_763_640_000_000 + seq) })),
    );
  }
  return receipts;
}

const base64url = (text: string) => Buffer.from(text).toString("base64url");
const signed = (header: unknown, body: string) => {
  const input = `${base64url(canonicalJson(header))}.${base64url(body)}`;
  return `${input}.${signer.sign(input)}`;
};
const header = { alg: "EdDSA", kid: signer.kid, typ: "countersign-receipt+jws" };
const payload = entryPayload(lapse, { organisation: "acme", seq: 1, prev: null, at: new Date(0) });

test("a receipt is a compact JWS over the canonical payload, with a fixed header", () => {
  const [head = "", body = ""] = seal(payload).split(".");
  expect(Buffer.from(head, "base64url").toString()).toBe(canonicalJson(header));
  expect(Buffer.from(body, "base64url").toString()).toBe(canonicalJson(payload));
});

test("a sound chain verifies, whole, in pieces, and empty", () => {
  const receipts = chain(5);
  const whole = verifyChain(receipts, jwks, verify);
  expect(whole).toMatchObject({ ok: true, count: 5, firstSeq: 1, head: { organisation: "acme", seq: 5 } });
  const first = verifyChain(receipts.slice(0, 2), jwks, verify);
  if (!first.ok) throw new Error(first.code);
  expect(verifyChain(receipts.slice(2), jwks, verify, first.head)).toMatchObject({ ok: true, firstSeq: 3 });
  expect(verifyChain(receipts.slice(2), jwks, verify)).toMatchObject({ ok: true, firstSeq: 3 });
  expect(verifyChain([], jwks, verify, first.head)).toEqual({
    ok: true,
    count: 0,
    firstSeq: null,
    head: first.head,
  });
});

describe("a chain that was touched does not verify", () => {
  const sound = chain(6);
  const check = (receipts: readonly string[]) => verifyChain(receipts, jwks, verify);

  test("a receipt left out", () => {
    expect(check(sound.toSpliced(2, 1))).toEqual({ ok: false, code: "wrong_seq", index: 2 });
  });

  test("two receipts in the wrong order, or one twice", () => {
    expect(check([...sound.slice(0, 2), ...sound.slice(3, 4), ...sound.slice(2, 3)])).toMatchObject({
      index: 2,
    });
    expect(check([...sound.slice(0, 2), ...sound.slice(1)])).toMatchObject({ code: "wrong_seq", index: 2 });
  });

  test("a receipt replaced by another signed one", () => {
    const other = seal(
      entryPayload(
        { ...lapse, grant: "grt_2" },
        { organisation: "acme", seq: 1, prev: null, at: new Date(0) },
      ),
    );
    expect(check([other, ...sound.slice(1)])).toEqual({ ok: false, code: "broken_chain", index: 1 });
  });

  test("another organisation's receipt", () => {
    expect(check([...sound.slice(0, 3), ...chain(4, "other").slice(3)])).toMatchObject({
      code: "other_organisation",
    });
  });

  test("a first receipt with a predecessor, or a later one without", () => {
    expect(check([seal({ ...payload, prev: "sha256:00" })])).toMatchObject({ code: "broken_chain" });
    expect(check([seal({ ...payload, seq: 4 })])).toMatchObject({ code: "broken_chain" });
  });

  test("any changed character of any receipt", () => {
    const alphabet = "ABCXYZabcxyz0129-_.=";
    fc.assert(
      fc.property(fc.nat(5), fc.nat(), fc.nat(alphabet.length - 1), (index, place, letter) => {
        const jws = sound[index] ?? "";
        const at = place % jws.length;
        const changed = `${jws.slice(0, at)}${alphabet[letter]}${jws.slice(at + 1)}`;
        const result = check(sound.with(index, changed));
        expect(result.ok).toBe(changed === jws);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a single receipt is refused", () => {
  const check = (jws: string, keys = jwks) => verifyReceipt(jws, keys, verify);

  test("when its key is unknown or another's", () => {
    const stranger = newKey("key-3");
    expect(check(seal(payload, stranger))).toEqual({ ok: false, code: "unknown_key" });
    const lie = { ...stranger.publicJwk, kid: signer.kid };
    expect(check(seal(payload), { keys: [lie] })).toEqual({ ok: false, code: "bad_signature" });
    expect(check(seal(payload), { keys: [{ kid: signer.kid }] })).toEqual({
      ok: false,
      code: "bad_signature",
    });
    expect(check(seal(payload), { keys: [] })).toEqual({ ok: false, code: "unknown_key" });
  });

  test("when the header asks for another way of verifying", () => {
    for (const change of [{ alg: "none" }, { alg: "HS256" }, { typ: "JWT" }, { kid: 7 }]) {
      expect(check(signed({ ...header, ...change }, canonicalJson(payload)))).toMatchObject({
        code: "malformed",
      });
    }
    expect(check(signed({ ...header, crit: ["b64"] }, canonicalJson(payload)))).toMatchObject({
      code: "not_canonical",
    });
  });

  test("when it is signed but not canonical", () => {
    expect(check(signed(header, JSON.stringify(payload, null, 1)))).toMatchObject({ code: "not_canonical" });
    expect(check(signed(header, canonicalJson(payload).replace('"seq":1', '"seq":1.0')))).toMatchObject({
      code: "not_canonical",
    });
  });

  test("when its payload is not one entry to every reader", () => {
    const text = canonicalJson(payload);
    for (const body of [
      "",
      "null",
      "[]",
      "{}",
      text.replace("{", '{"seq":1,'),
      text.replace('"v":1', '"v":2'),
    ]) {
      expect(check(signed(header, body))).toMatchObject({ code: "malformed" });
    }
  });

  test("when it is not three base64url parts in their one spelling", () => {
    const jws = seal(payload);
    const tampered = [
      "",
      ".",
      "..",
      "a.b.c",
      `${jws}.`,
      `${jws}=`,
      ` ${jws}`,
      jws.replace(".", "=."),
      jws.slice(0, -1),
    ];
    for (const text of tampered) expect(check(text)).toMatchObject({ ok: false });
  });
});

test("a double beyond 2^53 among the constraints survives signing and verifying", () => {
  expect(verifyReceipt(seal({ ...payload, constraints: { max: 1e20 } }), jwks, verify)).toMatchObject({
    ok: true,
  });
});
