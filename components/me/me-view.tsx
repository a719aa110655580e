"use client";

import type { PersonView } from "@/lib/contract/people";
import type { MyContact, MyDelegations } from "@/lib/contract/people-own";
import type { SlackLink } from "@/lib/contract/slack";
import { PageHeading } from "../shared/page-heading";
import { ContactForm } from "./contact-form";
import { OutOfOffice } from "./out-of-office";
import { SlackCard } from "./slack-card";

/** What people say about themselves: when they are away, and how they are reached. */
export function MeView({
  me,
  people,
  decides,
  delegations,
  contact,
  slack,
}: {
  me: string;
  people: readonly Pick<PersonView, "id" | "name" | "role">[];
  /** Auditors read everything and decide nothing: they have no authority to lend, and nobody pages them. */
  decides: boolean;
  delegations: MyDelegations;
  contact: MyContact;
  slack: SlackLink;
}) {
  const others = people.filter(({ id, role }) => id !== me && role !== "auditor");
  const names = Object.fromEntries(people.map(({ id, name }) => [id, name]));
  if (!decides) {
    return (
      <PageHeading title="You" summary="An auditor reads everything, decides nothing, and is never paged." />
    );
  }
  return (
    <>
      <PageHeading
        title="You"
        summary="When you are away, and how you are reached. Nobody else needs to do it for you."
      />
      <div className="grid gap-4">
        <OutOfOffice initial={delegations} others={others} names={names} />
        <ContactForm initial={contact} />
        <SlackCard initial={slack} />
      </div>
    </>
  );
}
