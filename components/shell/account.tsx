"use client";

import { Keyboard, Plane } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { Me } from "@/lib/contract/people";
import { Button } from "../shared/button";
import { cn } from "../shared/cn";
import { Dialog } from "../shared/dialog";
import { setShortcutsOn, useShortcuts, useShortcutsOn } from "../shared/shortcuts";
import { ThemeSwitch } from "../shared/theme";
import type { Theme } from "../shared/theme-name";
import { roleWords } from "../shared/words";
import { SignOut } from "./sign-out";

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join("")
    .toUpperCase();

function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      className={cn(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-engraving-soft font-semibold text-2xs text-engraving",
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}

function WhoAmI({ me }: { me: Me }) {
  return (
    <div className="flex min-w-0 items-center gap-2.5">
      <span aria-hidden="true">
        <Avatar name={me.person.name} />
      </span>
      <div className="min-w-0">
        <p className="truncate font-medium text-sm">{me.person.name}</p>
        <p className="truncate text-2xs text-ink-3">
          {roleWords(me.person.role)} · level {me.person.level}
        </p>
      </div>
    </div>
  );
}

function OwnPage({ onGo }: { onGo?: () => void }) {
  return (
    <Link
      href="/me"
      onClick={() => onGo?.()}
      className="-mx-2 flex min-h-9 items-center gap-2 rounded-md px-2 text-ink-2 text-sm hover:bg-hover hover:text-ink"
    >
      <Plane aria-hidden="true" className="size-4 shrink-0" />
      Away and contact
    </Link>
  );
}

/** The foot of the sidebar. */
export function AccountPanel({ me, theme }: { me: Me; theme: Theme }) {
  return (
    <div className="grid gap-3">
      <ThemeSwitch initial={theme} />
      <WhoAmI me={me} />
      <OwnPage />
      <div className="flex items-center justify-between">
        <SignOut className="-ml-3" />
        <ShortcutHelp />
      </div>
    </div>
  );
}

/** The same behind the avatar on a phone. */
export function AccountSheet({ me, theme }: { me: Me; theme: Theme }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
        className="-mr-1.5 inline-flex size-11 items-center justify-center rounded-full"
      >
        <Avatar name={me.person.name} />
        <span className="sr-only">, you: {me.person.name}</span>
      </button>
      <Dialog title="You" isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <div className="grid gap-4">
          <WhoAmI me={me} />
          <OwnPage onGo={() => setIsOpen(false)} />
          <ThemeSwitch initial={theme} />
          <ShortcutSwitch />
          <SignOut className="-ml-3 justify-start" />
        </div>
      </Dialog>
    </>
  );
}

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ["j  k", "Next and previous request in the queue"],
  ["o  Enter", "Open the request"],
  ["/", "Search the queue"],
  ["d", "On a request: write a reason, beside Deny and Approve"],
  ["u", "On a request: back to the queue"],
  ["?", "This list"],
];

function ShortcutHelp() {
  const [isOpen, setIsOpen] = useState(false);
  useShortcuts({ "?": () => setIsOpen(true) });
  return (
    <>
      <Button
        look="bare"
        size="small"
        aria-label="Keyboard shortcuts"
        aria-haspopup="dialog"
        className="-mr-2"
        onClick={() => setIsOpen(true)}
      >
        <Keyboard aria-hidden="true" className="size-4" />
      </Button>
      <Dialog title="Keyboard" isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <dl className="grid gap-2 text-sm">
          {SHORTCUTS.map(([pressed, does]) => (
            <div key={pressed} className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-3">
              <dt className="font-mono text-xs leading-5 text-ink-2">{pressed}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-3 mb-4 text-sm text-ink-2">
          No key approves anything: an approval is always opened, read and confirmed.
        </p>
        <ShortcutSwitch />
      </Dialog>
    </>
  );
}

function ShortcutSwitch() {
  const isOn = useShortcutsOn();
  return (
    <label className="flex min-h-9 items-center gap-3 text-sm">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => setShortcutsOn(event.target.checked)}
        className="size-4.5 accent-engraving"
      />
      Single-letter shortcuts
    </label>
  );
}
