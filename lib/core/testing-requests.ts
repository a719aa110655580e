import { type Envelope, opening, type RequestEvent, type RequestState, type World } from "./approval-request";
import type { ApprovalRule, Threshold } from "./approval-rule";
import type { Exclusion } from "./authority";
import type { Answer, Command } from "./command";
import { decide } from "./decide";
import { type Directory, type Person, parseTarget, type Target } from "./directory";
import { addSeconds, DEFAULT_CAP_SECONDS, type EscalationRoute, type Step } from "./escalation-route";
import { type AnyEvent, applyEvents, refold } from "./fold";
import { mint } from "./grant";
import { canBeApproved, firstPages } from "./paging";
import type { Schedule } from "./schedule";

/** A small company for the tests of requests, and a request of it that can be driven through time. */
export const START = new Date("2026-11-20T12:00:00.000Z");
export const moment = (seconds: number): Date => addSeconds(START, seconds);
export const DIGEST = `sha256:${"a".repeat(64)}`;
export const OTHER_DIGEST = `sha256:${"b".repeat(64)}`;

const person = (id: string, level: number, role: Person["role"] = "member"): Person => ({
  id,
  name: id,
  level,
  role,
});

export const targets = (...texts: readonly string[]): readonly Target[] =>
  texts.map((text) => {
    const target = parseTarget(text);
    if (!target) throw new Error(`${text} is no target`);
    return target;
  });

export const NEVER: Schedule = { id: "never", timeZone: "UTC", layers: [], overrides: [], temporary: [] };
/** Ana at noon, Bo from one, and so on by the hour. */
export const HOURLY: Schedule = {
  ...NEVER,
  id: "hourly",
  layers: [
    {
      rotation: { type: "hourly", shiftLength: 1, start: "2026-11-20T12:00", participants: ["ana", "bo"] },
    },
  ],
};

/** Ana leads, Bo, Cy and Di work in payments, Eve audits, Fay administers. */
export const company = (more: Partial<Directory> = {}): Directory => ({
  people: new Map(
    [
      person("ana", 3),
      person("bo", 2),
      person("cy", 2),
      person("di", 1),
      person("eve", 3, "auditor"),
      person("fay", 1, "admin"),
    ].map((one) => [one.id, one]),
  ),
  teams: new Map([
    ["payments", ["bo", "cy", "di"]],
    ["security", ["ana", "bo"]],
    ["ghosts", []],
  ]),
  schedules: new Map([
    ["never", NEVER],
    ["hourly", HOURLY],
  ]),
  fallback: targets("person:fay"),
  ...more,
});

/** The company after somebody left it. */
export const without = (id: string, directory = company()): Directory => ({
  ...directory,
  people: new Map([...directory.people].filter(([known]) => known !== id)),
});

export const atLevel = (id: string, level: number, directory = company()): Directory => ({
  ...directory,
  people: new Map(
    [...directory.people].map(([known, one]) => [known, known === id ? { ...one, level } : one]),
  ),
});

type ThresholdInput = Partial<Omit<Threshold, "from">> & { readonly from: readonly string[] | null };

/** One set for each argument; a set is its thresholds. */
export const rule = (...sets: readonly (readonly ThresholdInput[])[]): ApprovalRule => ({
  sets: sets.map((thresholds) => ({
    thresholds: thresholds.map(({ from, ...more }) => ({
      approve: 1,
      deny: 1,
      level: 1,
      ...more,
      from: from && targets(...from),
    })),
  })),
  distinctPeople: true,
  assurance: "slack",
  reasonRequired: false,
});

export const step = (afterSeconds: number, ...notify: readonly string[]): Step => ({
  afterSeconds,
  notify: targets(...notify),
  via: null,
});

/** Fifteen minutes: Bo at once, Cy after five minutes, Ana after ten; one of payments may answer. */
export const route = (more: Partial<EscalationRoute> = {}): EscalationRoute => ({
  id: "main",
  deadlineSeconds: 900,
  maxDeadlineSeconds: DEFAULT_CAP_SECONDS,
  approval: rule([{ from: ["team:payments"] }]),
  steps: [step(0, "person:bo"), step(300, "person:cy"), step(600, "person:ana")],
  repeat: 0,
  ackTimeoutSeconds: 300,
  minRemainingSeconds: 120,
  whenLate: "fire",
  holdSeconds: 0,
  ...more,
});

export type Setting = {
  readonly route?: EscalationRoute;
  readonly directory?: Directory;
  readonly excluded?: readonly Exclusion[];
  readonly deadlineSeconds?: number;
};

type Body = {
  readonly digest?: string;
  readonly assurance?: ApprovalRule["assurance"];
  readonly reason?: string | null;
  readonly constraints?: Readonly<Record<string, unknown>>;
};

export const respond = (who: string, verdict: "approve" | "deny", body: Body = {}): Command => ({
  type: "respond",
  id: `rsp_${who}_${verdict}`,
  person: who,
  verdict,
  digest: DIGEST,
  reason: null,
  reasonCode: null,
  via: "web",
  assurance: "session",
  constraints: {},
  ...body,
});
export const approve = (who: string, body: Body = {}): Command => respond(who, "approve", body);
export const deny = (who: string, body: Body = {}): Command => respond(who, "deny", body);
export const acknowledge = (who: string): Command => ({ type: "acknowledge", person: who });
export const extend = (who: string, seconds: number): Command => ({ type: "extend", person: who, seconds });
export const reassign = (person: string, to: string): Command => ({ type: "reassign", person, to });
export const addResponder = (person: string, to: string): Command => ({ type: "add_responder", person, to });
export const escalate = (fromStep: number): Command => ({ type: "escalate", person: "bo", fromStep });
export const withdraw: Command = { type: "withdraw", reason: null, reasonCode: null };
export const supersede: Command = { type: "supersede", by: "act_2" };
export const ask: Command = { type: "ask", questionId: "qst_1", person: "bo", text: "which order?" };
export const answer = (text: string, questionId = "qst_1"): Command => ({ type: "answer", questionId, text });
export const tick: Command = { type: "tick" };

/** A request opened at START, and everything that happened to it since. */
export type Story = {
  /** The route it is under. */
  readonly route: () => EscalationRoute;
  /** What its events alone amount to. */
  readonly refolded: () => RequestState | null;
  /** Send it down another route. */
  readonly reroute: (seconds: number, person: string, to: EscalationRoute) => Answer;
  readonly state: () => RequestState;
  readonly history: () => readonly Envelope<AnyEvent>[];
  /** The company from now on. */
  readonly become: (directory: Directory) => void;
  readonly world: (seconds: number) => World;
  /** Give it a command, so many seconds after START. */
  readonly send: (seconds: number, command: Command) => Answer;
};

export function story(setting: Setting = {}): Story {
  let path = setting.route ?? route();
  const paths = [path];
  let directory = setting.directory ?? company();
  const history: Envelope<AnyEvent>[] = [];
  const world = (seconds: number): World => ({ now: moment(seconds), directory, route: path });
  const opened = openedBy(setting, path, world(0));
  let state = opening("req_1", opened, START);
  const apply = (events: readonly AnyEvent[], at: Date): void => {
    for (const event of events) history.push({ seq: history.length + 1, at, event });
    state = applyEvents(state, events, at, path);
  };
  apply([opened], START);
  apply(firstPages(state, world(0)), START);
  const send = (seconds: number, command: Command, within = world(seconds)): Answer => {
    const wasPending = state.status === "pending";
    const answer = decide(state, command, within);
    if (answer.events[0]?.type === "rerouted") path = within.route;
    apply(answer.events, moment(seconds));
    if (wasPending && state.status === "approved") apply([grantFor(state, path)], moment(seconds));
    return answer;
  };
  return {
    state: () => state,
    route: () => path,
    history: () => history,
    refolded: () =>
      refold("req_1", history, paths[0] ?? path, ({ configVersion }) => paths[configVersion] ?? path),
    become: (changed) => {
      directory = changed;
    },
    world,
    send: (seconds, command) => send(seconds, command),
    reroute: (seconds, person, to) => {
      const before = world(seconds);
      const from = { route: path.id, configVersion: paths.lastIndexOf(path) };
      paths.push(to);
      const pin = { route: to.id, configVersion: paths.length - 1 };
      return send(seconds, { type: "reroute", person, from, to: pin, before }, { ...before, route: to });
    },
  };
}

function openedBy(setting: Setting, path: EscalationRoute, world: World) {
  const opened: Extract<RequestEvent, { type: "opened" }> = {
    type: "opened",
    digest: DIGEST,
    excluded: setting.excluded ?? [],
    deadlineAt: moment(setting.deadlineSeconds ?? path.deadlineSeconds),
    unroutable: false,
  };
  return { ...opened, unroutable: !canBeApproved(opening("req_1", opened, START), world) };
}

function grantFor({ digest, decision }: RequestState, { holdSeconds }: EscalationRoute): AnyEvent {
  if (!decision) throw new Error("a grant without a decision");
  return mint(
    { grantId: "grt_1", digest, holdSeconds, constraints: decision.constraints },
    decision.decidedAt,
  );
}

/** What happened, in one word each, with whom it paged: "step_entered 0: bo". */
export const told = (events: readonly AnyEvent[]): readonly string[] =>
  events.map((event) => {
    const where = "position" in event ? ` ${event.position}` : "";
    const whom = "paged" in event ? `: ${event.paged.join(" ")}` : "";
    const how = event.type === "decided" ? ` ${event.outcome} (${event.cause})` : "";
    return `${event.type}${where}${whom}${how}`.trim();
  });
