import type { ReactNode } from "react";

/** A sheet of what belongs together, under its name. */
export function Card({
  title,
  summary,
  aside,
  children,
}: {
  /** Null where what is on it says so itself. */
  title: string | null;
  summary?: ReactNode;
  /** At the right of the name, such as a way to add. */
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={title ?? undefined}
      className="grid grid-cols-1 gap-3 rounded-lg border border-line bg-sheet p-4 sm:p-5"
    >
      {title === null ? null : (
        <div>
          <div className="flex flex-wrap items-baseline justify-between gap-2">
            <h2 className="font-semibold">{title}</h2>
            {aside}
          </div>
          {summary ? <p className="mt-0.5 max-w-[65ch] text-ink-2 text-sm">{summary}</p> : null}
        </div>
      )}
      {children}
    </section>
  );
}
