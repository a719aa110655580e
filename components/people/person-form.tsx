"use client";

import type { ReactNode } from "react";
import { type ItemEditor, useConfig, useItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { NumberInput, Select, TextInput } from "../shared/form/inputs";
import { ItemForm } from "../shared/form/item-form";
import { NameAndId } from "../shared/form/name-and-id";
import { ZoneInput } from "../shared/form/zone-input";
import { ContactFields } from "./contact-fields";
import { HoursFields } from "./hours-fields";
import { useMe } from "./queries";

const ROLES = [
  ["member", "Member"],
  ["manager", "Manager"],
  ["admin", "Admin"],
  ["auditor", "Auditor"],
] as const;

const MAY = {
  member: "Answers requests, and sees what they may answer or own.",
  manager: "Answers requests, and changes the configuration.",
  admin: "A manager who also changes people and keys.",
  auditor: "Reads everything, and decides nothing.",
} as const;

/** One person: who they are, what they may, and how and when they are reached. */
export function PersonForm({ id, after }: { id: string | null; after?: ReactNode }) {
  const editor = useItemEditor("people", id, { id: "", name: "", role: "member", level: 1 });
  return (
    <ItemForm
      noun="people"
      editor={editor}
      prepare={(item) => ({
        ...item,
        email: item.email?.trim() || null,
        slack: item.slack?.trim() || null,
        time_zone: item.time_zone?.trim() || null,
      })}
      summary={
        editor.isNew
          ? "Once they are added, give them a first password, or let single sign-on find their e-mail address."
          : null
      }
      after={after}
      {...(editor.isNew ? { landing: (added) => `/people/${added}` } : {})}
    >
      <Identity editor={editor} />
      <Authority editor={editor} />
      <FormSection title="Reaching them">
        <ContactFields
          contact={editor.draft.contact ?? {}}
          onChange={(contact) => editor.set({ contact })}
          at={editor.at}
        />
      </FormSection>
      <HoursFields editor={editor} />
    </ItemForm>
  );
}

type Part = { readonly editor: ItemEditor<"people"> };

function Identity({ editor }: Part) {
  return (
    <FormSection title="Person">
      <NameAndId editor={editor} placeholder="Ana Ruiz" />
      <TextInput
        label="E-mail"
        type="email"
        isOptional
        hint="What they sign in with."
        placeholder="ana@acme.test"
        value={editor.draft.email ?? ""}
        onChange={(email) => editor.set({ email })}
        {...editor.at("/email")}
      />
      <TextInput
        label="Slack id"
        isOptional
        isMono
        hint="As Slack shows it in a profile: U012ABC, or T01/U012ABC."
        placeholder="U012ABC"
        value={editor.draft.slack ?? ""}
        onChange={(slack) => editor.set({ slack })}
        {...editor.at("/slack")}
      />
    </FormSection>
  );
}

function Authority({ editor }: Part) {
  const { value: document } = useConfig();
  const { draft } = editor;
  const isLosingOwn =
    useMe()?.person.id === draft.id && editor.original?.role === "admin" && draft.role !== "admin";
  const others = document.people.filter(({ id }) => id !== draft.id);
  return (
    <FormSection
      title="What they may"
      summary="Who may approve a request is the route’s to say; a rule can demand a level."
    >
      <Select
        label="Role"
        hint={isLosingOwn ? "This is you: once saved, you no longer change people or keys." : MAY[draft.role]}
        value={draft.role}
        choices={ROLES}
        onChange={(role) => role && editor.set({ role })}
        {...editor.at("/role")}
      />
      <NumberInput
        label="Level"
        hint="1 to 100. A rule “at level 2” counts those of 2 and above."
        minimum={1}
        maximum={100}
        value={draft.level}
        onChange={(level) => editor.set({ level: level ?? 1 })}
        {...editor.at("/level")}
      />
      <Select
        label="Manager"
        isOptional
        hint={`Whom a route means by manager:${draft.id || "…"}.`}
        value={draft.manager ?? null}
        choices={others.map(({ id, name }) => [id, name] as const)}
        empty="Nobody"
        onChange={(manager) => editor.set({ manager })}
        {...editor.at("/manager")}
      />
      <ZoneInput
        label="Time zone"
        isOptional
        hint="Where their working hours are. Left empty, the organisation’s."
        placeholder={document.organisation.time_zone}
        value={draft.time_zone ?? ""}
        onChange={(time_zone) => editor.set({ time_zone })}
        {...editor.at("/time_zone")}
      />
    </FormSection>
  );
}
