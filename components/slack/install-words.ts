import type { SlackHealth, SlackInstallWord } from "@/lib/contract/slack";

/** How installing the app went, and what to do, to the admin who comes back from Slack. */
type InstallWords = { readonly title: string; readonly text: string };

const WORDS: Readonly<Record<Exclude<SlackInstallWord, "done">, InstallWords>> = {
  not_set_up: {
    title: "The app cannot be installed from here yet",
    text: "Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET where the process gets its environment, start it again, and install then.",
  },
  denied: {
    title: "Nothing was installed: Slack was told no",
    text: "Press Install into a workspace again and choose Allow. If you may not install apps there, ask somebody who may.",
  },
  expired: {
    title: "Nothing was installed: this attempt is over",
    text: "An attempt lasts ten minutes, works once, and only in the browser and session that began it. Press Install into a workspace again.",
  },
  refused: {
    title: "Nothing was installed: Slack refused, or granted too little",
    text: "Check that SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are those of the app, update the app from its manifest, and install it again.",
  },
  taken: {
    title: "Nothing was installed: that workspace is taken",
    text: "The settings of the process or another organisation here have it. Choose another workspace, or have it left there first.",
  },
  unavailable: {
    title: "Nothing was installed: Slack did not answer",
    text: "Wait a moment and press Install into a workspace again.",
  },
};

export type CameBack = { readonly word: string; readonly team: string | null };

/** A word nobody knows says nothing, nor does a workspace that is not there: anybody can write an address. */
export function installWords(
  { word, team }: CameBack,
  workspaces: SlackHealth["workspaces"],
): (InstallWords & { readonly isDone: boolean }) | null {
  if (Object.hasOwn(WORDS, word)) return { ...WORDS[word as keyof typeof WORDS], isDone: false };
  const workspace = workspaces.find(({ id, status }) => id === team && status === "active");
  if (word !== "done" || !workspace) return null;
  return {
    title: `The app is installed into ${workspace.name}`,
    text: "Now each person links their own account: they write /approvals in Slack and follow the link they get. Then send yourself a test page.",
    isDone: true,
  };
}
