"use client";

import { type FormEvent, useState } from "react";
import { useMe } from "../people/queries";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Card } from "../shared/card";
import { Dialog } from "../shared/dialog";
import { TextInput } from "../shared/form/inputs";
import { ProblemNotice } from "../shared/notice";
import { mayStop } from "./frozen-banner";
import { type Stoppable, useFreeze, useFreezing, useKilling } from "./queries";

type Verb = "freeze" | "kill";

const TITLES: Readonly<Record<Verb, string>> = { freeze: "Freeze", kill: "Kill" };
const MEANS: Readonly<Record<Verb, string>> = {
  freeze:
    "From now on nothing it proposes is allowed and nothing approved is claimed, on every process. Its requests stay answerable, and you can thaw it.",
  kill: "As a freeze, and besides: its pending requests are withdrawn and its unclaimed grants revoked. That part cannot be taken back.",
};

/** The emergency stop of an agent or a surface, for managers and admins: one confirmation, and it is in force. */
export function StopCard({ name, ...what }: Stoppable & { name: string }) {
  const role = useMe()?.person.role;
  const freeze = useFreeze(what);
  const [asking, setAsking] = useState<Verb | null>(null);
  if (!mayStop(role)) return null;
  return (
    <Card
      title="Emergency stop"
      summary="To freeze is to stop it at once, until somebody thaws it. To kill is to end what it has under way as well."
    >
      <div className="flex flex-wrap gap-2">
        {freeze ? null : <Button onClick={() => setAsking("freeze")}>Freeze…</Button>}
        <Button onClick={() => setAsking("kill")}>Kill…</Button>
      </div>
      <StopDialog what={what} name={name} verb={asking} onClose={() => setAsking(null)} />
    </Card>
  );
}

/** Why, once, and it is done. */
export function StopDialog({
  what,
  name,
  verb,
  onClose,
}: {
  what: Stoppable;
  name: string;
  verb: Verb | null;
  onClose: () => void;
}) {
  return (
    <Dialog title={verb ? `${TITLES[verb]} ${name}?` : ""} isOpen={verb !== null} onClose={onClose}>
      {verb ? <Confirm what={what} verb={verb} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Confirm({ what, verb, onClose }: { what: Stoppable; verb: Verb; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const freeze = useFreezing(what);
  const kill = useKilling(what);
  const stop = verb === "kill" ? kill : freeze;
  const isSaid = reason.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSaid && !stop.isPending) stop.mutate({ reason: reason.trim() }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit} className="grid gap-4 text-sm">
      <p>{MEANS[verb]}</p>
      <TextInput
        label="Reason"
        hint="Everybody who meets it reads this."
        placeholder="It repeats the same refund."
        value={reason}
        onChange={setReason}
      />
      <div role="alert">{stop.error ? <ProblemNotice problem={problemOf(stop.error)} /> : null}</div>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Go back</Button>
        <Button type="submit" look="deny" disabled={!isSaid || stop.isPending}>
          {TITLES[verb]}
        </Button>
      </div>
    </form>
  );
}
