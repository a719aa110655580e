"use client";

import { Plus, X } from "lucide-react";
import { Button } from "../shared/button";
import type { ItemEditor } from "../shared/config-item";
import { FieldGroup } from "../shared/form/field";
import { DurationInput, Select } from "../shared/form/inputs";

type Contact = NonNullable<ItemEditor<"people">["draft"]["contact"]>;
type Urgency = "default" | "urgent";
type Method = NonNullable<Contact["default"]>[number];

const WAYS = [
  ["web", "Console"],
  ["slack", "Slack"],
  ["email", "E-mail"],
] as const;

const GROUPS: readonly { readonly urgency: Urgency; readonly label: string; readonly hint: string }[] = [
  {
    urgency: "default",
    label: "Usually by",
    hint: "In order, each this long after the page. Left empty, as the route says.",
  },
  { urgency: "urgent", label: "When urgent by", hint: "For the steps that a route calls urgent." },
];

/** How a person wants to be reached: one list for every day, one for what is urgent. */
export function ContactFields({
  contact,
  onChange,
  at,
}: {
  contact: Contact;
  /** Null where nothing is said any more. */
  onChange: (contact: Contact | null) => void;
  /** Where a list stands, and what the server said of it. */
  at: ItemEditor<"people">["at"];
}) {
  return GROUPS.map(({ urgency, label, hint }) => {
    const methods = contact[urgency] ?? [];
    const set = (next: readonly Method[]) => {
      const changed = { ...contact, [urgency]: next.length === 0 ? null : [...next] };
      const isEmpty = !changed.default && !changed.urgent;
      onChange(isEmpty ? null : changed);
    };
    return (
      <FieldGroup key={urgency} label={label} hint={hint} {...at(`/contact/${urgency}`)}>
        {methods.map((method, index) => (
          <MethodRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a way has no identity but its place in the order.
            key={index}
            name={`${label} ${index + 1}`}
            method={method}
            onChange={(changed) => set(methods.map((one, place) => (place === index ? changed : one)))}
            onRemove={() => set(methods.filter((_, place) => place !== index))}
          />
        ))}
        <Button
          size="small"
          className="justify-self-start"
          aria-label={`Add a way: ${label.toLowerCase()}`}
          onClick={() => set([...methods, { via: "web", after: "0m" }])}
        >
          <Plus aria-hidden="true" className="size-4" />
          Add a way
        </Button>
      </FieldGroup>
    );
  });
}

function MethodRow({
  name,
  method,
  onChange,
  onRemove,
}: {
  name: string;
  method: Method;
  onChange: (method: Method) => void;
  onRemove: () => void;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-end gap-2">
      <Select
        label="By"
        value={method.via}
        choices={WAYS}
        onChange={(via) => via && onChange({ ...method, via })}
      />
      <DurationInput
        label="After"
        value={method.after}
        onChange={(after) => onChange({ ...method, after })}
      />
      <Button look="bare" aria-label={`Remove ${name.toLowerCase()}`} onClick={onRemove}>
        <X aria-hidden="true" className="size-4" />
      </Button>
    </div>
  );
}
