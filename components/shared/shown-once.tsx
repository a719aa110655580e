"use client";

import { CopyCommand } from "./copy-command";

/** A secret on its only appearance. */
export function ShownOnce({
  name,
  secret,
  children,
}: {
  name: string;
  secret: string;
  children?: React.ReactNode;
}) {
  return (
    <div className="grid gap-1">
      <p className="font-medium text-sm">{name}</p>
      <CopyCommand command={secret} what={name} />
      {children ? <p className="text-ink-3 text-xs">{children}</p> : null}
    </div>
  );
}
