import type { SlackHealth } from "@/lib/contract/slack";
import { Notice } from "../shared/notice";
import { Untrusted } from "../shared/untrusted";
import { type CameBack, installWords } from "./install-words";

/** What became of it, on coming back from Slack's page of consent. */
export function InstallNotice({
  cameBack,
  workspaces,
}: {
  cameBack: CameBack;
  workspaces: SlackHealth["workspaces"];
}) {
  const said = installWords(cameBack, workspaces);
  if (said === null) return null;
  return (
    <div role="status">
      <Notice tone={said.isDone ? "plain" : "warning"} title={<Untrusted text={said.title} />}>
        {said.text}
      </Notice>
    </div>
  );
}
