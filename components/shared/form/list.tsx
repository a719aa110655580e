"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "../button";
import type { ConfigNoun } from "../config-item";
import { NOUN_WORDS, newPageOf } from "../config-words";
import { useReadOnly } from "./read-only";

/** What the lists of configured things share. */

/** The way to a new one, for whoever may add it. */
export function AddLink({ noun }: { noun: ConfigNoun }) {
  if (useReadOnly(noun) !== null) return null;
  return (
    <Link href={newPageOf(noun)} className={buttonStyle({ look: "primary" })}>
      <Plus aria-hidden="true" className="size-4" />
      Add {NOUN_WORDS[noun].one}
    </Link>
  );
}

/** An empty list says what the thing is for. */
export function EmptyList({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="rounded-lg border border-line bg-sheet p-6">
      <p className="font-medium">{title}</p>
      <p className="mt-1 max-w-prose text-ink-2 text-sm">{children}</p>
    </div>
  );
}
