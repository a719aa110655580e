import { segments } from "@/lib/core/display";
import { cn } from "./cn";

/**
 * The only way text from an agent, or from Slack, reaches the screen: as text, isolated from the writing direction
 * around it, with every character that shows nothing or reorders its neighbours drawn as a token.
 */
export function Untrusted({
  text,
  block = false,
  className,
}: {
  text: string;
  /** Keep line breaks and tabs, as in a paragraph. */
  block?: boolean;
  className?: string;
}) {
  return (
    <bdi className={cn("wrap-anywhere", block && "whitespace-pre-wrap", className)}>
      {segments(text, { lines: block ? "keep" : "show" }).map((segment, index) =>
        segment.kind === "hidden" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one immutable text have no other identity.
          <span key={index} className="hidden-character" title="A hidden character of this text">
            {segment.text}
          </span>
        ) : (
          segment.text
        ),
      )}
    </bdi>
  );
}
