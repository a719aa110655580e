import { canonicalJson } from "@/lib/core/canonical-json";
import { readLedgerHead } from "@/lib/db/audit";
import { signer } from "@/lib/runtime/keyring";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { refuseMembers } from "./audit";

export type SignedHead = {
  readonly organisation: string;
  readonly seq: number;
  /** Of the last receipt; empty while there is none. */
  readonly hash: string;
  readonly at: string;
  readonly jws: string;
};

/**
 * Where the ledger ends now, signed: whoever keeps it can tell later that nothing before it was cut off or rewritten.
 * Errors: forbidden (a member).
 */
export async function auditHead(ctx: Context): Promise<SignedHead> {
  refuseMembers(ctx);
  const { organisation } = ctx.actor;
  const head = await readLedgerHead(organisation);
  if (!head) throw notFound("organisation");
  const claim = { organisation, seq: head.seq, hash: head.hash, at: head.at.toISOString() };
  return { ...claim, jws: signed(claim) };
}

/** A type of its own: a head can never be taken for a receipt. */
const TYPE = "countersign-head+jws";

function signed(claim: Readonly<Record<string, unknown>>): string {
  const { kid, sign } = signer();
  const header = canonicalJson({ alg: "EdDSA", kid, typ: TYPE });
  const input = [header, canonicalJson(claim)]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");
  return `${input}.${sign(input)}`;
}
