"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Problem } from "@/lib/contract/common";
import type { ConfigDocument } from "@/lib/contract/config";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { keys } from "@/lib/contract/keys";
import { getTagged, problemOf, remove, sendJson } from "./api";
import { equal } from "./equal";
import { errorAt } from "./form/error-at";

/**
 * The configuration in force, and the editing of one item of it. A save names what the editor was opened on: when
 * somebody else saved that item meanwhile, the server refuses (412), and nothing of either is lost.
 */

export type ConfigNoun = Exclude<keyof ConfigDocument, "version" | "organisation">;
export type ItemOf<N extends ConfigNoun> = ConfigDocument[N][number];
export type ConfigSeen = { readonly value: ConfigDocument; readonly tag: string | null };

/** Seeded by the page (ConfigBoundary), so it is there from the first render on. */
export const useConfig = (): ConfigSeen =>
  useSuspenseQuery({ queryKey: keys.config, queryFn: () => getTagged<ConfigDocument>("/api/v1/config") })
    .data;

export function findItem<N extends ConfigNoun>(document: ConfigDocument, noun: N, id: string | null) {
  // safe because a document's lists are typed by their nouns; the compiler cannot follow a noun that is a parameter
  const items = document[noun] as readonly ItemOf<N>[];
  return items.find((item) => item.id === id) ?? null;
}

const pathOf = (noun: ConfigNoun, id: string): string => `/api/v1/${noun}/${encodeURIComponent(id)}`;

/** A change of the configuration, after which everything that shows some of it is read again. */
export function useConfigChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      // What shows parts of it elsewhere is read again where it is next shown: here it may be of what was removed.
      for (const queryKey of [keys.people, keys.agents, keys.routes, keys.schedules, keys.surfaces])
        void client.invalidateQueries({ queryKey, refetchType: "none" });
      await client.invalidateQueries({ queryKey: keys.config });
    },
  });
}

type SaveInput<N extends ConfigNoun> = {
  readonly item: ItemOf<N>;
  readonly id: string | null;
  readonly tag: string | null;
};

/** `id` null adds; `tag` null saves over whatever is there. */
export const useSaveItem = <N extends ConfigNoun>(noun: N) =>
  useConfigChange(({ item, id, tag }: SaveInput<N>) =>
    id === null
      ? sendJson<ItemOf<N>>("POST", `/api/v1/${noun}`, item)
      : sendJson<ItemOf<N>>("PUT", pathOf(noun, id), item, tag),
  );

export const useRemoveItem = (noun: ConfigNoun) =>
  useConfigChange(({ id, tag }: { readonly id: string; readonly tag: string | null }) =>
    remove(pathOf(noun, id), tag),
  );

/** What a whole document would change, without changing it. */
export const planOf = (document: ConfigDocument): Promise<ConfigPlan> =>
  sendJson<ConfigPlan>("PUT", "/api/v1/config?dry_run=1", document);

export type ItemEditor<N extends ConfigNoun> = {
  readonly draft: ItemOf<N>;
  readonly original: ItemOf<N> | null;
  readonly tag: string | null;
  readonly set: (changes: Partial<ItemOf<N>>) => void;
  readonly isNew: boolean;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly problem: Problem | null;
  /** Path and error of a field: `<TextInput label="Name" {...editor.at("/name")} …>`. */
  readonly at: (path: string) => { readonly path: string; readonly error: string | null };
  /** Answers what the server saved; null when it refused, and `problem` says why. */
  readonly save: (prepared?: ItemOf<N>) => Promise<ItemOf<N> | null>;
  /** After somebody else saved: what is there now, discarding the draft. Saving again after `keepMine` writes over it. */
  readonly takeTheirs: () => Promise<void>;
  readonly keepMine: () => Promise<void>;
};

/** One item under the pen: what it was, what it is to be, and what the server said of it. */
export function useItemEditor<N extends ConfigNoun>(
  noun: N,
  id: string | null,
  blank: ItemOf<N>,
): ItemEditor<N> {
  const seen = useConfig();
  const client = useQueryClient();
  const open = ({ value, tag }: ConfigSeen) => ({ item: findItem(value, noun, id), tag });
  const [opened, setOpened] = useState(() => open(seen));
  const [draft, setDraft] = useState<ItemOf<N>>(opened.item ?? blank);
  const saving = useSaveItem(noun);
  const problem = saving.isError ? problemOf(saving.error) : null;
  const reread = async () => {
    await client.refetchQueries({ queryKey: keys.config, exact: true });
    const now = open(client.getQueryData<ConfigSeen>(keys.config) ?? seen);
    saving.reset();
    setOpened(now);
    return now;
  };
  return {
    draft,
    original: opened.item,
    tag: opened.tag,
    set: (changes) => setDraft((before) => ({ ...before, ...changes })),
    isNew: opened.item === null,
    isDirty: !equal(draft, opened.item ?? blank) && !saving.isSuccess,
    isSaving: saving.isPending,
    problem,
    at: (path) => ({ path, error: errorAt(problem, path) }),
    save: (prepared = draft) =>
      saving
        .mutateAsync({ item: prepared, id: opened.item === null ? null : id, tag: opened.tag })
        .catch(() => null),
    takeTheirs: async () => setDraft((await reread()).item ?? blank),
    keepMine: async () => void (await reread()),
  };
}
