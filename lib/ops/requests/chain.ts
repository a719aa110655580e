import { entryPayload, seedWord } from "@/lib/core/ledger";
import { jwsHash, receiptSigningInput } from "@/lib/core/receipt";
import type { LedgerRow } from "@/lib/db/request-rows";
import type { Head } from "@/lib/db/request-writer";
import { signer } from "@/lib/runtime/keyring";
import type { LedgerDraft } from "./drafts";

/** The organisation's chain while its head is locked: each entry is signed with the hash of the one before. */
export class Chain {
  readonly rows: LedgerRow[] = [];
  seq: number;
  hash: string;
  constructor(
    private readonly organisation: string,
    private readonly at: Date,
    head: Head,
  ) {
    this.seq = head.seq;
    this.hash = head.hash;
  }

  append({ entry, ...columns }: LedgerDraft): string {
    this.seq += 1;
    const place = { organisation: this.organisation, seq: this.seq, prev: this.hash || null, at: this.at };
    const { kid, sign } = signer();
    const input = receiptSigningInput(entryPayload(entry, place), kid);
    const jws = `${input}.${sign(input)}`;
    this.hash = jwsHash(jws);
    const seed = entry.kind === "decision" ? seedWord(entry.outcome, entry.cause) : null;
    this.rows.push({ ...columns, seq: this.seq, kind: entry.kind, jws, seed });
    return jws;
  }
}
