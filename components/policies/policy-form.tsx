"use client";

import type { ConfigDocument } from "@/lib/contract/config";
import { conditionHint } from "../shared/condition-words";
import { type ItemEditor, useConfig, useItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { DurationInput, NumberInput, Select, TextArea, TextInput } from "../shared/form/inputs";
import { ItemForm } from "../shared/form/item-form";
import { targetOptions } from "../shared/form/target-picker";
import { plural } from "../shared/words";
import { PER_CHOICES, perOf, policySentence, VERDICT_CHOICES } from "./policy-words";
import { ReplayCard } from "./replay-card";

const MODES = [
  ["enforce", "Enforce"],
  ["shadow", "Shadow: record what it would do"],
] as const;

const named = (items: readonly { readonly id: string; readonly name?: string | null | undefined }[]) =>
  items.map(({ id, name }) => [id, name && name !== id ? `${name} (${id})` : id] as const);

/** One policy: on a surface, when a condition holds, a verdict. */
export function PolicyForm({ id }: { id: string | null }) {
  const editor = useItemEditor("policies", id, { id: "", verdict: "escalate", mode: "enforce" });
  const { value: document } = useConfig();
  return (
    <ItemForm
      noun="policies"
      editor={editor}
      prepare={(item) => ({
        ...item,
        when: item.when || null,
        reason: item.reason || null,
        reason_code: item.reason_code || null,
        route: item.verdict === "escalate" ? item.route : null,
        from: item.from?.trim() || null,
        limit: item.verdict === "throttle" ? item.limit : null,
        constraints: item.verdict === "sandbox" ? item.constraints : null,
      })}
      summary="Every policy of a surface is asked, and the strictest answer wins: their order does not matter."
    >
      <p
        role="status"
        aria-label="What this policy does"
        className="wrap-anywhere rounded-lg border border-line bg-inset px-4 py-3 text-sm"
      >
        {policySentence(editor.draft)}
      </p>
      <Applies editor={editor} document={document} />
      <Does editor={editor} document={document} />
      <Stands editor={editor} document={document} />
      <ReplayCard policy={editor.draft} />
    </ItemForm>
  );
}

type Part = { readonly editor: ItemEditor<"policies">; readonly document: ConfigDocument };

function Applies({ editor, document }: Part) {
  const { draft } = editor;
  const surface = document.surfaces.find((known) => known.id === draft.surface);
  return (
    <FormSection title="When it applies">
      <TextInput
        label="Id"
        isMono
        isReadOnly={!editor.isNew}
        hint={
          editor.isNew ? "How rulings and receipts name it. It cannot change later." : "It cannot change."
        }
        placeholder="refund-large"
        value={draft.id}
        onChange={(text) => editor.set({ id: text })}
        {...editor.at("/id")}
      />
      <Select
        label="Surface"
        value={draft.surface ?? null}
        choices={named(document.surfaces)}
        empty="Every surface, and tools on none"
        onChange={(chosen) => editor.set({ surface: chosen })}
        {...editor.at("/surface")}
      />
      <TextArea
        label="Condition"
        isOptional
        isMono
        rows={2}
        className="sm:col-span-2"
        hint={`In CEL; empty is always. ${conditionHint(surface?.input_schema)}`}
        placeholder="args.amount_cents > 20000"
        value={draft.when ?? ""}
        onChange={(when) => editor.set({ when })}
        {...editor.at("/when")}
      />
    </FormSection>
  );
}

function Does({ editor, document }: Part) {
  const { draft } = editor;
  return (
    <FormSection title="What it does">
      <Select
        label="Verdict"
        value={draft.verdict}
        choices={VERDICT_CHOICES}
        onChange={(verdict) => verdict && editor.set({ verdict })}
        {...editor.at("/verdict")}
      />
      {draft.verdict === "escalate" ? (
        <Select
          label="Route"
          value={draft.route ?? null}
          choices={named(document.routes)}
          empty="The first route that takes it"
          onChange={(route) => editor.set({ route })}
          {...editor.at("/route")}
        />
      ) : null}
      {draft.verdict === "throttle" ? <Limit editor={editor} /> : null}
      <TextInput
        label="Reason code"
        isOptional
        isMono
        hint="For the agent’s program."
        placeholder="refund_over_limit"
        value={draft.reason_code ?? ""}
        onChange={(reason_code) => editor.set({ reason_code })}
        {...editor.at("/reason_code")}
      />
      <TextInput
        label="Reason"
        isOptional
        hint="A sentence for the approver and the agent."
        placeholder="Refunds above $200 are signed by a person."
        value={draft.reason ?? ""}
        onChange={(reason) => editor.set({ reason })}
        {...editor.at("/reason")}
      />
      <Select
        label="Mode"
        hint={
          draft.mode === "shadow" ? "Rulings record what it would have said." : "It is in force when saved."
        }
        value={draft.mode}
        choices={MODES}
        onChange={(mode) => mode && editor.set({ mode })}
        {...editor.at("/mode")}
      />
    </FormSection>
  );
}

/** Who answers for the rule, since when it counts, and what it was tried with. */
function Stands({ editor, document }: Part) {
  const { draft } = editor;
  const examples = draft.examples?.length ?? 0;
  return (
    <FormSection
      title="How it stands"
      summary={
        examples === 0
          ? "It has no examples. They are written in the file: what an action is, and what the policy must answer."
          : `It has ${plural(examples, "example")}, run at every save. They are written in the file.`
      }
    >
      <Select
        label="Owner"
        hint="Who answers for the rule."
        value={draft.owner ?? null}
        choices={targetOptions(document, ["team", "person"]).map(
          ({ value, label }) => [value, label] as const,
        )}
        empty="Nobody"
        onChange={(owner) => editor.set({ owner })}
        {...editor.at("/owner")}
      />
      <TextInput
        label="Counts from"
        isOptional
        isMono
        hint="An instant; until then the policy is in shadow."
        placeholder="2026-12-01T00:00:00Z"
        value={draft.from ?? ""}
        onChange={(from) => editor.set({ from })}
        {...editor.at("/from")}
      />
    </FormSection>
  );
}

const UNLIMITED = { max: 60, window: "1h", per: ["agent"] } as const;

/** How many pass before it speaks; without a number it speaks at once. */
function Limit({ editor }: Pick<Part, "editor">) {
  const { limit } = editor.draft;
  const set = (changes: Partial<NonNullable<typeof limit>>) =>
    editor.set({ limit: { ...UNLIMITED, per: [...UNLIMITED.per], ...limit, ...changes } });
  return (
    <>
      <NumberInput
        label="At most"
        isOptional
        minimum={0}
        hint="So many pass first. Left empty, it throttles every one."
        value={limit?.max ?? null}
        onChange={(max) => (max === null ? editor.set({ limit: null }) : set({ max }))}
        {...editor.at("/limit/max")}
      />
      {limit ? (
        <>
          <DurationInput
            label="Within"
            placeholder="1h"
            value={limit.window}
            onChange={(window) => set({ window })}
            {...editor.at("/limit/window")}
          />
          <Select
            label="For"
            value={[...limit.per].sort().join(" ")}
            choices={PER_CHOICES}
            onChange={(choice) => set({ per: [...perOf(choice ?? "")] })}
            {...editor.at("/limit/per")}
          />
        </>
      ) : null}
    </>
  );
}
