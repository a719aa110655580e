/** How far a pending request is: who has signed, who is looking, whom it waits for, who is next, what went wrong. */
import type { RequestDetail, StepView } from "@/lib/contract/requests";
import { plural } from "@/lib/contract/words";
import { untrusted } from "@/lib/core/untrusted";
import {
  bold,
  date,
  type KnownBlock,
  type Leaf,
  peopleLeaves,
  personLeaf,
  personName,
  type RequestView,
  rich,
  text,
  time,
} from "./kit";
import { listed } from "./words";

type Line = readonly Leaf[];

/** Nothing, or one block with a line for each thing to know. */
export function progress(view: RequestView, reader: string | null): KnownBlock[] {
  const lines = [
    ...quorum(view),
    ...acknowledged(view, reader),
    ...(reader === null ? waiting(view) : []),
    ...questions(view),
    ...problems(view.request),
  ];
  return lines.length > 0 ? [rich(...lines)] : [];
}

const approvalsOf = ({ responses }: RequestDetail) =>
  responses.filter(({ verdict, dropped }) => verdict === "approve" && !dropped);

/** `1 of 2 approvals: @Bo`: as few as the rule could do with. */
function quorum(view: RequestView): Line[] {
  const { request } = view;
  const given = approvalsOf(request);
  const needed = request.approval.sets.reduce(
    (sum, { thresholds }) => sum + Math.min(...thresholds.map(({ approve }) => Math.max(1, approve)), MANY),
    0,
  );
  if (given.length === 0 && (needed < 2 || needed >= MANY)) return [];
  const people = given.flatMap((response, index) => [
    ...(index === 0 ? [text(": ")] : [text(", ")]),
    personLeaf(response.person, view),
    ...(response.on_behalf_of === undefined
      ? []
      : [text(` on behalf of ${personName(response.on_behalf_of, request)}`)]),
  ]);
  const isCounted = needed < MANY;
  const count = isCounted
    ? `${given.length} of ${Math.max(needed, given.length)} approvals`
    : plural(given.length, "approval");
  return [[bold(count), ...people]];
}
/** A part of a rule without a threshold is met by nobody. */
const MANY = 1_000_000;

function acknowledged(view: RequestView, reader: string | null): Line[] {
  const { acknowledgement } = view.request;
  if (acknowledgement === null) return [];
  const who =
    acknowledgement.person === reader
      ? [text("You are looking")]
      : [personLeaf(acknowledgement.person, view), text(" is looking")];
  return [[...who, text("; paging pauses until "), date(acknowledgement.until), text(".")]];
}

/** Whom it counts on now: those paged who have not answered. */
export function waitingFor({ responders, responses }: RequestDetail): readonly string[] {
  const answered = new Set(responses.filter(({ dropped }) => !dropped).map(({ person }) => person));
  return responders.filter((person) => !answered.has(person));
}

export function waiting(view: RequestView): Line[] {
  return [
    [bold("Waiting for "), ...peopleLeaves(waitingFor(view.request), view, "or"), text("."), ...next(view)],
  ];
}

function next(view: RequestView): Line {
  const step = view.request.steps.find(({ fired_at, skipped }) => fired_at === null && !skipped);
  if (step === undefined) return [];
  const people = listed(step.people.map((id) => personName(id, view.request)));
  return [text(` Next: page ${people} at `), time(step.at), text(".")];
}

const LATEST_QUESTIONS = 3;
function questions({ request }: RequestView): Line[] {
  return request.questions
    .slice(-LATEST_QUESTIONS)
    .flatMap((question): Line[] => [
      [
        bold(`${personName(question.asked_by, request)} asked: `),
        text(untrusted(question.text, 500, { lines: "keep" })),
      ],
      question.answer === null
        ? [text("The agent has not answered yet.")]
        : [bold("Agent says, not verified: "), text(untrusted(question.answer, 700, { lines: "keep" }))],
    ]);
}

/** What kept somebody from being asked, so that nobody waits for an answer that cannot come. */
function problems(request: RequestDetail): Line[] {
  return [
    ...request.problems.map(({ message }): Line => [bold("Problem: "), text(untrusted(message, 500))]),
    ...undelivered(request).map((who): Line => [bold("Not delivered: "), text(who)]),
  ];
}

const CHANNELS: Readonly<Record<string, string>> = { web: "the console", slack: "Slack", email: "e-mail" };
const MOST_UNDELIVERED = 5;

function undelivered(request: RequestDetail): readonly string[] {
  const failed = request.steps.flatMap(({ deliveries }) =>
    deliveries.filter(({ status }) => status === "failed"),
  );
  return [...new Set(failed.map((delivery) => whom(delivery, request)))].slice(0, MOST_UNDELIVERED);
}

const whom = ({ person, channel }: StepView["deliveries"][number], request: RequestDetail): string => {
  const who = person === null ? "the room" : personName(person, request);
  return `${CHANNELS[channel] ?? untrusted(channel, 40)} did not reach ${who}.`;
};
