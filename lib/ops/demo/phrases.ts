import type { Kind } from "./proposals";

/** What people and agents of the demo company say. */

export const APPROVALS = [
  "Checked the order, that is right.",
  "Matches the ticket.",
  "Agreed with the team this morning.",
  "Verified with the customer.",
  "Fine, the backup of last night has it.",
] as const;

export const REMARKS = [
  "Looking at the ticket now.",
  "Asked finance whether it was already paid back.",
  "The list looks right to me.",
] as const;

export const FAILURES = [
  "the provider answered 502",
  "the remote moved meanwhile: not forced",
  "the order was already refunded",
] as const;

export const WITHDRAWALS = [
  "the ticket was closed meanwhile",
  "the customer answered and no longer wants it",
  "no longer needed for this release",
] as const;

type No = { readonly reason: string; readonly code: string };

export const DENIED: readonly [No, ...No[]] = [
  { reason: "Not during the freeze.", code: "not_now" },
  { reason: "I cannot tell from this why it is needed.", code: "unclear" },
];

/** By what was asked. */
export const DENIALS: Partial<Readonly<Record<Kind, readonly [No, ...No[]]>>> = {
  refund: [
    { reason: "The carrier says it was delivered on Monday.", code: "not_owed" },
    { reason: "This order was refunded last week already.", code: "already_done" },
    { reason: "The amount is that of the whole basket; one item came back.", code: "wrong_amount" },
  ],
  large_refund: [
    { reason: "Over 1,000 without an invoice attached. Ask again with it.", code: "missing_evidence" },
    { reason: "A credit note was agreed instead.", code: "not_owed" },
  ],
  force_push: [
    { reason: "Two people have open branches on this history. Rotate the key instead.", code: "too_risky" },
    { reason: "Not on a Friday, and not without telling the team.", code: "not_now" },
  ],
  branch_delete: [{ reason: "Support still builds hotfixes from this branch.", code: "still_used" }],
  files_delete: [
    { reason: "The auditors asked for these exports until March.", code: "still_used" },
    { reason: "Move them to the archive first.", code: "needs_backup" },
  ],
  export: [{ reason: "Half of them have not agreed to be contacted.", code: "no_consent" }],
};
