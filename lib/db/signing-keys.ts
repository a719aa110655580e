import type { PublicJwk } from "@/lib/core/receipt";
import { database } from "./client";

/** The keys that sign receipts. They belong to the deployment, not to an organisation. */

export type StoredSigningKey = { readonly privateKeyPem: string; readonly publicJwk: PublicJwk };

/** Whoever holds it is the only one who may find that there is no key and make one. */
const KEY_LOCK = 0x4b_45_59_53;

/** The newest key that still signs; `make` gives the first one. Of several processes that start at once one makes it. */
export async function newestSigningKey(make: () => StoredSigningKey): Promise<string> {
  return database().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${KEY_LOCK})`;
    const [known] = await tx.signingKey.findMany({
      where: { retiredAt: null },
      orderBy: [{ createdAt: "desc" }, { kid: "desc" }],
      take: 1,
      select: { privateKey: true },
    });
    if (known) return known.privateKey;
    const { privateKeyPem, publicJwk } = make();
    await tx.$executeRaw`
      INSERT INTO signing_key (kid, private_key, public_jwk, created_at)
      VALUES (${publicJwk.kid}, ${privateKeyPem}, ${JSON.stringify(publicJwk)}::jsonb, app_now())`;
    return privateKeyPem;
  });
}

/** The public half of every key that ever signed: old receipts stay verifiable. Oldest first. */
export async function publicSigningKeys(): Promise<readonly PublicJwk[]> {
  const rows = await database().signingKey.findMany({
    orderBy: [{ createdAt: "asc" }, { kid: "asc" }],
    select: { publicJwk: true },
  });
  return rows.map((row) => row.publicJwk as unknown as PublicJwk); // safe because only newestSigningKey writes the column
}
