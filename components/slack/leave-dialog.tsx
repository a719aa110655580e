"use client";

import type { SlackHealth } from "@/lib/contract/slack";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Dialog } from "../shared/dialog";
import { ProblemNotice } from "../shared/notice";
import { Untrusted } from "../shared/untrusted";
import type { useLeaveWorkspace } from "./queries";

/** Whether to be done with a workspace; null asks nothing. */
export function LeaveDialog({
  workspace,
  leaving,
  onClose,
}: {
  workspace: SlackHealth["workspaces"][number] | null;
  leaving: ReturnType<typeof useLeaveWorkspace>;
  onClose: () => void;
}) {
  return (
    <Dialog title="Leave this workspace?" isOpen={workspace !== null} onClose={onClose}>
      {workspace === null ? null : (
        <div className="grid gap-4 text-sm">
          <p>
            Nobody is paged in <Untrusted text={workspace.name} className="font-semibold" /> any more, and no
            button there answers: each person’s next way is used instead. The tokens are forgotten here and
            revoked at Slack. To come back, install the app again.
          </p>
          {leaving.isError ? (
            <div role="alert">
              <ProblemNotice problem={problemOf(leaving.error)} />
            </div>
          ) : null}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Keep it</Button>
            <Button
              look="deny"
              disabled={leaving.isPending}
              onClick={() => leaving.mutate(workspace.id, { onSuccess: onClose })}
            >
              {leaving.isPending ? "Leaving…" : "Leave the workspace"}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
