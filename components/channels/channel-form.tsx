"use client";

import { useItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { Select, TextInput } from "../shared/form/inputs";
import { ItemForm } from "../shared/form/item-form";
import { NameAndId } from "../shared/form/name-and-id";

const DETAILS = [
  ["summary", "A summary: what is asked and by when"],
  ["full", "Everything, with the arguments"],
] as const;

/** One room: which channel of Slack it is, and how much may be shown there. */
export function ChannelForm({ id }: { id: string | null }) {
  const editor = useItemEditor("channels", id, {
    id: "",
    name: "",
    type: "slack",
    slack: "",
    details: "summary",
  });
  const { draft } = editor;
  return (
    <ItemForm
      noun="channels"
      editor={editor}
      prepare={(item) => ({ ...item, name: item.name || null })}
      summary="A step of a route names it as channel: and its id. Invite the app into the channel first."
    >
      <FormSection title="Room">
        <NameAndId editor={editor} placeholder="Payments approvals" />
        <TextInput
          label="Channel in Slack"
          isMono
          hint="Its id, from “About” in Slack: C0PAY, or T01/C0PAY in a workspace that was installed."
          placeholder="T01/C0PAY"
          value={draft.slack}
          onChange={(slack) => editor.set({ slack })}
          {...editor.at("/slack")}
        />
        <Select
          label="What is shown there"
          hint="Not everybody in a channel may see what an agent wants to do."
          value={draft.details ?? "summary"}
          choices={DETAILS}
          onChange={(details) => editor.set({ details: details ?? "summary" })}
          {...editor.at("/details")}
        />
      </FormSection>
    </ItemForm>
  );
}
