import { beforeAll, describe, expect, it } from "vitest";
import { database, openDatabase } from "@/lib/db/client";
import { testDatabaseUrl } from "@/lib/db/testing";
import { signer } from "@/lib/runtime/keyring";
import { createVerifier } from "@/lib/runtime/signing";
import { jwks, openKeyring } from "./keyring";

beforeAll(async () => {
  openDatabase(await testDatabaseUrl());
});

describe("the keyring", () => {
  it("is made once, however many start on an empty database, and found again afterwards", async () => {
    await Promise.all(Array.from({ length: 8 }, openKeyring));
    expect((await jwks()).keys).toHaveLength(1);
    const { kid } = signer();
    await openKeyring();
    expect(signer().kid).toBe(kid);
  });

  it("publishes the key that signs, and no private half", async () => {
    await openKeyring();
    const { keys } = await jwks();
    const [jwk] = keys;
    if (!jwk) throw new Error("no key");
    expect(jwk.kid).toBe(signer().kid);
    expect(Object.keys(jwk).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
    expect(createVerifier()("text", Buffer.from(signer().sign("text"), "base64url"), jwk)).toBe(true);
  });

  it("signs with a new key after the old one is retired, and still publishes the old one", async () => {
    await openKeyring();
    const { kid } = signer();
    await database().signingKey.update({ where: { kid }, data: { retiredAt: new Date(0) } });
    await openKeyring();
    expect(signer().kid).not.toBe(kid);
    expect((await jwks()).keys.map((key) => key.kid)).toEqual([kid, signer().kid]);
  });
});
