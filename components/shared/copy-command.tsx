import { CopyButton } from "./copy-button";

/** A command to run elsewhere, or a secret to keep. Where the browser has no clipboard, the text is still there to select. */
export function CopyCommand({ command, what }: { command: string; what?: string }) {
  return (
    <div className="flex max-w-full items-stretch overflow-hidden rounded-md border border-line bg-inset">
      <code className="flex-1 select-all overflow-x-auto whitespace-nowrap px-3 py-2 font-mono text-xs leading-5">
        {command}
      </code>
      <CopyButton text={command} what={what} className="rounded-none border-line border-l" />
    </div>
  );
}
