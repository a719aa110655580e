import { generateKeyPairSync } from "node:crypto";
import { calculateJwkThumbprint, compactVerify, importJWK } from "jose";
import { expect, test } from "vitest";
import { createSigner, createVerifier, generateSigningKey } from "./signing";

const input = `${Buffer.from('{"alg":"EdDSA"}').toString("base64url")}.e30`;

test("another implementation verifies what we sign and names the key as we do", async () => {
  const { privateKeyPem, publicJwk } = generateSigningKey();
  const signer = createSigner(privateKeyPem);
  expect(signer.publicJwk).toEqual(publicJwk);
  expect(signer.kid).toBe(await calculateJwkThumbprint({ ...publicJwk }));
  const key = await importJWK({ ...publicJwk });
  await expect(compactVerify(`${input}.${signer.sign(input)}`, key)).resolves.toMatchObject({
    protectedHeader: { alg: "EdDSA" },
  });
});

test("the thumbprint of the RFC 8037 example", () => {
  const signer = createSigner(
    [
      "-----BEGIN PRIVATE KEY-----",
      Buffer.concat([
        Buffer.from("302e020100300506032b657004220420", "hex"),
        Buffer.from("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "base64url"),
      ]).toString("base64"),
      "-----END PRIVATE KEY-----",
    ].join("\n"),
  );
  expect(signer.publicJwk.x).toBe("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  expect(signer.kid).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
});

test("the public key holds nothing of the private one", () => {
  expect(Object.keys(generateSigningKey().publicJwk).sort()).toEqual([
    "alg",
    "crv",
    "kid",
    "kty",
    "use",
    "x",
  ]);
});

test("a process cannot start with a key that does not sign receipts", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  expect(() => createSigner(privateKey.export({ type: "pkcs8", format: "pem" }).toString())).toThrow(
    /Ed25519/,
  );
  expect(() => createSigner("")).toThrow();
});

test("a verifier answers no, without an exception, to whatever is not that signature by that key", () => {
  const verify = createVerifier();
  const signer = createSigner(generateSigningKey().privateKeyPem);
  const signature = Buffer.from(signer.sign(input), "base64url");
  expect(verify(input, signature, signer.publicJwk)).toBe(true);
  expect(verify(`${input}x`, signature, signer.publicJwk)).toBe(false);
  expect(verify(input, signature.subarray(1), signer.publicJwk)).toBe(false);
  expect(verify(input, new Uint8Array(), signer.publicJwk)).toBe(false);
  expect(verify(input, signature, generateSigningKey().publicJwk)).toBe(false);
  expect(verify(input, signature, {})).toBe(false);
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
  expect(verify(input, signature, { ...rsa, kid: "x" })).toBe(false);
});
