import type { World } from "@/lib/core/approval-request";
import { approversNow } from "@/lib/core/authority";
import type { Command } from "@/lib/core/command";
import type { AnyEvent } from "@/lib/core/fold";
import { claim, report } from "@/lib/core/grant";
import { question } from "@/lib/core/settle";
import type { OutcomeRow } from "@/lib/db/request-rows";
import type { LockedRequest } from "@/lib/db/request-writer";
import { newId } from "@/lib/runtime/ids";
import type { Asked, Filed } from "../actions/intake";
import { factsFor } from "../actions/intake-facts";
import { planBatch } from "../actions/intake-plan";
import type { AgentActor } from "../context";
import { eventsOf, worldOf } from "../requests/change";
import { nextTickAt } from "../requests/consequences";
import { ticksOf } from "../requests/tick";
import type { After, Moment, WritePast, Written } from "../requests/transact";
import { Agenda } from "./agenda";
import type { Act, Story } from "./stories";

/**
 * Let the demo's stories happen: every proposal is ruled on by the gate, every answer decided by the core, every timer
 * goes off at its instant, all in the order of time and through the one writer.
 */
export async function enact(
  write: WritePast,
  stories: readonly Story[],
  cast: { readonly present: Date; readonly actors: ReadonlyMap<string, AgentActor> },
): Promise<void> {
  const stage = new Stage(write, cast.actors);
  for (const story of stories) stage.agenda.add(story.at, (now) => stage.open(story, now));
  await stage.agenda.runUntil(cast.present);
}

/** A request that was opened, while it lasts. */
type Follow = { readonly id: string; readonly actionId: string; tickAt: number | null };

class Stage {
  readonly agenda = new Agenda();
  private readonly opened = new Map<Story, Follow>();

  constructor(
    private readonly write: WritePast,
    private readonly actors: ReadonlyMap<string, AgentActor>,
  ) {}

  async open(story: Story, now: Date): Promise<void> {
    const replaced = story.replaces && this.opened.get(story.replaces);
    const actor = this.actors.get(story.asking.agent);
    if (!actor) throw new Error(`no key for ${story.asking.agent}`);
    const asked: Asked = {
      actor,
      input: story.asking.input,
      idempotency: null,
      supersedes: replaced?.id ?? null,
    };
    const { filed, tickAt } = await this.write(
      now,
      replaced ? [replaced.id] : [],
      async (moment, requests, tx) => {
        const work = planBatch(moment, requests, await factsFor(tx, moment, [asked]), [asked]);
        return {
          ...work,
          answer: (written) => {
            const [answer] = work.answer(written).result;
            return { result: { filed: answer, tickAt: firstTickOf(moment, answer, written) } };
          },
        };
      },
    );
    const follow = requestIn(filed);
    if (!follow) return;
    this.opened.set(story, follow);
    this.setClock(follow, tickAt);
    for (const { after, act } of story.acts)
      this.agenda.add(new Date(story.at.getTime() + after * 1000), (at) => this.act(follow, act, at));
  }

  private async act(follow: Follow, act: Act, now: Date): Promise<void> {
    await this.change(follow, now, (moment, request) => happens(follow, act, moment, request));
  }

  /** Write what happens to a request at an instant, and set its clock. */
  private async change(
    follow: Follow,
    now: Date,
    decide: (moment: Moment, request: LockedRequest) => Happening,
  ): Promise<void> {
    const tickAt = await this.write(now, [follow.id], (moment, [request]) => {
      if (!request) throw new Error(`request ${follow.id} is gone`);
      const { events, outcome } = decide(moment, request);
      const { route } = worldOf(moment, request);
      return {
        transitions: [{ request, events }],
        outcomes: outcome ? [outcome] : [],
        answer: ({ requests }) => ({ result: tickOf(requests.get(follow.id), route) }),
      };
    });
    this.setClock(follow, tickAt);
  }

  private setClock(follow: Follow, tickAt: Date | null): void {
    const at = tickAt?.getTime() ?? null;
    if (at === follow.tickAt) return;
    follow.tickAt = at;
    if (at === null) return;
    // Timers go off a moment late, as they do.
    this.agenda.add(new Date(at + TIMER_LAG_MS), async (now) => {
      if (follow.tickAt !== at) return;
      follow.tickAt = null;
      await this.change(follow, now, (moment, request) => ({ events: ticksOf(moment, request) }));
    });
  }
}

const TIMER_LAG_MS = 12;

function firstTickOf(moment: Moment, filed: Filed | undefined, { requests }: Written): Date | null {
  const request = filed?.kind === "answered" ? filed.body.request : undefined;
  const route = request && moment.current.routes.get(request.route);
  return route ? tickOf(requests.get(request.id), route) : null;
}

const tickOf = (after: After | undefined, route: World["route"]): Date | null =>
  after ? nextTickAt(after.state, route) : null;

function requestIn(filed: Filed | undefined): Follow | null {
  if (filed?.kind === "refused") throw filed.error;
  if (filed?.kind !== "answered") throw new Error("the same was asked twice");
  const { action, request } = filed.body;
  return request ? { id: request.id, actionId: action.id, tickAt: null } : null;
}

type Happening = { readonly events: readonly AnyEvent[]; readonly outcome?: OutcomeRow };

/** What an act amounts to by now; an act that comes too late amounts to nothing. */
function happens(follow: Follow, act: Act, moment: Moment, request: LockedRequest): Happening {
  const { state } = request;
  switch (act.kind) {
    case "claim":
      return {
        events: claim(state.grant, { digest: state.digest, claimKey: `${follow.id}:1` }, moment.now).events,
      };
    case "report": {
      const { events } = report(state.grant, { status: act.status, outputDigest: null });
      if (events.length === 0) return { events };
      const { status, error } = act;
      return {
        events,
        outcome: { id: follow.actionId, status, output_digest: null, error, cost_cents: null },
      };
    }
    default: {
      if (state.status !== "pending") return { events: [] };
      const world = worldOf(moment, request);
      const command = commandOf(act, request, world);
      return { events: command ? eventsOf(request, command, world).events : [] };
    }
  }
}

function commandOf(
  act: Exclude<Act, { kind: "claim" | "report" }>,
  { state }: LockedRequest,
  world: World,
): Command | null {
  if (act.kind === "withdraw") return { type: "withdraw", reason: act.reason, reasonCode: null };
  if (act.kind === "answer") {
    const open = state.questions.find(({ answer }) => answer === null);
    return open ? { type: "answer", questionId: open.id, text: act.text } : null;
  }
  const person = whoever(act, state, world);
  return person === null ? null : doneBy(person, act, state.digest);
}

type PersonsAct = Exclude<Act, { kind: "claim" | "report" | "withdraw" | "answer" }>;

function doneBy(person: string, act: PersonsAct, digest: string): Command {
  switch (act.kind) {
    case "acknowledge":
      return { type: "acknowledge", person };
    case "comment":
      return { type: "comment", person, text: act.text };
    case "ask":
      return { type: "ask", questionId: newId("qst"), person, text: act.text };
    case "respond":
      return {
        type: "respond",
        id: newId("rsp"),
        person,
        verdict: act.verdict,
        digest,
        reason: act.reason,
        reasonCode: act.code,
        constraints: {},
        via: "web",
        assurance: "session",
      };
    default:
      return act satisfies never;
  }
}

/** Who acts: whoever said they are looking, else one of those who were paged, else somebody; they may approve. */
function whoever(act: PersonsAct, state: LockedRequest["state"], world: World): string | null {
  const answered = new Set(state.responses.map((response) => response.person));
  const able = approversNow(question(state, world)).filter((person) => !answered.has(person));
  const named = act.kind === "respond" ? act.person : undefined;
  const wanted = able.find((person) => person === (named ?? state.acknowledgement?.person));
  if (wanted !== undefined) return wanted;
  const paged = able.filter((person) => state.reached.includes(person));
  const pool = paged.length > 0 ? paged : able;
  return pool[state.openedAt.getTime() % pool.length] ?? null;
}
