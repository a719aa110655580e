import { cn } from "./cn";

/** A place where something will be. Shapes only; the page's own `loading` says what is awaited. */
export function Bone({ className }: { className?: string }) {
  return <div className={cn("animate-breathe rounded-sm bg-line", className)} />;
}

export function Loading({ what, children }: { what: string; children: React.ReactNode }) {
  return (
    <div>
      <p role="status" className="sr-only">
        Loading {what}…
      </p>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}
