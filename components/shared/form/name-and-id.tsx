"use client";

import { useState } from "react";
import type { ItemEditor } from "../config-item";
import { TextInput } from "./inputs";
import { slugOf } from "./slug";

type Nouns =
  | "people"
  | "teams"
  | "schedules"
  | "channels"
  | "slack_groups"
  | "agents"
  | "surfaces"
  | "routes";

/** A name, and the id that follows it until somebody writes another. The id of what exists does not change. */
export function NameAndId<N extends Nouns>({
  editor,
  placeholder,
}: {
  editor: ItemEditor<N>;
  placeholder: string;
}) {
  const [isOwn, setIsOwn] = useState(false);
  const { draft, isNew } = editor;
  // safe because each of these nouns has both members, as text
  const set = (changes: { name?: string | null; id?: string }) =>
    editor.set(changes as Parameters<typeof editor.set>[0]);
  return (
    <>
      <TextInput
        label="Name"
        value={draft.name ?? ""}
        placeholder={placeholder}
        onChange={(name) => set(isNew && !isOwn ? { name, id: slugOf(name) } : { name })}
        {...editor.at("/name")}
      />
      <TextInput
        label="Id"
        isMono
        isReadOnly={!isNew}
        hint={isNew ? "How the configuration names it. It cannot change later." : "It cannot change."}
        value={draft.id}
        onChange={(id) => {
          setIsOwn(true);
          set({ id });
        }}
        {...editor.at("/id")}
      />
    </>
  );
}
