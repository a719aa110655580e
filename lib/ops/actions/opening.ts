import { amountsIn, valueAt } from "@/lib/core/amounts";
import { opening, type RequestEvent } from "@/lib/core/approval-request";
import type { Exclusion } from "@/lib/core/authority";
import { BINDING_MESSAGE_COUNT, bindingMessage } from "@/lib/core/binding-message";
import { effectSentence } from "@/lib/core/effect";
import { addSeconds } from "@/lib/core/escalation-route";
import { applyEvents } from "@/lib/core/fold";
import { canBeApproved, firstPages } from "@/lib/core/paging";
import { newId, randomBelow } from "@/lib/runtime/ids";
import type { Snapshot } from "../config/snapshot";
import type { Subject } from "../requests/consequences";
import type { Moment, Opening } from "../requests/transact";
import type { Prepared } from "./intake-facts";
import type { GateRuling } from "./ruling";

/** Open a request: who cannot approve it, by when it must be answered, and whom its first step pages. */
export function openingFor(
  moment: Moment,
  prepared: Prepared,
  ruling: Pick<GateRuling, "route">,
  actionId: string,
): Opening {
  const { current, now } = moment;
  const { facts, waiting } = prepared;
  const route = current.routes.get(ruling.route);
  if (!route) throw new Error(`route ${ruling.route} is not in configuration ${current.version}`);
  const seconds = Math.min(route.deadlineSeconds, waiting.input.deadline_seconds ?? route.deadlineSeconds);
  const subject: Subject = {
    requestId: newId("req"),
    actionId,
    agentId: facts.agent,
    surface: facts.surface,
    tool: facts.tool,
    title: effectSentence({
      agent: current.agents.get(facts.agent)?.name ?? facts.agent,
      surface: facts.surface,
      tool: facts.tool,
      arguments: waiting.input.arguments,
    }),
    bindingMessage: bindingMessage(randomBelow(BINDING_MESSAGE_COUNT)),
    hasCallback: waiting.input.callback != null,
    configVersion: current.version,
    route,
  };
  const opened: Extract<RequestEvent, { type: "opened" }> = {
    type: "opened",
    digest: prepared.digest,
    excluded: exclusionsOf(current, prepared),
    ...(current.limited.length === 0 ? {} : { amounts: amountsIn(waiting.input.arguments, current.limited) }),
    deadlineAt: addSeconds(now, seconds),
    unroutable: false,
  };
  const world = { now, directory: current.directory, route };
  const draft = opening(subject.requestId, opened, now);
  const first = { ...opened, unroutable: !canBeApproved(draft, world) };
  const state = applyEvents(opening(subject.requestId, first, now), [first], now, route);
  const events = [first, ...firstPages(state, world)];
  return { subject, runId: facts.run, events };
}

/**
 * Separation of duties: the agent's owner, the person it acts for, the owners of every agent in its chain, and who wrote
 * the change it is about to make.
 */
function exclusionsOf(current: Snapshot, { facts, waiting, surface }: Prepared): readonly Exclusion[] {
  const exclusions: Exclusion[] = [];
  const owner = current.agents.get(facts.agent)?.owner;
  if (owner) exclusions.push({ person: owner, why: "owner" });
  const subject = facts.onBehalfOf?.replace(/^(user|person):/, "");
  if (subject) exclusions.push({ person: personNamed(current, subject), why: "subject" });
  for (const { agent } of waiting.input.delegation) {
    const delegator = current.agents.get(agent)?.owner;
    if (delegator) exclusions.push({ person: delegator, why: "delegation" });
  }
  const said = { args: waiting.input.arguments, facts: waiting.input.facts };
  for (const path of surface?.authors ?? []) {
    for (const author of [valueAt(said, path)].flat()) {
      if (typeof author === "string")
        exclusions.push({ person: personNamed(current, author), why: "author" });
    }
  }
  return exclusions;
}

/** A subject may be given by id or by e-mail; either way it is the same person. */
const personNamed = (current: Snapshot, subject: string): string =>
  current.document.people.find(
    ({ id, email }) => id === subject || email?.toLowerCase() === subject.toLowerCase(),
  )?.id ?? subject;
