import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";

/** Approve and deny are one size and one weight on purpose: neither is the easy one. */
export const buttonStyle = cva(
  "inline-flex select-none items-center justify-center gap-2 rounded-md font-medium transition-colors disabled:opacity-60",
  {
    variants: {
      look: {
        approve: "bg-permit-fill text-on-permit hover:not-disabled:brightness-110",
        deny: "bg-deny-fill text-on-deny hover:not-disabled:brightness-110",
        primary: "bg-engraving text-on-engraving hover:not-disabled:brightness-110",
        quiet: "border border-line-strong bg-sheet text-ink hover:not-disabled:bg-hover",
        bare: "text-ink-2 hover:not-disabled:bg-hover hover:not-disabled:text-ink",
      },
      size: {
        decision: "min-h-11 px-5 text-base sm:min-w-32",
        normal: "min-h-9 px-3 text-sm",
        small: "min-h-8 px-2.5 text-xs",
      },
    },
    defaultVariants: { look: "quiet", size: "normal" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonStyle>;

export function Button({ look, size, className, type = "button", ...props }: ButtonProps) {
  return <button type={type} className={cn(buttonStyle({ look, size }), className)} {...props} />;
}
