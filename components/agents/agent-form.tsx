"use client";

import type { ReactNode } from "react";
import { type ItemEditor, useConfig, useItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { NumberInput, Select } from "../shared/form/inputs";
import { ItemForm } from "../shared/form/item-form";
import { NameAndId } from "../shared/form/name-and-id";

/** One agent: whose it is, and how much it may. */
export function AgentForm({ id, after }: { id: string | null; after?: ReactNode }) {
  const editor = useItemEditor("agents", id, { id: "", name: "" });
  const { value: document } = useConfig();
  return (
    <ItemForm
      noun="agents"
      editor={editor}
      prepare={(item) => ({ ...item, name: item.name || null })}
      summary={
        editor.isNew
          ? "A workload with its own identity. Once it is added, give it a key."
          : "It acts with its own keys. Its owner answers for it, and can never approve for it."
      }
      after={after}
      // A new agent needs a key next.
      {...(editor.isNew ? { landing: (added) => `/agents/${added}` } : {})}
    >
      <FormSection title="Agent">
        <NameAndId editor={editor} placeholder="Support bot" />
        <Select
          label="Owner"
          hint="Sees its requests, and can never approve one."
          value={editor.draft.owner ?? null}
          choices={document.people.map(({ id: person, name }) => [person, name] as const)}
          empty="Nobody"
          onChange={(owner) => editor.set({ owner })}
          {...editor.at("/owner")}
        />
      </FormSection>
      <Limits editor={editor} />
    </ItemForm>
  );
}

const COSTS = [
  ["task", "Cost of one task, in cents"],
  ["hour", "Cost an hour, in cents"],
  ["day", "Cost a day, in cents"],
] as const;

function Limits({ editor }: { editor: ItemEditor<"agents"> }) {
  const { value: document } = useConfig();
  const shared = document.organisation.limits;
  const limits = editor.draft.limits ?? {};
  const set = (changes: Partial<typeof limits>) => editor.set({ limits: { ...limits, ...changes } });
  return (
    <FormSection
      title="Limits"
      summary="Beyond them it is told to wait. Left empty, the organisation’s hold."
    >
      <NumberInput
        label="Actions a minute"
        isOptional
        minimum={0}
        placeholder={String(shared?.per_minute ?? 60)}
        value={limits.per_minute ?? null}
        onChange={(per_minute) => set({ per_minute })}
        {...editor.at("/limits/per_minute")}
      />
      <NumberInput
        label="Open requests at once"
        isOptional
        minimum={0}
        placeholder={String(shared?.open_requests ?? 100)}
        value={limits.open_requests ?? null}
        onChange={(open_requests) => set({ open_requests })}
        {...editor.at("/limits/open_requests")}
      />
      <NumberInput
        label="Denials in one run"
        hint="From then on, freezing it is offered on its requests."
        isOptional
        minimum={1}
        placeholder={String(shared?.denials_in_run ?? 5)}
        value={limits.denials_in_run ?? null}
        onChange={(denials_in_run) => set({ denials_in_run })}
        {...editor.at("/limits/denials_in_run")}
      />
      {COSTS.map(([span, label]) => (
        <NumberInput
          key={span}
          label={label}
          isOptional
          minimum={0}
          step="any"
          placeholder="no limit"
          value={limits.cost_cents?.[span] ?? null}
          onChange={(cents) => set({ cost_cents: { ...limits.cost_cents, [span]: cents } })}
          {...editor.at(`/limits/cost_cents/${span}`)}
        />
      ))}
    </FormSection>
  );
}
