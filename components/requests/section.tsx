import { type ReactNode, useId } from "react";
import { cn } from "../shared/cn";

/** A numbered part of the form: its name in the margin, its content beside it; stacked on a phone. */
export function Section({
  title,
  hint,
  className,
  children,
}: {
  title: string;
  hint?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={cn(
        "grid min-w-0 gap-x-6 gap-y-2 border-line border-t py-5 first:border-t-0 md:grid-cols-[8.5rem_minmax(0,1fr)]",
        className,
      )}
    >
      <div>
        <h2 id={id} className="font-semibold text-sm">
          {title}
        </h2>
        {hint ? <p className="mt-0.5 text-2xs text-ink-3">{hint}</p> : null}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

/** The same in the rail, where there is no margin to write in. */
export function RailSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="border-line border-t py-5 first:border-t-0">
      <h2 id={id} className="mb-3 font-semibold text-sm">
        {title}
      </h2>
      {children}
    </section>
  );
}
