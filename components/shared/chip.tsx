import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "./cn";

const style = cva(
  "inline-flex items-center gap-1.5 whitespace-nowrap rounded-sm border px-1.5 py-0.5 text-xs leading-4",
  {
    variants: {
      tone: {
        plain: "border-line bg-inset text-ink-2",
        grave: "border-urgent/40 bg-urgent-soft text-urgent",
        permit: "border-permit/35 bg-permit-soft text-permit",
        deny: "border-deny/35 bg-deny-soft text-deny",
        silence: "border-silence/35 bg-silence-soft text-silence",
        engraving: "border-engraving/35 bg-engraving-soft text-engraving",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

export function Chip({
  tone,
  title,
  className,
  children,
}: VariantProps<typeof style> & { title?: string; className?: string; children: ReactNode }) {
  return (
    <span title={title} className={cn(style({ tone }), className)}>
      {children}
    </span>
  );
}
