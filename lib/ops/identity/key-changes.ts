import { DomainError } from "@/lib/contract/errors";
import type { KeyView } from "@/lib/contract/people";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import type { Tx } from "@/lib/db/client";
import { endKey, insertKey, type KeyRecord, lockKey } from "@/lib/db/keys";
import { newId } from "@/lib/runtime/ids";
import type { Context } from "../context";
import { notFound } from "../refuse";
import type { LedgerDraft } from "../requests/drafts";
import { type Moment, transact } from "../requests/transact";
import { configured, demandAdministrator } from "./administrator";
import { forgetKeys } from "./authenticate-key";
import { newCallbackSecret, newKeySecret } from "./secrets";

/** What agents' keys and operators' tokens have in common: how one is issued, replaced and ended. */

/** Of one agent, or of the operators: a key of anybody else is not found. */
export type KeyOwner = { readonly kind: "agent"; readonly agent: string } | { readonly kind: "operator" };

export type IssuedKey = {
  readonly id: string;
  readonly prefix: string;
  /** Shown once; only its hash is kept. */
  readonly secret: string;
  readonly callbackSecret: string | null;
};

/** How long a replaced key still works, so that a fleet of workers can change over. */
const OVERLAP_SECONDS = 24 * 3600;

export async function issueKey(ctx: Context, owner: KeyOwner, name: string | null): Promise<IssuedKey> {
  await demandAdministrator(ctx, "create_key", owner.kind === "agent" ? owner.agent : null);
  return transact(ctx.actor.organisation, [], async (moment, _requests, tx) => {
    if (owner.kind === "agent" && !moment.current.agents.has(owner.agent)) throw notFound("agent");
    const issued = await writeKey(tx, moment, owner, name);
    return { notes: [created(ctx, owner, issued)], answer: () => ({ result: issued }) };
  });
}

/** Errors: not_found, conflict (it has ended, was replaced before, or comes from a setting). */
export async function replaceKey(ctx: Context, owner: KeyOwner, id: string): Promise<IssuedKey> {
  await demandAdministrator(ctx, "rotate_key", id);
  return transact(ctx.actor.organisation, [], async (moment, _requests, tx) => {
    const key = await ownKey(tx, moment, owner, id);
    if (key.revokedAt || (key.expiresAt && key.expiresAt <= moment.now)) {
      throw new DomainError("conflict", "This key has ended. Create a new one.");
    }
    if (key.expiresAt)
      throw new DomainError("conflict", "This key was replaced before. Rotate the newer one.");
    const issued = await writeKey(tx, moment, owner, key.name);
    const expiresAt = new Date(moment.now.getTime() + OVERLAP_SECONDS * 1000);
    await endKey(tx, moment.organisation, id, { expiresAt });
    const ending = configured(ctx, {
      change: "changed",
      noun: "keys",
      id,
      version: versionOf({ owner, prefix: key.prefix, expiresAt }),
    });
    return { notes: [created(ctx, owner, issued), ending], answer: () => ({ result: issued }) };
  });
}

/** At once, everywhere. Revoking a revoked key changes nothing. Errors: not_found, conflict (it comes from a setting). */
export async function revokeKey(ctx: Context, owner: KeyOwner, id: string): Promise<void> {
  await demandAdministrator(ctx, "revoke_key", id);
  await transact(ctx.actor.organisation, [], async (moment, _requests, tx) => {
    const key = await ownKey(tx, moment, owner, id);
    if (key.revokedAt) return { answer: () => ({ result: null }) };
    await endKey(tx, moment.organisation, id, { revokedAt: moment.now });
    const removed = configured(ctx, { change: "removed", noun: "keys", id, version: null });
    return { notes: [removed], answer: () => ({ result: null }) };
  });
  forgetKeys();
}

async function ownKey(tx: Tx, moment: Moment, owner: KeyOwner, id: string): Promise<KeyRecord> {
  const key = await lockKey(tx, moment.organisation, id);
  const isOwn = key?.kind === owner.kind && (owner.kind === "operator" || key.agent === owner.agent);
  if (!key || !isOwn) throw notFound("key");
  if (key.bootstrap) {
    throw new DomainError(
      "conflict",
      "This token is the setting COUNTERSIGN_OPERATOR_TOKEN. Change it there.",
    );
  }
  return key;
}

async function writeKey(tx: Tx, moment: Moment, owner: KeyOwner, name: string | null): Promise<IssuedKey> {
  const { secret, prefix, hash } = newKeySecret(owner.kind);
  const callbackSecret = owner.kind === "agent" ? newCallbackSecret() : null;
  const id = newId("key");
  const agent = owner.kind === "agent" ? owner.agent : null;
  await insertKey(
    tx,
    moment.organisation,
    { id, kind: owner.kind, agent, name, prefix, hash, callbackSecret },
    moment.now,
  );
  return { id, prefix, secret, callbackSecret };
}

const created = (ctx: Context, owner: KeyOwner, { id, prefix }: IssuedKey): LedgerDraft =>
  configured(ctx, {
    change: "created",
    noun: "keys",
    id,
    version: versionOf({ owner, prefix, expiresAt: null }),
  });

/** Says which key it was without its secret: owner, visible prefix and end. */
const versionOf = (key: {
  readonly owner: KeyOwner;
  readonly prefix: string;
  readonly expiresAt: Date | null;
}): string =>
  sha256(
    canonicalJson({ ...key.owner, prefix: key.prefix, expires_at: key.expiresAt?.toISOString() ?? null }),
  );

export const keyView = (key: Omit<KeyRecord, "kind" | "agent" | "bootstrap">): KeyView => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  created_at: key.createdAt.toISOString(),
  expires_at: key.expiresAt?.toISOString() ?? null,
  revoked_at: key.revokedAt?.toISOString() ?? null,
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
});
