"use client";

import type { ReactNode } from "react";
import { WEBHOOK_EVENTS } from "@/lib/contract/webhooks";
import { useItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { TextInput } from "../shared/form/inputs";
import { ItemForm } from "../shared/form/item-form";
import { Picker } from "../shared/form/picker";
import { eventWords } from "./webhook-words";

const EVENTS = WEBHOOK_EVENTS.map((value) => ({ value, label: eventWords(value), note: value }));

/** One webhook: where it is told, and what. */
export function WebhookForm({ id, after }: { id: string | null; after?: ReactNode }) {
  const editor = useItemEditor("webhooks", id, { id: "", url: "", events: [] });
  const { draft } = editor;
  return (
    <ItemForm
      noun="webhooks"
      editor={editor}
      summary={
        editor.isNew
          ? "An address of yours that is told what happens to requests. Once it is added, give it a secret."
          : "It is told as soon as something happens, signed with its secret, and for three days until it takes it."
      }
      after={after}
      // A new webhook needs a secret next.
      {...(editor.isNew ? { landing: (added) => `/webhooks/${added}` } : {})}
    >
      <FormSection title="Webhook">
        <TextInput
          label="Id"
          isMono
          isReadOnly={!editor.isNew}
          hint={editor.isNew ? "A name for it. It cannot change later." : "It cannot change."}
          placeholder="billing"
          value={draft.id}
          onChange={(text) => editor.set({ id: text })}
          {...editor.at("/id")}
        />
        <TextInput
          label="Address"
          type="url"
          hint="https, and open to the network."
          placeholder="https://billing.acme.test/countersign"
          value={draft.url}
          onChange={(url) => editor.set({ url })}
          {...editor.at("/url")}
        />
        <Picker
          label="Events"
          isOptional
          hint="What it is told. Left empty: everything that happens."
          className="sm:col-span-2"
          value={draft.events ?? []}
          options={EVENTS}
          onChange={(events) => editor.set({ events: [...events] })}
          {...editor.at("/events")}
        />
      </FormSection>
    </ItemForm>
  );
}
