"use client";

import { useState } from "react";
import type { SlackHealth } from "@/lib/contract/slack";
import { Button, buttonStyle } from "../shared/button";
import { Chip } from "../shared/chip";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { nameOf } from "../shared/words";
import { workspaceState } from "./connection-state";
import { LeaveDialog } from "./leave-dialog";
import { useLeaveWorkspace } from "./queries";

type Workspace = SlackHealth["workspaces"][number];
type Names = Readonly<Record<string, string>>;

/** The workspaces of this organisation, and the way to one more. */
export function WorkspacesCard({
  health: { installable, workspaces },
  names,
  administers,
}: {
  health: SlackHealth;
  names: Names;
  administers: boolean;
}) {
  const [asked, setAsked] = useState<Workspace | null>(null);
  // Held here, above the row that goes away with what it answers.
  const leaving = useLeaveWorkspace();
  const ask = (workspace: Workspace) => {
    // What was said of another workspace is not said of this one.
    leaving.reset();
    setAsked(workspace);
  };
  return (
    <section aria-labelledby="workspaces" className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h2 id="workspaces" className="font-semibold">
          Workspaces
        </h2>
        {installable && administers ? (
          // A plain link: what is fetched ahead of a click would begin an installation.
          <a href="/api/slack/install" className={buttonStyle({ look: "primary" })}>
            Install into a workspace
          </a>
        ) : null}
      </div>
      <p role="status" className={leaving.isSuccess ? "mt-2 text-permit text-sm" : "sr-only"}>
        {leaving.isSuccess ? "The workspace is left, and its tokens are forgotten." : ""}
      </p>
      {workspaces.length === 0 ? (
        <p className="mt-1 text-ink-2 text-sm">None yet.{administers ? "" : " An admin installs the app."}</p>
      ) : (
        <ul aria-labelledby="workspaces" className="mt-3 divide-y divide-line border-line border-t">
          {workspaces.map((workspace) => (
            <WorkspaceRow
              key={workspace.id}
              workspace={workspace}
              names={names}
              onLeave={administers && mayBeLeft(workspace) ? () => ask(workspace) : null}
            />
          ))}
        </ul>
      )}
      <LeaveDialog workspace={asked} leaving={leaving} onClose={() => setAsked(null)} />
    </section>
  );
}

/** The settings' own is left by changing them, and what was left before is only remembered. */
const mayBeLeft = ({ source, status }: Workspace): boolean =>
  source === "installed" && status !== "uninstalled";

function WorkspaceRow({
  workspace,
  names,
  onLeave,
}: {
  workspace: Workspace;
  names: Names;
  onLeave: (() => void) | null;
}) {
  const { tone, word, fault } = workspaceState(workspace);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5 text-sm">
      <div className="min-w-0 max-w-[65ch]">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Untrusted text={workspace.name} className="font-medium" />
          <Chip tone={tone}>{word}</Chip>
        </p>
        <p className="text-ink-3 text-xs">
          <span className="font-mono">{workspace.id}</span> · <Origin workspace={workspace} names={names} />
        </p>
        {fault ? (
          <p className="mt-1">
            <Untrusted text={fault.meaning} />{" "}
            {fault.code ? <Chip className="font-mono">{fault.code}</Chip> : null}
          </p>
        ) : null}
      </div>
      {onLeave ? (
        <Button size="small" onClick={onLeave}>
          Leave the workspace…
        </Button>
      ) : null}
    </li>
  );
}

function Origin({ workspace, names }: { workspace: Workspace; names: Names }) {
  const { source, installed_by, installed_at } = workspace;
  if (source === "settings") return "by SLACK_BOT_TOKEN, for every organisation here";
  return (
    <>
      installed{installed_by === null ? "" : ` by ${nameOf(installed_by, names)}`}
      {installed_at === null ? null : (
        <>
          {", "}
          <Time at={installed_at} />
        </>
      )}
    </>
  );
}
