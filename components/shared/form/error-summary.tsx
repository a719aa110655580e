"use client";

import { useEffect, useRef } from "react";
import type { Problem } from "@/lib/contract/common";
import { hasMovedOn } from "../api";
import { Button } from "../button";
import { Notice } from "../notice";
import { pathWords } from "./path-words";

/**
 * What the server said when it refused a save: every finding, those of a field as a way to it. It takes the focus, so
 * that nobody has to look for why nothing happened.
 */
export function ErrorSummary({
  problem,
  onTakeTheirs,
  onKeepMine,
}: {
  problem: Problem | null;
  onTakeTheirs?: (() => void) | undefined;
  onKeepMine?: (() => void) | undefined;
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem) box.current?.focus();
  }, [problem]);
  if (!problem) return null;
  return (
    <div ref={box} role="alert" tabIndex={-1} className="outline-none">
      {hasMovedOn(problem) && onKeepMine ? (
        <MovedOn onTakeTheirs={onTakeTheirs} onKeepMine={onKeepMine} />
      ) : (
        <Notice tone="refusal" title={`Not saved. ${problem.title}`}>
          {/* The detail repeats the first of them. */}
          {problem.errors?.length ? null : <p>{problem.detail}</p>}
          <ul className="mt-1 grid gap-0.5">
            {(problem.errors ?? []).map((error) => (
              <li key={`${error.path} ${error.message}`} className="wrap-anywhere">
                <Finding {...error} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

function MovedOn({
  onTakeTheirs,
  onKeepMine,
}: {
  onTakeTheirs?: (() => void) | undefined;
  onKeepMine: () => void;
}) {
  return (
    <Notice tone="warning" title="Somebody else saved this while you were editing">
      <p>Nothing was saved, and what you wrote is still here.</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onClick={onKeepMine}>Keep mine, to save over theirs</Button>
        <Button onClick={onTakeTheirs}>Discard mine, show theirs</Button>
      </div>
    </Notice>
  );
}

function Finding({ path, message }: { path: string; message: string }) {
  const words = pathWords(path);
  if (words === "") return message;
  return (
    <>
      <button
        type="button"
        onClick={() => fieldOf(path)?.focus()}
        className="font-medium underline underline-offset-2"
      >
        {words}
      </button>{" "}
      {message}
    </>
  );
}

/** The field of a path, or the innermost one around it. */
export function fieldOf(path: string): HTMLElement | null {
  for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const found = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(at)}"]`);
    if (found) return found;
  }
  return null;
}
