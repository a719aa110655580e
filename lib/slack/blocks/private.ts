/**
 * Answers that only the one who pressed or typed sees. A refusal says in words why, and what to do instead; the code
 * never reaches a person.
 */
import type { RequestDetail, RequestSummary } from "@/lib/contract/requests";
import { plural } from "@/lib/contract/words";
import { untrusted } from "@/lib/core/untrusted";
import { whoDecided } from "./decided";
import {
  date,
  escaped,
  type KnownBlock,
  type Leaf,
  linkButton,
  type Message,
  openButton,
  plain,
  rich,
  spoken,
  text,
  utcText,
} from "./kit";
import { waitingFor } from "./progress";
import { listed, namesText } from "./words";

type About = { readonly request: RequestDetail; readonly url: string };

const said = (words: string, more: readonly KnownBlock[] = []): Message => ({
  text: escaped(words),
  blocks: [{ type: "section", text: plain(words) }, ...more],
});

/**
 * Why an answer did not count. `about` is null where the request is not theirs to see; `detail` are the words of the
 * gate, for a code that has none here.
 */
export function refused(code: string, about: About | null, detail = "It was refused."): Message {
  const words = about ? refusalWords(code, about.request, detail) : withoutRequest(code, detail);
  if (!about) return said(words);
  return said(words, [{ type: "actions", elements: [toConsole(code, about)] }]);
}

const toConsole = (code: string, { request, url }: About) =>
  code === "step_up_required"
    ? linkButton(
        {
          action: "open_approve",
          words: "Approve in console",
          name: spoken("Approve in the console", request),
          style: "primary",
        },
        `${url}?intent=approve`,
      )
    : openButton({ request, url });

function refusalWords(code: string, request: RequestDetail, detail: string): string {
  const { decision } = request;
  switch (code) {
    case "already_decided":
      return decision
        ? `It is already decided: ${whoDecided(request)}, ${utcText(decision.decided_at)}. Your answer did not count.`
        : `It is already decided. Your answer did not count.`;
    case "deadline_passed":
      return `The deadline passed at ${utcText(request.deadline_at)}, so the gate denied it. Your answer did not count.`;
    case "already_responded":
      return "You have already given the other answer; an answer does not change.";
    case "not_eligible":
      return `You cannot decide this request. It waits for ${namesText(waitingFor(request), request, "or")}.`;
    case "authority_insufficient":
      return `This route asks for a higher level than yours. It waits for ${namesText(waitingFor(request), request, "or")}.`;
    default:
      return withoutRequest(code, detail);
  }
}

function withoutRequest(code: string, detail: string): string {
  switch (code) {
    case "self_approval":
      return "The agent is yours, acts for you, or was delegated to by yours: somebody else must answer.";
    case "step_up_required":
      return "Approving this asks for a stronger sign-in than Slack. Approve it in the console; you can deny it here.";
    case "digest_mismatch":
      return "The action is not the one this button was made for. Read the request again before you answer.";
    case "wrong_copy":
      return "This message is not a copy of that request. Answer from your own message, or in the console.";
    case "not_found":
      return "There is no such request, or it is not for you to see.";
    default:
      return untrusted(detail, 500);
  }
}

/** The link is a code for one use, for this Slack user in this workspace. */
export function notLinked({ linkUrl }: { readonly linkUrl: string }): Message {
  const words = "Your Slack account is not linked yet. Link it once to decide from Slack.";
  return {
    text: words,
    blocks: [
      {
        type: "section",
        text: plain(`${words} The link works for ten minutes and only for you.`),
        accessory: linkButton(
          { action: "link_account", words: "Link account", name: "Link your account", style: "primary" },
          linkUrl,
        ),
      },
    ],
  };
}

export type Stranger = "guest" | "bot" | "deleted" | "other_workspace";

const STRANGERS: Readonly<Record<Stranger, string>> = {
  guest: "Guests of this workspace cannot decide requests. Ask somebody of the workspace.",
  bot: "Bots and workflows cannot decide requests. A person has to answer.",
  deleted: "This Slack account is deactivated and cannot decide requests.",
  other_workspace:
    "Your Slack account belongs to another workspace. Only members of this one can decide requests.",
};

export const stranger = (who: Stranger): Message => said(STRANGERS[who]);

const MOST_LISTED = 10;

/** `/approvals` */
export function approvalsList(
  rows: readonly RequestSummary[],
  { waitingCount, consoleUrl }: { readonly waitingCount: number; readonly consoleUrl: string },
): Message {
  const open = linkButton(
    { action: "open_web", words: "Open the console", name: "Open the console" },
    consoleUrl,
  );
  if (rows.length === 0) return said("Nothing waits for you.", [{ type: "actions", elements: [open] }]);
  const words = `${plural(waitingCount, "request waits", "requests wait")} for you.`;
  const lines = rows
    .slice(0, MOST_LISTED)
    .map((request): Leaf[] => [
      text(`${untrusted(request.title, 200)}  ·  ${untrusted(request.agent.name, 60)}  ·  answer by `),
      date(request.deadline_at),
    ]);
  return said(words, [
    {
      type: "rich_text",
      elements: [
        {
          type: "rich_text_list",
          style: "bullet",
          elements: lines.map((elements) => ({ type: "rich_text_section", elements })),
        },
      ],
    },
    { type: "actions", elements: [open] },
  ]);
}

export type Watch = {
  readonly schedule: string;
  readonly people: readonly string[];
  readonly until: string | null;
};

/** `/approvals on-call` */
export function onCallList(watches: readonly Watch[]): Message {
  if (watches.length === 0) return said("No schedule is set up: nobody is on call.");
  const shown = watches.slice(0, MOST_LISTED);
  const rest = watches.length - shown.length;
  const lines = shown.map(({ schedule, people, until }): Leaf[] => [
    text(`${untrusted(schedule, 80)}: ${listed(people.map((name) => untrusted(name, 60)))}`),
    ...(until === null ? [] : [text(" until "), date(until)]),
  ]);
  return {
    text: "Who is on call now.",
    blocks: [rich(...lines, ...(rest > 0 ? [[text(`and ${plural(rest, "more schedule")}`)]] : []))],
  };
}

/** `/approvals mute`: pages go elsewhere, and answering stays possible. */
export const muted = (until: string | null): Message =>
  said(
    until === null
      ? "Slack pages you again."
      : `Slack does not page you until ${utcText(until)}. Pages go to your next contact method; you can still answer here.`,
  );

/** Nothing of that name can be stopped. */
export const notKnown = (kind: string, id: string): Message =>
  said(`There is no ${kind} ${untrusted(id, 80)}. Nothing was stopped.`);

/** What was stopped, in each organisation where it was. */
export const stoppedNow = (kind: string, id: string, { ended, url }: Stopping): Message =>
  said(
    `The ${kind} ${untrusted(id, 80)} is frozen: nothing of it is allowed or carried out from now on.${
      ended === null
        ? ""
        : ` ${plural(ended.withdrawn, "request was", "requests were")} withdrawn, ${plural(ended.revoked, "approval")} revoked.`
    } It goes on only when somebody says so in the console: ${url}`,
  );

type Stopping = {
  /** What a kill ended; null where it was only frozen. */
  readonly ended: { readonly withdrawn: number; readonly revoked: number } | null;
  readonly url: string;
};

/** What is left of a card whose reader may no longer see the request. */
export const notYours = (): Message => said("This request is no longer for you to see.");

/** `/approvals` with a word it does not know. */
export const commandHelp = (): Message =>
  said(
    "/approvals lists what waits for you. /approvals on-call says who is on call. /approvals mute 2h keeps Slack quiet for two hours, at most a day; /approvals unmute ends it. For managers: /approvals freeze agent support-bot and why stops an agent at once, /approvals kill also ends what it has open; surface instead of agent stops a surface.",
  );
