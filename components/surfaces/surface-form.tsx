"use client";

import { type ReactNode, useState } from "react";
import { BODY_LIMITS } from "@/lib/core/limits-input";
import { type ItemEditor, useConfig, useItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { Select, TextArea, TextInput } from "../shared/form/inputs";
import { ItemForm } from "../shared/form/item-form";
import { readJsonObject } from "../shared/form/json-text";
import { NameAndId } from "../shared/form/name-and-id";
import { targetOptions } from "../shared/form/target-picker";
import { reversibilityWords } from "../shared/words";
import { lineOfPointer } from "./pointer-line";
import { DATA_CHOICES, REVERSIBILITY_CHOICES, TIER_CHOICES, tierMeaning } from "./surface-words";

const BLANK = { id: "", name: "", tools: [], tier: "approval", reversibility: "irreversible" } as const;

/** One surface: a class of side effect, the tools that have it, and how grave it is. */
export function SurfaceForm({ id, after }: { id: string | null; after?: ReactNode }) {
  const editor = useItemEditor("surfaces", id, { ...BLANK, tools: [] });
  const { value: document } = useConfig();
  const [text, setText] = useState(() => asText(editor.draft.input_schema));
  const read = readJsonObject(text, BODY_LIMITS);
  const { draft } = editor;
  const owners = targetOptions(document, ["team", "person"]).map(
    ({ value, label }) => [value, label] as const,
  );
  return (
    <ItemForm
      noun="surfaces"
      editor={editor}
      fault={read.ok ? null : "/input_schema"}
      prepare={(item) => ({
        ...item,
        name: item.name || null,
        tools: item.tools.map((tool) => tool.trim()).filter(Boolean),
        preview: item.preview?.trim() || null,
        review_by: item.review_by || null,
        authors: item.authors?.map((path) => path.trim()).filter(Boolean) ?? null,
      })}
      summary="A class of side effect. Agents name tools; the tools listed here belong to it, and its policies rule on them."
      after={after}
    >
      <FormSection title="Surface">
        <NameAndId editor={editor} placeholder="payments.refund" />
        <TextArea
          label="Tools"
          hint="One on each line. A tool that no surface lists is escalated on the default route."
          isMono
          value={draft.tools.join("\n")}
          placeholder="refund.create"
          onChange={(text) => editor.set({ tools: text === "" ? [] : text.split("\n") })}
          {...editor.at("/tools")}
        />
        <Select
          label="Owner"
          hint="Who answers for it. It says nothing about who approves: that is the route’s."
          value={draft.owner ?? null}
          choices={owners}
          empty="Nobody"
          onChange={(owner) => editor.set({ owner })}
          {...editor.at("/owner")}
        />
        <TextArea
          label="Authors"
          hint="Where an action says who wrote the change it makes, one on each line. They cannot approve it."
          isMono
          value={(draft.authors ?? []).join("\n")}
          placeholder="args.change.author"
          onChange={(text) => editor.set({ authors: text === "" ? null : text.split("\n") })}
          {...editor.at("/authors")}
        />
      </FormSection>
      <Gravity editor={editor} />
      <SchemaSection editor={editor} text={text} setText={setText} />
    </ItemForm>
  );
}

function Gravity({ editor }: { editor: ItemEditor<"surfaces"> }) {
  const { draft } = editor;
  return (
    <FormSection title="How grave it is">
      <Select
        label="Tier"
        hint={tierMeaning(draft.tier)}
        value={draft.tier}
        choices={TIER_CHOICES}
        onChange={(tier) => tier && editor.set({ tier })}
        {...editor.at("/tier")}
      />
      <Select
        label="Reversibility"
        hint={`${reversibilityWords(draft.reversibility).detail}. Approvers see this.`}
        value={draft.reversibility}
        choices={REVERSIBILITY_CHOICES}
        onChange={(reversibility) => reversibility && editor.set({ reversibility })}
        {...editor.at("/reversibility")}
      />
      <Select
        label="Data"
        hint="The gravest data its actions touch."
        value={draft.data_class ?? null}
        choices={DATA_CHOICES}
        empty="Not classified"
        onChange={(data_class) => editor.set({ data_class })}
        {...editor.at("/data_class")}
      />
      <TextInput
        label="Review by"
        type="date"
        isOptional
        hint="When its owner looks at it again."
        value={draft.review_by ?? ""}
        onChange={(review_by) => editor.set({ review_by })}
        {...editor.at("/review_by")}
      />
      <TextInput
        label="Preview"
        isOptional
        hint="How to see beforehand what an action would do. Approvers read it."
        placeholder="Run refund.create with dry_run: true"
        value={draft.preview ?? ""}
        onChange={(preview) => editor.set({ preview })}
        {...editor.at("/preview")}
      />
    </FormSection>
  );
}

const asText = (schema: Readonly<Record<string, unknown>> | null | undefined): string =>
  schema == null ? "" : JSON.stringify(schema, null, 2);

/** The schema is edited as text. What is not JSON yet is kept as it is, and nothing is saved until it is. */
function SchemaSection({
  editor,
  text,
  setText,
}: {
  editor: ItemEditor<"surfaces">;
  text: string;
  setText: (text: string) => void;
}) {
  const read = readJsonObject(text, BODY_LIMITS);
  const faults = (editor.problem?.errors ?? [])
    .filter(({ path }) => path.startsWith("/input_schema"))
    .map(
      ({ path, message }) => `Line ${lineOfPointer(text, path.replace("/input_schema", ""))}: ${message}.`,
    );
  return (
    <FormSection
      title="Arguments"
      summary="A JSON Schema of the arguments. What does not fit is refused before anybody is asked, and conditions know the types of what does."
    >
      <TextArea
        label="Input schema"
        isOptional
        isMono
        rows={10}
        className="sm:col-span-2"
        value={text}
        placeholder={'{ "type": "object", "required": ["amount_cents"], "properties": { … } }'}
        onChange={(typed) => {
          setText(typed);
          const now = readJsonObject(typed, BODY_LIMITS);
          if (now.ok) editor.set({ input_schema: now.value });
        }}
        path="/input_schema"
        error={read.ok ? faults.join(" ") || null : read.message}
      />
    </FormSection>
  );
}
