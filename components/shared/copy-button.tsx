"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button";

/** Copies a text that is also there to read and select: not every browser lets a page write to the clipboard. */
export function CopyButton({ text, what, className }: { text: string; what?: string; className?: string }) {
  // What was copied, not that something was: another text in its place is not copied yet.
  const [copied, setCopied] = useState<string | null>(null);
  const isCopied = copied === text;
  const copy = async () => {
    await navigator.clipboard?.writeText(text).then(
      () => setCopied(text),
      () => setCopied(null),
    );
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <Button look="bare" size="small" className={className} onClick={copy}>
      <Icon aria-hidden="true" className="size-4" />
      <span aria-live="polite">
        {isCopied ? "Copied" : "Copy"}
        {what ? <span className="sr-only"> {what}</span> : null}
      </span>
    </Button>
  );
}
