"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button";

/** A command to run elsewhere, or a secret to keep. Where the browser has no clipboard, the text is still there to select. */
export function CopyCommand({ command, what }: { command: string; what?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(command).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="flex max-w-full items-stretch overflow-hidden rounded-md border border-line bg-inset">
      <code className="flex-1 select-all overflow-x-auto whitespace-nowrap px-3 py-2 font-mono text-xs leading-5">
        {command}
      </code>
      <Button look="bare" size="small" className="rounded-none border-line border-l" onClick={copy}>
        {copied ? (
          <Check aria-hidden="true" className="size-4" />
        ) : (
          <Copy aria-hidden="true" className="size-4" />
        )}
        <span aria-live="polite">
          {copied ? "Copied" : "Copy"}
          {what ? <span className="sr-only"> {what}</span> : null}
        </span>
      </Button>
    </div>
  );
}
