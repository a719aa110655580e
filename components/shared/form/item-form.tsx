"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ConfigNoun, ItemEditor, ItemOf } from "../config-item";
import { listPageOf, NOUN_WORDS, openRequestsWords, savedWords } from "../config-words";
import { saySaved } from "../saved";
import { fieldOf } from "./error-summary";
import { FormPage } from "./form-page";
import { useReadOnly } from "./read-only";
import { RemoveItem } from "./remove-item";

/** The editor of one item: adding, saving, removing, and saying what came of it on the page of its kind. */
export function ItemForm<N extends ConfigNoun>({
  noun,
  editor,
  prepare = (draft) => draft,
  fault = null,
  mayBeSaved = () => Promise.resolve(true),
  summary,
  after,
  landing,
  children,
}: {
  noun: N;
  editor: ItemEditor<N>;
  /** What is sent, where the draft holds more than that. */
  prepare?: (draft: ItemOf<N>) => ItemOf<N>;
  /** The path of a field that holds what cannot be sent; it says so itself. */
  fault?: string | null;
  /** Asked before the draft is sent: whether it may be. What is in the way says so itself, and takes the focus. */
  mayBeSaved?: () => Promise<boolean>;
  summary?: ReactNode;
  after?: ReactNode;
  /** Where one goes after a save, if not to the list. */
  landing?: (id: string) => string;
  children: ReactNode;
}) {
  const router = useRouter();
  const readOnly = useReadOnly(noun);
  const { one, many } = NOUN_WORDS[noun];
  const list = { href: listPageOf(noun), label: many.charAt(0).toUpperCase() + many.slice(1) };
  const { original, tag, isNew } = editor;
  const name = original ? nameIn(original) : "";
  const [isAsking, setIsAsking] = useState(false);
  const isHere = useIsHere();
  const save = async () => {
    if (fault !== null) {
      fieldOf(fault)?.focus();
      return;
    }
    setIsAsking(true);
    // Nothing is sent for who left while the answer was awaited.
    const may = (await mayBeSaved()) && isHere.current;
    const saved = may ? await editor.save(prepare(editor.draft)) : null;
    setIsAsking(false);
    if (!saved) return;
    const next = landing?.(encodeURIComponent(saved.id)) ?? list.href;
    saySaved(savedWords(noun, original, saved), next);
    router.push(next);
  };
  return (
    <FormPage
      title={isNew ? `New ${one}` : name}
      summary={summary}
      back={list}
      form={{
        ...editor,
        isDirty: editor.isDirty || fault !== null,
        isSaving: editor.isSaving || isAsking,
      }}
      saveLabel={isNew ? `Add ${one}` : "Save"}
      note={isNew ? null : openRequestsWords(noun)}
      readOnly={readOnly}
      aside={
        original && readOnly === null ? (
          <RemoveItem noun={noun} id={original.id} name={name} tag={tag} list={list.href} />
        ) : null
      }
      after={after}
      onSave={() => void save()}
    >
      {children}
    </FormPage>
  );
}

function useIsHere() {
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return isHere;
}

const nameIn = (item: { readonly id: string; readonly name?: string | null | undefined }): string =>
  item.name ?? item.id;
