"use client";

import { useState } from "react";
import type { RequestSummary } from "@/lib/contract/requests";

const focusRow = (id: string): void =>
  document.querySelector<HTMLElement>(`[data-request="${CSS.escape(id)}"]`)?.focus();

/**
 * Which row the keyboard is on. A request that leaves the list while it has the focus stays where it is until the
 * focus moves on, so that nothing shifts under a finger about to press.
 */
export function useQueueCursor(requests: readonly RequestSummary[]) {
  const [activeId, setActiveId] = useState<string | null>(null);
  const [held, setHeld] = useState<{ request: RequestSummary; index: number } | null>(null);
  const index = requests.findIndex(({ id }) => id === activeId);
  const active = requests[index];
  // The last look at the focused request, taken while rendering so that no frame is drawn without it.
  if (active && (held?.request !== active || held.index !== index)) setHeld({ request: active, index });
  const gone = !active && held?.request.id === activeId ? held : null;
  const rows = gone
    ? [...requests.slice(0, gone.index), gone.request, ...requests.slice(gone.index)]
    : requests;

  const move = (by: number): void => {
    const from = rows.findIndex(({ id }) => id === activeId);
    const next = rows[Math.min(rows.length - 1, Math.max(0, from + by))];
    if (next) focusRow(next.id);
  };
  return { rows, activeId, goneId: gone ? activeId : null, setActiveId, move };
}
