import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, Info, OctagonX } from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "@/lib/contract/common";
import { cn } from "./cn";

const style = cva("flex gap-2.5 rounded-md border px-3 py-2.5 text-sm", {
  variants: {
    tone: {
      plain: "border-line bg-inset text-ink-2",
      warning: "border-urgent/40 bg-urgent-soft text-urgent",
      refusal: "border-deny/40 bg-deny-soft text-deny",
    },
  },
  defaultVariants: { tone: "plain" },
});

const ICONS = { plain: Info, warning: CircleAlert, refusal: OctagonX } as const;

export function Notice({
  tone,
  title,
  className,
  children,
}: VariantProps<typeof style> & { title: ReactNode; className?: string; children?: ReactNode }) {
  const Icon = ICONS[tone ?? "plain"];
  return (
    <div className={cn(style({ tone }), className)}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        {children ? <div className="text-ink-2">{children}</div> : null}
      </div>
    </div>
  );
}

/** What the server said when it refused. */
export function ProblemNotice({ problem, children }: { problem: Problem; children?: ReactNode }) {
  return (
    <Notice tone="refusal" title={problem.title}>
      <p>{problem.detail}</p>
      {problem.errors?.map((error) => (
        <p key={`${error.path} ${error.message}`}>
          <span className="font-mono text-xs">{error.path}</span> {error.message}
        </p>
      ))}
      {children}
    </Notice>
  );
}
