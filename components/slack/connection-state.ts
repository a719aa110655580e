import type { SlackHealth } from "@/lib/contract/slack";
import { faultWords } from "./fault-words";

/** How the connection is, in a word and, where somebody has to do something, in a sentence. */
export type ConnectionState = {
  readonly tone: "plain" | "permit" | "grave" | "deny";
  readonly word: string;
  readonly trouble: { readonly title: string; readonly text: string; readonly code: string | null } | null;
};

const MEANWHILE = "Meanwhile pages take the next way of each person, and nothing is decided by it.";

/** What Slack would have said. */
const UNSAID = { revoked: "token_revoked", uninstalled: "app_uninstalled" } as const;

export function connectionState(health: SlackHealth): ConnectionState {
  const { set_up, transport, workspace } = health;
  if (!set_up)
    return {
      ...{ tone: "plain", word: "Not set up" },
      trouble: {
        title: "This house does not speak to Slack yet",
        text: "Set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET, where the process gets its environment, and start it again.",
        code: null,
      },
    };
  if (workspace && workspace.status !== "active") {
    const { meaning, code } = faultWords(workspace.error ?? UNSAID[workspace.status]);
    return {
      ...{ tone: "deny", word: workspace.status === "revoked" ? "Disconnected" : "Removed" },
      trouble: { title: `Slack does not let us in. ${MEANWHILE}`, text: meaning, code },
    };
  }
  if (transport === null)
    return {
      ...{ tone: "grave", word: "Half set up" },
      trouble: {
        title: "Pages go out, and no button in Slack works",
        text: "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP, and start the process again.",
        code: null,
      },
    };
  if (!workspace) return { tone: "plain", word: "Not heard from yet", trouble: null };
  if (workspace.error === null) return { tone: "permit", word: "Connected", trouble: null };
  const { meaning, code } = faultWords(workspace.error);
  return {
    ...{ tone: "grave", word: "In trouble" },
    trouble: { title: "Slack answered with an error", text: meaning, code },
  };
}
