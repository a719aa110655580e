import { z } from "zod";

/** Words shared by every noun of the wire. Names are snake_case; instants are RFC 3339 UTC. */

export const Instant = z.iso
  .datetime({ offset: true })
  .meta({ description: "RFC 3339 instant", example: "2026-11-20T12:00:00.000Z" });
export const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be sha256:<64 hex digits>");
export const Jws = z.string().meta({ description: "JWS compact, EdDSA (Ed25519): a receipt" });
export const Slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    "must be 1–63 of a–z, 0–9, '.', '_' or '-', starting with a letter or digit",
  );

export const id = (prefix: string) =>
  z
    .string()
    .max(64)
    .meta({
      description: `sortable id with prefix ${prefix}_`,
      example: `${prefix}_01JD3M8Q6W4Z9T2K7R5V0B1C3D`,
    });

export const Verdict = z.enum(["allow", "throttle", "sandbox", "escalate", "block"]);
export type Verdict = z.infer<typeof Verdict>;

export const RequestStatus = z.enum(["pending", "approved", "denied"]);
export type RequestStatus = z.infer<typeof RequestStatus>;

export const Cause = z.enum([
  "approver",
  "deadline",
  "withdrawn",
  "superseded",
  "unroutable",
  "standing_grant",
  "break_glass",
]);
export type Cause = z.infer<typeof Cause>;

export const GrantStatus = z.enum([
  "held",
  "issued",
  "claimed",
  "succeeded",
  "failed",
  "unknown",
  "lapsed",
  "revoked",
]);
export type GrantStatus = z.infer<typeof GrantStatus>;

export const Assurance = z.enum(["slack", "session", "recent", "passkey"]);
export type Assurance = z.infer<typeof Assurance>;

export const Role = z.enum(["member", "manager", "admin", "auditor"]);
export type Role = z.infer<typeof Role>;

export const Tier = z.enum(["autonomous", "preapproved", "approval", "prohibited"]);
export const DataClass = z.enum(["public", "internal", "confidential", "restricted"]);
export const Reversibility = z.enum(["read_only", "reversible", "externally_reversible", "irreversible"]);

/** Bytes, not characters: what is stored and signed is counted as UTF-8. */
export const textBytes = (maximum: number, name: string) =>
  z.string().refine((text) => new TextEncoder().encode(text).length <= maximum, {
    message: `${name} is longer than ${maximum} bytes`,
  });

export const ReasonText = textBytes(4096, "reason");
export const ReasonCode = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/);

/** A whole number in a query, in digits: `0x19` and `1e1` are numbers to JavaScript and typos to everybody else. */
export const wholeNumber = (minimum: number, maximum: number) =>
  z.preprocess(
    (given) => (typeof given === "string" && /^\d{1,16}$/.test(given) ? Number(given) : given),
    z.int(`must be a whole number from ${minimum} to ${maximum}`).min(minimum).max(maximum),
  );

export const Cursor = z
  .string()
  .max(512)
  .optional()
  .meta({ description: "next_cursor of the previous page" });
export const NextCursor = z.string().nullable();

export const JsonObject = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof JsonObject>;

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    reason_code: z.string(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          line: z.int().optional(),
          column: z.int().optional(),
        }),
      )
      .optional(),
  })
  .loose()
  .meta({ id: "Problem", description: "RFC 9457 problem details" });
export type Problem = z.infer<typeof Problem>;

/** One of those whose answers made a decision; on whose behalf, where authority was lent. */
export const Decider = z.object({
  person: z.string(),
  via: z.string(),
  on_behalf_of: z.string().optional().meta({ description: "whose authority they used" }),
});
