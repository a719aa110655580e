import { createPublicKey, verify } from "node:crypto";
import { expect } from "@playwright/test";
import { sha256 } from "./digest";
import { type Caller, createCaller, listAt, numberAt, textAt } from "./http";

/** Receipts as a stranger checks them: the published keys, Ed25519, and the chain of hashes. */

export type Receipt = {
  readonly jws: string;
  readonly seq: number;
  readonly prev: unknown;
  readonly payload: unknown;
};

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));

/** Fails unless one of the published keys signed it. */
export async function verifyReceipt(url: string, jws: string): Promise<Receipt> {
  const jwks = await createCaller(url).get("/.well-known/jwks.json");
  expect(jwks.status).toBe(200);
  return verifyWith(listAt(jwks.body, "keys"), jws);
}

function verifyWith(keys: readonly unknown[], jws: string): Receipt {
  const [header = "", payload = "", signature = "", ...rest] = jws.split(".");
  expect(rest).toEqual([]);
  expect(decode(header)).toMatchObject({ alg: "EdDSA", kid: expect.any(String) });
  const kid = textAt(decode(header), "kid");
  const key = keys.find((candidate) => textAt(candidate, "kid") === kid);
  expect(key, `a published key ${kid}`).toMatchObject({ kty: "OKP", crv: "Ed25519" });
  expect(Object.keys(Object(key)), "no private half is published").not.toContain("d");
  const publicKey = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: textAt(key, "x") },
    format: "jwk",
  });
  const isSigned = verify(
    null,
    Buffer.from(`${header}.${payload}`),
    publicKey,
    Buffer.from(signature, "base64url"),
  );
  expect(isSigned, "the signature fits").toBe(true);
  const content = decode(payload);
  return { jws, seq: numberAt(content, "seq"), prev: Reflect.get(Object(content), "prev"), payload: content };
}

/** Every receipt of the organisation, verified one by one and as one unbroken chain from the first. */
export async function verifiedChain(operator: Caller): Promise<readonly Receipt[]> {
  const keys = listAt((await createCaller(operator.url).get("/.well-known/jwks.json")).body, "keys");
  const chain: Receipt[] = [];
  for (let after = 0; ; ) {
    const page = await operator.get(`/api/v1/receipts?after_seq=${after}`);
    expect(page.status, page.text).toBe(200);
    const receipts = listAt(page.body, "receipts").map((jws) => verifyWith(keys, String(jws)));
    chain.push(...receipts);
    const next = numberAt(page.body, "next_seq");
    if (receipts.length === 0 || next <= after) break;
    after = next;
  }
  for (const [index, { seq, prev }] of chain.entries()) {
    const before = chain[index - 1];
    if (!before) continue;
    expect(seq).toBe(before.seq + 1);
    expect(prev).toBe(sha256(before.jws));
  }
  return chain;
}
