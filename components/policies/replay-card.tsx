"use client";

import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Card } from "../shared/card";
import type { ItemOf } from "../shared/config-item";
import { Notice } from "../shared/notice";
import { Time } from "../shared/time-view";
import { plural } from "../shared/words";
import { changeWords } from "./policy-words";
import { SINCE_DAYS, useReplay } from "./queries";

/** What the policy as it is drafted would have made of past actions, were it in force. Asked for, never by itself. */
export function ReplayCard({ policy }: { policy: ItemOf<"policies"> }) {
  const replay = useReplay();
  const enforced = { ...policy, mode: "enforce" as const, when: policy.when || null };
  return (
    <Card
      title="Before it counts"
      summary={`Rules on the actions of the last ${SINCE_DAYS} days again, with this policy as it stands here in force. Nothing is saved.`}
      aside={
        <Button onClick={() => replay.mutate(enforced)} disabled={replay.isPending}>
          {replay.isPending ? "Replaying…" : "Replay past actions"}
        </Button>
      }
    >
      <div role="status">
        {replay.isError ? <Refused error={replay.error} /> : null}
        {replay.data ? <Report report={replay.data} /> : null}
      </div>
    </Card>
  );
}

function Refused({ error }: { error: unknown }) {
  const { title, errors } = problemOf(error);
  return (
    <Notice tone="warning" title={errors?.length ? "It could not be saved as it is" : title}>
      {errors?.map(({ path, message }) => (
        <p key={`${path} ${message}`} className="wrap-anywhere">
          {message}
        </p>
      ))}
    </Notice>
  );
}

function Report({ report }: { report: NonNullable<ReturnType<typeof useReplay>["data"]> }) {
  const { actions, changed, complete, surfaces, examples } = report;
  return (
    <div className="grid gap-2 text-sm">
      <p className="font-medium">
        {changed === 0
          ? `Nothing would have come out differently, of ${plural(actions, "action")}.`
          : `${changed} of ${plural(actions, "action")} would have come out differently.`}
        {complete ? "" : " There are older ones that were not looked at."}
      </p>
      <ul>
        {surfaces
          .filter((one) => one.changed > 0)
          .map(({ surface, changes }) => (
            <li key={surface}>
              {surface ?? "On no surface"}: {changes.map(changeWords).join("; ")}
            </li>
          ))}
      </ul>
      <ul className="text-ink-3 text-xs">
        {examples.map(({ action, at, agent, tool, before, after }) => (
          <li key={action} className="wrap-anywhere">
            <Time at={at} /> {agent} {tool ?? ""}: {before.verdict} → {after.verdict}{" "}
            <span className="font-mono">{action}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
