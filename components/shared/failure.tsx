"use client";

import { Button } from "./button";

/** A page that could not be made. It says that nothing was decided, because that is what a reader would fear. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <div role="alert" className="mx-auto grid max-w-md gap-3 py-16">
      <h1 className="font-semibold text-xl tracking-tight">This page could not be made</h1>
      <p className="text-ink-2">
        The failure is on our side and has been logged. Nothing was decided by it: requests and deadlines go
        on as they were.
      </p>
      {digest ? <p className="font-mono text-ink-3 text-xs">Tell the operator: {digest}</p> : null}
      <p>
        <Button look="primary" onClick={retry}>
          Try again
        </Button>
      </p>
    </div>
  );
}
