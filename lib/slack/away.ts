import type { WorkspaceRecord } from "@/lib/ops/slack/workspace";
import type { SlackFault } from "./clients";

/** A workspace cannot be called, and why. */
export class SlackAway extends Error {
  override readonly name = "SlackAway";
  constructor(readonly fault: SlackFault) {
    super(`Slack: ${wordsOf(fault)}`);
  }
}

/** Nobody connected it, or it is another organisation's: which of the two is nobody's business here. */
export const notConnected = (): SlackAway => new SlackAway({ kind: "disconnected", code: "not_connected" });

/** It was connected, and Slack or its people ended that. */
export const letGo = ({ status, error }: Pick<WorkspaceRecord, "status" | "error">): SlackAway =>
  new SlackAway({ kind: "disconnected", code: error ?? status });

/** Ours, but no token of it can be had: whoever is there may be told so. */
export const isLetGo = (error: unknown): boolean =>
  error instanceof SlackAway && error.fault.kind === "disconnected" && !isNotConnected(error);

export const isNotConnected = (error: unknown): boolean =>
  error instanceof SlackAway && error.fault.kind === "disconnected" && error.fault.code === "not_connected";

/** Slack did not answer, or wants to be asked later. */
export const isAwayForNow = (error: unknown): boolean =>
  error instanceof SlackAway && (error.fault.kind === "ambiguous" || error.fault.kind === "ratelimited");

/** What is ours to say, because no call was made. */
const OURS: Readonly<Record<string, string>> = {
  not_connected: "that Slack workspace is not connected",
  not_set_up: "Slack is not set up here",
  installed_by_organisation: "an organisation installed the workspace of the settings' token itself",
  unreadable_token: "the token of that Slack workspace cannot be opened: install the app again",
};

/** As the request page and the health page say it. */
export function wordsOf(fault: SlackFault): string {
  switch (fault.kind) {
    case "ratelimited":
      return `Slack asks us to wait ${fault.seconds} s`;
    case "invalid_blocks":
      return `Slack refused the message: ${fault.detail}`;
    case "disconnected":
      return OURS[fault.code] ?? `Slack does not take our token: ${fault.code}`;
    case "ambiguous":
      return `Slack did not answer: ${fault.code}`;
    default:
      return `Slack refused: ${fault.code}`;
  }
}
