"use client";

import { useState } from "react";
import { useMe, useNames } from "../people/queries";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Dialog } from "../shared/dialog";
import { Notice, ProblemNotice } from "../shared/notice";
import { Time } from "../shared/time-view";
import { nameOf } from "../shared/words";
import { type Stoppable, useFreeze, useThawing } from "./queries";

export const mayStop = (role: string | undefined): boolean => role === "manager" || role === "admin";

/** Said at the top of whatever is frozen: since when, by whom and why, and the way back. Nothing where nothing is. */
export function FrozenBanner(what: Stoppable) {
  const freeze = useFreeze(what);
  const role = useMe()?.person.role;
  const names = useNames();
  const [isAsking, setIsAsking] = useState(false);
  if (!freeze) return null;
  const [kind, author = ""] = freeze.by.split(":");
  return (
    <Notice
      tone="refusal"
      className="mb-4"
      title={
        <span role="status">
          The {what.kind} {what.id} is frozen
        </span>
      }
    >
      <p>
        “{freeze.reason}” ({kind === "person" ? nameOf(author, names) : "an operator token"},{" "}
        <Time at={freeze.at} relative />
        ). Nothing it proposes is allowed, and nothing approved is claimed.
      </p>
      {mayStop(role) ? (
        <Button className="mt-2" onClick={() => setIsAsking(true)}>
          Thaw…
        </Button>
      ) : null}
      <Dialog title={`Thaw ${what.id}?`} isOpen={isAsking} onClose={() => setIsAsking(false)}>
        <Thaw what={what} onClose={() => setIsAsking(false)} />
      </Dialog>
    </Notice>
  );
}

function Thaw({ what, onClose }: { what: Stoppable; onClose: () => void }) {
  const thaw = useThawing(what);
  return (
    <div className="grid gap-4 text-sm">
      <p>It goes on at once: its proposals are ruled on again, and what was approved may be claimed.</p>
      <div role="alert">{thaw.error ? <ProblemNotice problem={problemOf(thaw.error)} /> : null}</div>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Go back</Button>
        <Button
          look="primary"
          disabled={thaw.isPending}
          onClick={() => thaw.mutate({}, { onSuccess: onClose })}
        >
          Thaw
        </Button>
      </div>
    </div>
  );
}
