import { quoted } from "@/lib/core/display";
import { currentInstant, digestOf } from "@/lib/sdk/environment";
import { CountersignError, GovernanceDenied } from "@/lib/sdk/errors";
import { explainDenial, explainError, isUnreachable } from "@/lib/sdk/explain";
import { govern } from "@/lib/sdk/govern";
import type { JsonObject } from "@/lib/sdk/json";
import type { Permit } from "@/lib/sdk/permit";
import type { Access } from "../agent-access";
import type { Ending } from "../exit-codes";
import type { Shell } from "../shell";
import { type Journal, type JournaledStep, writeJournal } from "./journal";
import type { Event, Narrate, RefusedEvent } from "./narrate";
import { isSame, type Scratch, type Snapshot, takeSnapshot } from "./scratch";
import type { Tool } from "./tool";

const TASK = "Prepare the billing repository for its next release";

export type Work = {
  readonly scratch: Scratch;
  readonly access: Access;
  readonly shell: Shell;
  readonly narrate: Narrate;
  readonly deadlineSeconds: number | undefined;
};

/** What came of one action. After some endings it makes no sense to ask for more. */
type Result = { readonly ending: Ending; readonly isLast?: boolean; readonly event: Event | null };
type Attempt = { readonly ending: Ending; readonly isLast: boolean; readonly journal: Journal };

/** One action from plan to outcome. After every no, git is asked whether anything happened all the same. */
export async function attempt(work: Work, journal: Journal, tool: Tool): Promise<Attempt> {
  const known = journal.steps[tool.name];
  if (known?.ended) return { ending: "done", isLast: false, journal };
  const step = known ?? (await plan(work, journal, tool));
  const begun = await record(work, journal, tool, step);

  const before = await takeSnapshot(work.scratch);
  const result = await ask(work, tool, step, journal.runId);
  const event = result.event?.event === "refused" ? await checked(work, before, result.event) : result.event;
  if (event) work.narrate(event);
  const isBroken = event?.event === "refused" && !event.is_untouched;
  const ending = isBroken ? "failed" : result.ending;
  // An action without an answer stays open, so that a later process takes up the same request.
  if (result.isLast) return { ending, isLast: true, journal: begun };
  const ended = { at: currentInstant(), summary: event?.event === "refused" ? event.word : result.ending };
  return { ending, isLast: false, journal: await record(work, begun, tool, { ...step, ended }) };
}

async function checked(work: Work, before: Snapshot, event: RefusedEvent): Promise<RefusedEvent> {
  return { ...event, is_untouched: isSame(before, await takeSnapshot(work.scratch)) };
}

async function plan(work: Work, journal: Journal, tool: Tool): Promise<JournaledStep> {
  const { arguments: args, title, why } = await tool.plan(work.scratch);
  const path = Object.values(journal.steps).flatMap(({ ended, tool: earlier }) =>
    ended ? [{ tool: earlier, at: ended.at, summary: ended.summary }] : [],
  );
  const run = { id: journal.runId, task: TASK, step: Object.keys(journal.steps).length + 1, path };
  const context = {
    tool: tool.tool,
    run,
    explanation: { title, why },
    deadlineSeconds: work.deadlineSeconds,
  };
  return { tool: tool.tool, arguments: args, context, ended: null };
}

async function record(work: Work, journal: Journal, tool: Tool, step: JournaledStep): Promise<Journal> {
  const next = { ...journal, steps: { ...journal.steps, [tool.name]: step } };
  await writeJournal(work.scratch.directory, next);
  return next;
}

async function ask(work: Work, tool: Tool, step: JournaledStep, runId: string): Promise<Result> {
  const { access, scratch, shell, narrate } = work;
  const action = tool.name;
  let askedId: string | null = null;
  const governed = govern(tool.tool, performer(tool, scratch), {
    client: access.client,
    context: step.context,
    idempotencyKey: `${runId}:${tool.name}`,
    // The performer looks before it acts, so a crash between claim and outcome costs nothing.
    isRepeatable: true,
    signal: shell.signal,
    onEscalated: (request, { action: { id } }) => {
      askedId = id;
      narrate({ event: "escalated", action, action_id: id, request });
    },
    outcomeOf: async ({ output }) => ({ status: "succeeded", outputDigest: await digestOf(output) }),
    onUnreported: (error) =>
      narrate({ event: "unreported", action, sentence: `The gate could not be told: ${sentenceOf(error)}` }),
  });
  try {
    const { permit } = await governed(step.arguments);
    return { ending: "done", event: doneEvent(tool, step, permit.actionId, permit) };
  } catch (error) {
    if (shell.signal.aborted) return await interrupted(work, action, askedId);
    const isEarlier = error instanceof GovernanceDenied && error.reasonCode === "already_claimed";
    if (isEarlier && (await tool.isDone(scratch, step.arguments))) {
      return { ending: "done", event: doneEvent(tool, step, error.actionId, null) };
    }
    return explain(error, tool, access.url);
  }
}

type Performed = { readonly output: string; readonly permit: Permit };

const performer =
  (tool: Tool, scratch: Scratch) =>
  async (args: JsonObject, permit: Permit): Promise<Performed> => {
    const isDone = await tool.isDone(scratch, args);
    return { permit, output: isDone ? "done by an earlier attempt" : await tool.run(scratch, args) };
  };

function doneEvent(tool: Tool, step: JournaledStep, actionId: string, permit: Permit | null): Event {
  const isAllowed = permit !== null && permit.grantId === null;
  return {
    event: "done",
    action: tool.name,
    tool: tool.tool,
    action_id: actionId,
    word: isAllowed ? "allowed" : "approved",
    approved_by: permit?.decision?.decidedBy ?? [],
    effect: tool.effectOf(step.arguments),
  };
}

function explain(error: unknown, tool: Tool, url: string): Result {
  const about = { action: tool.name, tool: tool.tool };
  if (error instanceof GovernanceDenied) {
    return {
      ending: "done",
      event: { event: "refused", ...about, ...explainDenial(error), is_untouched: false },
    };
  }
  if (error instanceof CountersignError) {
    const event = { event: "refused" as const, ...about, ...explainError(error, url), is_untouched: false };
    if (isUnreachable(error)) return { ending: "unreachable", isLast: true, event };
    return { ending: "failed", isLast: error.status === 401, event };
  }
  return { ending: "failed", event: { event: "failed", ...about, sentence: sentenceOf(error) } };
}

/** Nobody shall be asked to decide for an agent that has left. */
async function interrupted(work: Work, action: string, askedId: string | null): Promise<Result> {
  const ending = { ending: "interrupted", isLast: true, event: null } as const;
  if (askedId === null) return ending;
  try {
    await work.access.client.withdraw(askedId, "the agent was stopped");
    return ending;
  } catch (error) {
    const sentence = `The request could not be withdrawn: ${sentenceOf(error)}`;
    return { ...ending, event: { event: "unreported", action, sentence } };
  }
}

const sentenceOf = (error: unknown): string => quoted(error instanceof Error ? error.message : String(error));
