import type { SlackHealth } from "@/lib/contract/slack";
import { type FaultWords, faultWords } from "./fault-words";

/** How the connection is, in a word and, where somebody has to do something, in a sentence. */
export type ConnectionState = {
  readonly tone: "plain" | "permit" | "grave" | "deny";
  readonly word: string;
  readonly trouble: { readonly title: string; readonly text: string; readonly code: string | null } | null;
};

const MEANWHILE = "Meanwhile pages take the next way of each person, and nothing is decided by it.";

/** What Slack would have said. */
const UNSAID = { revoked: "token_revoked", uninstalled: "app_uninstalled" } as const;

type Workspace = SlackHealth["workspaces"][number];

/** One workspace, in the words of the connection; `fault` where something is to be done about it. */
export function workspaceState(workspace: Pick<Workspace, "status" | "error" | "source">): {
  readonly tone: ConnectionState["tone"];
  readonly word: string;
  readonly fault: FaultWords | null;
} {
  const { status, error, source } = workspace;
  if (status !== "active")
    return {
      ...{ tone: "deny", word: status === "revoked" ? "Disconnected" : "Removed" },
      fault: faultWords(error ?? UNSAID[status], source),
    };
  if (error === null) return { tone: "permit", word: "Connected", fault: null };
  return { tone: "grave", word: "In trouble", fault: faultWords(error, source) };
}

const NOT_SET_UP: ConnectionState = {
  ...{ tone: "plain", word: "Not set up" },
  trouble: {
    title: "This house does not speak to Slack yet",
    text: "Set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET, where the process gets its environment, and start it again.",
    code: null,
  },
};

const HALF_SET_UP: ConnectionState = {
  ...{ tone: "grave", word: "Half set up" },
  trouble: {
    title: "Pages go out, and no button in Slack works",
    text: "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP, and start the process again.",
    code: null,
  },
};

export function connectionState(health: SlackHealth): ConnectionState {
  const { set_up, transport, workspace, workspaces } = health;
  if (!set_up) return NOT_SET_UP;
  const source = workspaces.find(({ id }) => id === workspace?.id)?.source ?? "settings";
  const state = workspace ? workspaceState({ ...workspace, source }) : ofSeveral(workspaces);
  if (state.tone !== "deny" && transport === null) return HALF_SET_UP;
  const { tone, word, fault } = state;
  if (fault === null) return { tone, word, trouble: null };
  const title = tone === "deny" ? `Slack does not let us in. ${MEANWHILE}` : "Slack answered with an error";
  return { tone, word, trouble: { title, text: fault.meaning, code: fault.code } };
}

/** None of several is the one of ids without a workspace; what is wrong with which is said in their list. */
function ofSeveral(workspaces: readonly Workspace[]): ReturnType<typeof workspaceState> {
  const present = workspaces.filter(({ status }) => status !== "uninstalled");
  if (present.length === 0) return { tone: "plain", word: "Not heard from yet", fault: null };
  const isWell = present.every((one) => workspaceState(one).fault === null);
  return { tone: isWell ? "permit" : "grave", word: isWell ? "Connected" : "In trouble", fault: null };
}
