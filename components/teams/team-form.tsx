"use client";

import { useConfig, useItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { ItemForm } from "../shared/form/item-form";
import { NameAndId } from "../shared/form/name-and-id";
import { PersonPicker } from "../shared/form/target-picker";

/** One team: people who answer together. */
export function TeamForm({ id }: { id: string | null }) {
  const editor = useItemEditor("teams", id, { id: "", name: "", members: [] });
  const { value: document } = useConfig();
  return (
    <ItemForm
      noun="teams"
      editor={editor}
      summary="Routes page a team and count its approvals; each member still answers as themselves."
    >
      <FormSection title="Team">
        <NameAndId editor={editor} placeholder="Payments" />
        <PersonPicker
          label="Members"
          document={document}
          value={editor.draft.members}
          onChange={(members) => editor.set({ members: [...members] })}
          className="sm:col-span-2"
          {...editor.at("/members")}
        />
      </FormSection>
    </ItemForm>
  );
}
