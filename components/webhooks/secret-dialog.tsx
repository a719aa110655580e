"use client";

import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { ProblemNotice } from "../shared/notice";
import { ShownOnce } from "../shared/shown-once";
import { Time } from "../shared/time-view";
import { useNewSecret } from "./queries";

/** Asks before it makes a secret, and shows it once. */
export function SecretDialog({
  id,
  hasSecret,
  onClose,
}: {
  id: string;
  hasSecret: boolean;
  onClose: () => void;
}) {
  const made = useNewSecret(id);
  if (made.data) {
    const { secret, previous_until: until } = made.data;
    return (
      <div className="grid gap-4 text-sm">
        <p role="status">Copy it now. It is shown this once and never again.</p>
        <ShownOnce name="Secret" secret={secret}>
          {until ? (
            <>
              Until <Time at={until} /> messages are signed with the one before, too.
            </>
          ) : (
            "What waited for it is sent soon."
          )}
        </ShownOnce>
        <Button look="primary" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    );
  }
  return (
    <div className="grid gap-4 text-sm">
      <p>
        {hasSecret
          ? "You get a new secret now. For 24 hours messages are signed with both, so that the receiver can change over."
          : "The receiver checks with it that a message is ours. Whoever has it can write messages that look like ours."}
      </p>
      <div role="alert">{made.isError ? <ProblemNotice problem={problemOf(made.error)} /> : null}</div>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Go back</Button>
        <Button look="primary" disabled={made.isPending} onClick={() => made.mutate(undefined)}>
          {hasSecret ? "Replace it" : "Make a secret"}
        </Button>
      </div>
    </div>
  );
}
