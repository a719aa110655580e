"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

/** Single-letter shortcuts, which a person can switch off (WCAG 2.1.4). None of them decides anything. */

const STORED = "countersign-shortcuts";
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function read(): boolean {
  try {
    return window.localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

export const useShortcutsOn = (): boolean => useSyncExternalStore(subscribe, read, () => true);

export function setShortcutsOn(isOn: boolean): void {
  try {
    window.localStorage.setItem(STORED, isOn ? "on" : "off");
  } catch {
    // A browser that stores nothing keeps the default.
  }
  for (const listener of listeners) listener();
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Call `keys[pressed]` for a plain key press outside fields and dialogs. */
export function useShortcuts(keys: Readonly<Record<string, () => void>>): void {
  const isOn = useShortcutsOn();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    if (!isOn) return;
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [isOn]);
}
