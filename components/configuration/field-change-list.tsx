"use client";

import type { ConfigDiff } from "@/lib/contract/config-history";
import { useConfig } from "../shared/config-item";
import { placeWords } from "../shared/config-words";
import { valueText } from "./value-text";

type Changes = ConfigDiff["changes"];

/** Field by field, what was and what is. */
export function FieldChangeList({ changes }: { changes: Changes }) {
  const { value: document } = useConfig();
  return (
    <ul className="mt-2 divide-y divide-line rounded-md border border-line">
      {changes.map(({ path, change, before, after }) => (
        <li key={path} className="grid gap-1 px-3 py-2 text-xs">
          <p className="wrap-anywhere font-medium text-sm">
            {placeWords(path, document).text} <span className="font-normal text-ink-3">{change}</span>
          </p>
          {change === "created" ? null : <Value sign="−" word="Before" tone="text-deny" value={before} />}
          {change === "removed" ? null : <Value sign="+" word="After" tone="text-permit" value={after} />}
        </li>
      ))}
    </ul>
  );
}

function Value({ sign, word, tone, value }: { sign: string; word: string; tone: string; value: unknown }) {
  return (
    <p className="grid grid-cols-[1rem_minmax(0,1fr)] font-mono">
      <span aria-hidden="true" className={tone}>
        {sign}
      </span>
      <span className="sr-only">{word}: </span>
      <span className="wrap-anywhere whitespace-pre-wrap">{valueText(value)}</span>
    </p>
  );
}
