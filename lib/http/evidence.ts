import { z } from "zod";
import { wholeNumber } from "@/lib/contract/common";
import { AuditHead, AuditList, AuditQuery } from "@/lib/contract/people";
import { ReceiptList } from "@/lib/contract/receipts";
import { listAudit } from "@/lib/ops/evidence/audit";
import { auditHead } from "@/lib/ops/evidence/head";
import { jwks } from "@/lib/ops/evidence/keyring";
import { listReceipts } from "@/lib/ops/evidence/receipts";
import { type Endpoint, endpoint, ok } from "./endpoint";

const ReceiptsQuery = z.strictObject({
  after_seq: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  limit: wholeNumber(1, 1000).optional(),
});

/** What proves afterwards what was decided: anyone may check it with the public keys, offline. */
export const evidence: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/.well-known/jwks.json",
    summary: "The public half of every key that ever signed a receipt here",
    principals: ["anyone"],
    answers: { 200: z.object({ keys: z.array(z.object({ kid: z.string() }).loose()) }) },
    verb: async () => ok(await jwks()),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/receipts",
    summary: "The chain of receipts, in order",
    principals: ["person", "operator"],
    permission: "read_everything",
    query: ReceiptsQuery,
    answers: { 200: ReceiptList },
    verb: async ({ ctx, query }) => ok(await listReceipts(ctx, query)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/audit",
    summary: "The ledger, the newest first",
    principals: ["person", "operator"],
    permission: "read_everything",
    query: AuditQuery,
    answers: { 200: AuditList },
    verb: async ({ ctx, query }) => ok(await listAudit(ctx, query)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/audit/head",
    summary: "The end of the ledger, signed",
    principals: ["person", "operator"],
    permission: "read_everything",
    answers: { 200: AuditHead },
    verb: async ({ ctx }) => ok(await auditHead(ctx)),
  }),
];
