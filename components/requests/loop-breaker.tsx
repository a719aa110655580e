"use client";

import { useState } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { mayStop } from "../freezes/frozen-banner";
import { StopDialog } from "../freezes/stop-card";
import { useMe } from "../people/queries";
import { Button } from "../shared/button";
import { Notice } from "../shared/notice";
import { plural } from "../shared/words";

/** An agent that is denied again and again in one run: those who may are offered to stop it here and now. */
export function LoopBreaker({ request }: { request: RequestDetail }) {
  const role = useMe()?.person.role;
  const [isAsking, setIsAsking] = useState(false);
  const { loop, problems, context } = request;
  const isFrozen = problems.some(({ code }) => code === "agent_frozen");
  if (!loop || isFrozen) return null;
  const { id, name } = context.agent;
  return (
    <Notice
      tone="warning"
      className="mt-4"
      title={`${plural(loop.denials, "denial")} in this run: ${name} may be in a loop`}
    >
      {mayStop(role) ? (
        <Button className="mt-2" onClick={() => setIsAsking(true)}>
          Freeze this agent…
        </Button>
      ) : null}
      <StopDialog
        what={{ kind: "agent", id }}
        name={name}
        verb={isAsking ? "freeze" : null}
        onClose={() => setIsAsking(false)}
      />
    </Notice>
  );
}
