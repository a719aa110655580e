import type { Role } from "@/lib/contract/common";

/**
 * What people may do, by role. Every endpoint that lets people in names one line of this table, and the compiler
 * insists. A line opens the door only: which requests a person sees or may answer is judged by the verb, from the
 * database, at that moment.
 */
export const PERMISSIONS = {
  /** Their own requests, the people around them, who is on call. */
  take_part: ["member", "manager", "admin", "auditor"],
  /** Answer, acknowledge, escalate, extend, comment, hand on; take a shift. An auditor reads everything and decides nothing. */
  answer: ["member", "manager", "admin"],
  /** Surfaces, policies, agents, webhooks, receipts, audit: what a member has no part in. */
  read_everything: ["manager", "admin", "auditor"],
  /** The configuration. Changes to people inside it also need `administer`, which the verb asks. */
  configure: ["manager", "admin"],
  /** People, keys, tokens. */
  administer: ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export const mayRole = (role: Role, permission: Permission): boolean =>
  (PERMISSIONS[permission] as readonly Role[]).includes(role);
