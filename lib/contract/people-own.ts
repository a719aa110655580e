import { z } from "zod";
import { Instant, Slug } from "./common";
import { ContactConfig } from "./config-people";

/** What people say about themselves: when they are away and who stands in, and how they are reached. */

export const LendInput = z
  .strictObject({
    to: Slug,
    start: Instant.nullish().meta({ description: "left out: now" }),
    end: Instant,
    reason: z.string().max(500).nullish(),
  })
  .meta({ id: "LendInput" });
export type LendInput = z.infer<typeof LendInput>;

export const DelegationView = z.object({
  id: Slug,
  from: Slug,
  to: Slug,
  start: Instant,
  end: Instant,
  reason: z.string().nullable(),
  active: z.boolean(),
});
export type DelegationView = z.infer<typeof DelegationView>;

export const MyDelegations = z.object({
  delegations: z.array(DelegationView).meta({ description: "lent by the caller, now or later" }),
  lent_to_me: z.array(DelegationView),
  next_cursor: z.null(),
});
export type MyDelegations = z.infer<typeof MyDelegations>;

export const MyContact = ContactConfig;
export type MyContact = z.infer<typeof MyContact>;
