import { ChevronLeft } from "lucide-react";
import Link from "next/link";

/** The way back to the list that a page belongs to. */
export function BackLink({ href, label }: { href: string; label: string }) {
  return (
    <Link
      href={href}
      className="mb-2 -ml-1 inline-flex min-h-8 items-center gap-1 text-ink-2 text-sm hover:text-ink"
    >
      <ChevronLeft aria-hidden="true" className="size-4" />
      {label}
    </Link>
  );
}
