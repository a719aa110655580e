"use client";

import { Check, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { useSyncExternalStore } from "react";

/** What a save did, said on the page where one lands after it; gone when one goes on. */

type Word = { readonly text: string; readonly at: string };

let word: Word | null = null;
const listeners = new Set<() => void>();

function say(next: Word | null): void {
  word = next;
  for (const listener of listeners) listener();
}

/** `at` is the path of the page that is to say it. */
export const saySaved = (text: string, at: string): void => say({ text, at });

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Always there, so that what appears in it is announced. */
export function SavedNotice() {
  const path = usePathname();
  const said = useSyncExternalStore(
    subscribe,
    () => word,
    () => null,
  );
  const isHere = said !== null && said.at === path;
  return (
    <div role="status" className={isHere ? "mb-4" : undefined}>
      {isHere ? (
        <div className="flex items-start gap-2.5 rounded-md border border-permit/35 bg-permit-soft px-3 py-2 text-permit text-sm">
          <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          <p className="min-w-0 flex-1">{said.text}</p>
          <button
            type="button"
            aria-label="Dismiss"
            onClick={() => say(null)}
            className="-my-1 inline-flex size-7 items-center justify-center rounded-md hover:bg-hover"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        </div>
      ) : null}
    </div>
  );
}
