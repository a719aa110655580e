import type { Ruling } from "@/lib/contract/actions";
import type { RequestDetail } from "@/lib/contract/requests";
import { canonicalJson } from "@/lib/core/canonical-json";
import { responders } from "@/lib/core/responders";
import { extensionsLeft } from "@/lib/core/settle";
import { highestImpact } from "@/lib/core/surface";
import {
  type ActionRecord,
  countPages,
  type RequestRecord,
  readActionRecord,
  readDeliveries,
  readEvents,
  readPrecedents,
  readRequestRecord,
} from "@/lib/db/request-reader";
import { type ActionContext, contextOf } from "../actions/action-context";
import { actionView, decisionView, grantView, questionsView, requestUrl } from "../actions/answer-view";
import { chainReversibility } from "../actions/chain";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { decideIfOverdue } from "./change";
import {
  acknowledgementView,
  approvalView,
  mayRespondView,
  maySteerView,
  responsesView,
  stepsView,
} from "./detail-view";
import { problemsNow, readStanding } from "./standing";
import { timelineView } from "./timeline-view";
import { maySee, type Reading, reading, worldFor } from "./world";

/**
 * One request, whole: what exactly, on whose behalf, why it stopped, who was asked, what happens if nobody answers, and
 * by when. Errors: not_found, also for a request that is not the caller's to see.
 */
export const readRequest = (ctx: Context, { id }: Asked): Promise<RequestDetail> =>
  readParts(ctx, id, { hasHistory: true, hasPrecedents: true });

/** Without how earlier requests went, for which a card has no room. */
export const readForCard = (ctx: Context, { id }: Asked): Promise<RequestDetail> =>
  readParts(ctx, id, { hasHistory: true, hasPrecedents: false });

/** Without what happened so far, either: what an answer is judged by, for somebody who waits for three seconds at most. */
export const readForAnswer = (ctx: Context, { id }: Asked): Promise<RequestDetail> =>
  readParts(ctx, id, { hasHistory: false, hasPrecedents: false });

type Asked = { readonly id: string };
type Parts = { readonly hasHistory: boolean; readonly hasPrecedents: boolean };

async function readHistory(organisation: string, id: string) {
  const [events, deliveries, pages] = await Promise.all([
    readEvents(id),
    readDeliveries(organisation, id),
    countPages(id),
  ]);
  return { events, deliveries, pages };
}
const NO_HISTORY = { events: [], deliveries: [], pages: { sent: 0, delivered: 0 } };

async function readParts(
  ctx: Context,
  id: string,
  { hasHistory, hasPrecedents }: Parts,
): Promise<RequestDetail> {
  const { organisation } = ctx.actor;
  const view = await reading(organisation);
  const request = await readCurrent(organisation, id, view.now);
  if (!request) throw notFound("request");
  const world = await worldFor(view, request);
  if (!maySee(ctx.actor, request, view, world)) throw notFound("request");
  const of = { surface: request.surface, tool: request.tool, except: id };
  const [action, { events, deliveries, pages }, precedents, standing] = await Promise.all([
    readActionRecord(organisation, request.actionId),
    hasHistory ? readHistory(organisation, id) : NO_HISTORY,
    hasPrecedents ? readPrecedents(organisation, of) : [],
    readStanding(view, request, { hasHistory }),
  ]);
  if (!action) throw notFound("action");
  const { state } = request;
  const context = contextOf(action.context);
  return {
    id,
    version: request.version,
    status: request.status,
    binding_message: request.bindingMessage,
    opened_at: request.openedAt.toISOString(),
    deadline_at: request.deadlineAt.toISOString(),
    now: view.now.toISOString(),
    url: requestUrl(id),
    title: request.title,
    action: actionView(organisation, action),
    canonical_arguments: canonicalJson(action.arguments),
    context: contextView(request, context, action.runId, view),
    ruling: action.ruling as Ruling, // safe because only propose writes the column, from this very type
    route: {
      id: request.routeId,
      config_version: request.configVersion,
      deadline_seconds: world.route.deadlineSeconds,
      hold_seconds: world.route.holdSeconds,
    },
    approval: approvalView(state, world),
    steps: stepsView(state, world, events, deliveries),
    responses: responsesView(state, world),
    responders: [...responders(state)],
    extensions_left: state.status === "pending" ? extensionsLeft(state, world) : 0,
    acknowledgement: acknowledgementView(state),
    questions: questionsView(state),
    timeline: timelineView(events),
    problems: problemsNow(view, request, action, standing),
    loop: standing.loop,
    decision: decisionView(state, pages),
    grant: grantView(state.grant),
    outcome: outcomeView(action),
    precedents: precedentsView(precedents),
    people: namesOf(view),
    may_respond: mayRespondView(ctx.actor, state, world),
    may_steer: maySteerView(ctx.actor, state, world),
  };
}

const outcomeView = (action: ActionRecord): RequestDetail["outcome"] =>
  action.outcomeStatus && action.outcomeAt
    ? {
        status: action.outcomeStatus,
        error: action.outcomeError,
        reported_at: action.outcomeAt.toISOString(),
        applied_constraints: action.outcomeApplied,
        unconfirmed: action.outcomeUnconfirmed,
      }
    : null;

async function readCurrent(organisation: string, id: string, now: Date): Promise<RequestRecord | null> {
  const request = await readRequestRecord(organisation, id);
  const isNews = await decideIfOverdue(organisation, request, now);
  return isNews ? readRequestRecord(organisation, id) : request;
}

function contextView(
  request: RequestRecord,
  context: ActionContext,
  runId: string | null,
  { current }: Reading,
) {
  const agent = current.agents.get(request.agentId);
  const surface = current.document.surfaces.find(({ id }) => id === request.surface);
  return {
    explanation: context.explanation,
    run: { id: runId, ...context.run },
    facts: context.facts,
    delegation: context.delegation,
    agent: { id: request.agentId, name: agent?.name ?? request.agentId, owner: agent?.owner ?? null },
    surface: surface
      ? {
          id: surface.id,
          tier: surface.tier,
          reversibility:
            highestImpact([surface.reversibility, chainReversibility(current, context.delegation)]) ??
            surface.reversibility,
          owner: surface.owner ?? null,
          data_class: surface.data_class ?? null,
          preview: surface.preview ?? null,
        }
      : null,
  };
}

const precedentsView = (records: readonly RequestRecord[]): RequestDetail["precedents"] => ({
  approved: records.filter((record) => record.status === "approved").length,
  denied: records.filter((record) => record.status === "denied").length,
  last: records.slice(0, 3).flatMap(({ id, state }) =>
    state.decision
      ? [
          {
            id,
            outcome: state.decision.outcome,
            cause: state.decision.cause,
            decided_at: state.decision.decidedAt.toISOString(),
            decided_by: state.decision.decidedBy.map((by) => by.person),
          },
        ]
      : [],
  ),
});

/** The names of everyone in the organisation: a page that names a person never shows a bare id. */
const namesOf = ({ current }: Reading): RequestDetail["people"] =>
  Object.fromEntries([...current.directory.people.values()].map(({ id, name }) => [id, { name }]));
