import type { ReactNode } from "react";

export function PageHeading({
  title,
  summary,
  children,
}: {
  title: string;
  summary?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {summary ? <p className="mt-1 max-w-[65ch] text-sm text-ink-2">{summary}</p> : null}
      </div>
      {children}
    </header>
  );
}
