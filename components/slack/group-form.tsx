"use client";

import { useMe } from "../people/queries";
import { useItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { Checkbox, TextInput } from "../shared/form/inputs";
import { ItemForm } from "../shared/form/item-form";
import { NameAndId } from "../shared/form/name-and-id";

/** One user group of Slack whose members routes page. */
export function SlackGroupForm({ id }: { id: string | null }) {
  const editor = useItemEditor("slack_groups", id, { id: "", name: "", slack: "", authority: false });
  const { draft, original } = editor;
  const isAdmin = useMe()?.person.role === "admin";
  return (
    <ItemForm
      noun="slack_groups"
      editor={editor}
      prepare={(item) => ({ ...item, name: item.name || null, slack: item.slack.trim() })}
      summary="Routes page whoever of its members has linked their account. Who is in it is for Slack to say, and is read again whenever it changes."
    >
      <FormSection title="User group">
        <NameAndId editor={editor} placeholder="Approvers" />
        <TextInput
          label="Group id in Slack"
          isMono
          hint="As its page in Slack shows it: S012ABC, or T01/S012ABC of another workspace."
          placeholder="S012ABC"
          value={draft.slack}
          onChange={(slack) => editor.set({ slack })}
          {...editor.at("/slack")}
        />
        {isAdmin || original?.authority ? (
          <Checkbox
            label="Being in it lets people decide"
            hint={
              isAdmin
                ? "Then whoever may change the group in Slack says who decides, where a rule names it."
                : "An admin said so. Only admins say so again, or of another group."
            }
            path="/authority"
            value={draft.authority}
            onChange={(authority) => editor.set({ authority })}
            className="sm:col-span-2"
          />
        ) : (
          <p className="text-ink-2 text-sm sm:col-span-2">
            Being in it lets nobody decide. Only an admin can change that.
          </p>
        )}
      </FormSection>
    </ItemForm>
  );
}
