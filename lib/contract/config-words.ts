/**
 * A sentence for every field of `countersign.yaml`, as editors show it beside the cursor. A test demands one for each
 * field there is. In a path, `*` is any item of a list.
 */
const LIMITS = {
  per_minute: "How many actions an agent may propose a minute; the next ones are throttled.",
  open_requests: "How many requests of an agent may wait at once; the next actions are throttled.",
  denials_in_run: "After so many denials in one run the request offers to freeze the agent; left out, 5.",
  cost_cents: "What an agent may spend, in cents.",
  "cost_cents.task": "In one run.",
  "cost_cents.hour": "In one hour.",
  "cost_cents.day": "In one day.",
};

const WINDOWS = {
  "*.weekdays": "The days on which the window starts.",
  "*.start": "HH:MM on that day.",
  "*.end": "HH:MM; not after the start means on the next day, and 00:00–00:00 is the whole day.",
};

const METHODS = {
  "*.via": "How: web, slack or email.",
  "*.after": "How long after the page, as in 2m.",
};

const within = (place: string, words: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(words).map(([name, sentence]) => [name === "" ? place : `${place}.${name}`, sentence]),
  );

const ORGANISATION = within("organisation", {
  "": "The organisation itself. Its id never changes.",
  id: "The organisation's id, as the server knows it.",
  name: "What people read.",
  time_zone: "An IANA time zone, such as Europe/Madrid: of schedules and hours that name none.",
  default_route: "Where an action goes when no policy and no route's condition says.",
  fallback: "Whom the organisation pages when a route reaches nobody or nobody could approve.",
  "fallback.notify": "Whom; when it is nobody, every admin.",
  "fallback.unregistered":
    "What becomes of a tool that no surface covers: ask (if left out) asks a person, deny refuses it.",
  limits: "For every agent that has none of its own.",
  ...within("limits", LIMITS),
});

const PEOPLE = within("people", {
  "": "Everybody who answers, manages, or only reads.",
  "*.id": "How everything else names this person, as in person:ana.",
  "*.name": "What people read.",
  "*.email": "Where sign-in by single sign-on finds this person, and where e-mail goes.",
  "*.role":
    "member answers; manager also configures; admin also says who people are; auditor reads everything and decides nothing.",
  "*.level": "Authority, from 1: a threshold may ask for people of at least some level.",
  "*.slack": "The member id, as in T01/U012ABC, or U012ABC in the bot's own workspace.",
  "*.time_zone": "Where this person lives; left out, the organisation's.",
  "*.manager": "The person that manager:<this person> means.",
  "*.contact": "How this person wants to be reached, in order.",
  "*.contact.default": "For pages of ordinary urgency.",
  "*.contact.urgent": "For pages of steps that say urgent.",
  ...within("*.contact.default", METHODS),
  ...within("*.contact.urgent", METHODS),
  "*.working_hours": "When a least_loaded pick counts on this person, in their time zone; left out: always.",
  ...within("*.working_hours", WINDOWS),
});

const DELEGATIONS = within("delegations", {
  "": "Out of office: one person lends another their authority for a time.",
  "*.id": "A name for it, as in bo-away.",
  "*.from": "Who is away.",
  "*.to": "Who answers on their behalf.",
  "*.start": "From this instant on.",
  "*.end": "Until this instant.",
  "*.reason": "Why; shown beside the answers it makes possible.",
});

const TEAMS = within("teams", {
  "": "Groups of people that routes and surfaces name.",
  "*.id": "As in team:payments.",
  "*.name": "What people read.",
  "*.members": "Ids of people.",
});

const SCHEDULES = within("schedules", {
  "": "Who is on call when.",
  "*.id": "As in schedule:payments-on-call.",
  "*.name": "What people read.",
  "*.time_zone": "In which hand-offs and windows are told; left out, the organisation's.",
  "*.slack_group":
    "A user group of Slack whose members are kept to be whoever is on call, as in T01/S0ONCALL, or S0ONCALL in the bot's own workspace.",
  "*.layers": "Several people may be on call at once: the active layers of the highest priority, united.",
  "*.layers.*.id": "Keeps a layer the same layer when others are added before it.",
  "*.layers.*.priority": "The highest among the active layers counts; 0 if left out.",
  "*.layers.*.rotation": "Who takes turns, and how long a turn lasts.",
  "*.layers.*.rotation.type": "hourly, daily, weekly or monthly.",
  "*.layers.*.rotation.shift_length": "How many of these a shift lasts.",
  "*.layers.*.rotation.start": "A hand-off, as a wall time of the schedule's zone: 2026-11-02T09:00.",
  "*.layers.*.rotation.participants": "Ids of people, in turn.",
  "*.layers.*.calendar": "Shifts that another system writes down, instead of a rotation.",
  "*.layers.*.calendar.url": "An iCalendar feed, fetched again and again.",
  "*.layers.*.calendar.text": "The iCalendar text itself.",
  "*.layers.*.windows": "When in the week the layer is active; left out, always.",
  ...within("*.layers.*.windows", WINDOWS),
  "*.overrides": "Who stands in for whom, for a time.",
  "*.overrides.*.type":
    "add puts a person on call, remove takes one off, replace puts `with` on while the person would be.",
  "*.overrides.*.person": "Whom it is about.",
  "*.overrides.*.with": "Who stands in; only a replace has it.",
  "*.overrides.*.start": "From this instant on.",
  "*.overrides.*.end": "Until this instant.",
  "*.temporary": "Schedules that replace everything for their time.",
  "*.temporary.*.start": "From this instant on.",
  "*.temporary.*.end": "Until this instant.",
  "*.temporary.*.shifts": "Who is on call within it; the rest of it is a gap.",
  "*.temporary.*.shifts.*.person": "Who.",
  "*.temporary.*.shifts.*.start": "From this instant on.",
  "*.temporary.*.shifts.*.end": "Until this instant.",
});

const PLACES_AND_AGENTS = {
  ...within("channels", {
    "": "Shared places that are told, as in channel:payments-room. A place is nobody: it answers nothing.",
    "*.id": "As in channel:payments-room.",
    "*.name": "What people read.",
    "*.type": "slack.",
    "*.slack": "The channel's id, as in T01/C0PAY, or C0PAY in the bot's own workspace.",
    "*.details": "summary shows no arguments; full shows what an approver sees.",
  }),
  ...within("slack_groups", {
    "": "User groups of Slack whose members are paged, as in group:approvers.",
    "*.id": "As in group:approvers.",
    "*.name": "What people read.",
    "*.slack": "The group's id, as in T01/S0APPROVERS, or S0APPROVERS in the bot's own workspace.",
    "*.authority":
      "Whether being in it lets people decide: then whoever may change it in Slack says who may. Only an admin sets it; false if left out.",
  }),
  ...within("agents", {
    "": "The workloads that propose actions. Their keys are made in the console or by the API.",
    "*.id": "As the agent's key says who it is.",
    "*.name": "What people read.",
    "*.owner": "The person who answers for it, and who therefore cannot approve what it wants.",
    "*.limits": "Left out, the organisation's.",
    ...within("*.limits", LIMITS),
  }),
  ...within("webhooks", {
    "": "Addresses that are told what happens.",
    "*.id": "A name for it.",
    "*.url": "An https address that other machines may reach.",
    "*.events": "Which events, such as request.decided or grant.claimed; left out, all.",
  }),
};

const EXAMPLES = within("*", {
  name: "What the example is of, for whoever reads that it failed.",
  given: "As much of an action as matters; the rest is empty.",
  "given.agent": "Who proposes it; left out, nobody in particular.",
  "given.surface": "Left out, the surface of the tool, else that of the policy.",
  "given.tool": "The tool it calls.",
  "given.tool_version": "The version of the tool.",
  "given.arguments": "They must fit the surface's input_schema.",
  "given.facts": "What the harness attests.",
  "given.path": "What the run did before, in order: names of tools, or {tool, source}.",
  "given.path.*.tool": "The tool of the step.",
  "given.path.*.at": "When.",
  "given.path.*.summary": "What came of it.",
  "given.path.*.source": "Where it took its input from.",
  "given.denials": "What the gate refused in this run before.",
  "given.denials.*.tool": "The tool that was refused.",
  "given.denials.*.surface": "Its surface.",
  "given.denials.*.cause": "blocked, or what a request was denied for: approver, deadline, unroutable.",
  "given.run": "The run it belongs to.",
  "given.run.id": "The run's id.",
  "given.run.task": "What the run is for.",
  "given.run.step": "How many steps it has made.",
  "given.on_behalf_of": "The person it is for.",
  "given.delegation": "The agents that handed it down, the first one first.",
  "given.delegation.*.agent": "An agent.",
  "given.at": "When it is proposed; left out, a Monday noon at which every rule with a start is in force.",
  "given.counters": "org.counters; what is left out is 0.",
  "given.history": "history; what is left out is 0.",
  "given.used": "What the limits of throttles have let through by then; left out, nothing.",
  expect: "What the gate makes of it.",
  "expect.verdict": "allow, throttle, sandbox, escalate or block.",
  "expect.reason_code": "Its reason code.",
  "expect.route": "The route it goes to.",
  "expect.rule": "A policy that determines it.",
});

const RULES = {
  ...within("surfaces", {
    "": "Classes of side effect: what tools do, and how bad it would be.",
    "*.id": "As in payments.refund.",
    "*.name": "What people read.",
    "*.tools": "The tools that act on it; each belongs to one surface.",
    "*.tier": "autonomous, preapproved, approval, or prohibited: what is never allowed.",
    "*.reversibility": "read_only, reversible, externally_reversible or irreversible.",
    "*.owner": "Who answers for it: person:ana or team:payments.",
    "*.authors":
      "Where an action says who wrote the change it makes, as args.change.author or facts.author: ids or e-mail addresses. They cannot approve it.",
    "*.input_schema": "A JSON Schema of the arguments; what does not fit is refused before anybody is asked.",
    "*.data_class": "The gravest data its actions touch: public, internal, confidential or restricted.",
    "*.preview": "How to see beforehand what an action would do, such as a dry run; approvers read it.",
    "*.review_by": "The day by which its owner looks at it again, as in 2027-01-31.",
  }),
  ...within("policies", {
    "": "Rules that answer actions. All that fire count; the strictest verdict wins.",
    "*.id": "Named in every ruling it made.",
    "*.surface": "The surface it is about; left out, every one.",
    "*.when":
      "A CEL condition over args, facts, path, agent, history and org, which knows the hour; left out, always.",
    "*.verdict": "allow, throttle, sandbox, escalate or block.",
    "*.route": "Where escalate goes.",
    "*.reason_code": "A word for machines.",
    "*.reason": "A sentence for people.",
    "*.constraints":
      "Of a sandbox: the terms on which it may run, which the harness has to apply and confirm.",
    "*.limit": "Of a throttle: what it lets through before it speaks. Left out, it speaks always.",
    "*.limit.max": "So many within the window; the next one is told the second from which one more fits.",
    "*.limit.window": "A sliding window, as in 1h.",
    "*.limit.per": "What is counted apart: agent, tool, surface. Empty: everything together.",
    "*.mode": "enforce, or shadow: evaluated and recorded, never enforced.",
    "*.from": "The instant from which enforce counts; until then the rule is in shadow.",
    "*.owner": "Who answers for the rule: person:ana or team:payments.",
    "*.examples": "What it must answer. They run at every save, and in `countersign lint`.",
    ...within("*.examples", EXAMPLES),
  }),
};

const ROUTES = within("routes", {
  "": "Who is asked, in which steps, and by when. The first whose condition holds takes a request.",
  "*.id": "Named by policies and by the organisation's default_route.",
  "*.name": "What people read.",
  "*.when": "A CEL condition; used when no policy names a route.",
  "*.deadline": "When nobody has answered by then, the answer is no. As in 15m.",
  "*.max_deadline": "How far extending may move it; 24h if left out, 7d at most.",
  "*.approval": "Who may say yes, and how many must.",
  "*.approval.sets": "Every set must be met.",
  "*.approval.sets.*.thresholds": "Any one of them meets the set.",
  "*.approval.sets.*.thresholds.*.from":
    "Whose answers count; left out, everyone the route pages. An empty list is nobody.",
  "*.approval.sets.*.thresholds.*.approve": "How many must approve; 0 can never approve.",
  "*.approval.sets.*.thresholds.*.deny": "How many denials deny; 0 can never deny.",
  "*.approval.sets.*.thresholds.*.level": "The least level whose answer counts.",
  "*.approval.sets.*.thresholds.*.up_to":
    "Limits on arguments, as in amount_cents: 50000; beyond them this threshold does not count.",
  "*.approval.distinct_people": "One person can meet only one set.",
  "*.approval.assurance": "The least authentication an approval needs: slack, session, recent or passkey.",
  "*.approval.reason_required": "Whether an approval must say why.",
  "*.steps": "Whom to page, and how long after the request was opened.",
  "*.steps.*.after": "How long after opening, as in 5m.",
  "*.steps.*.notify":
    "person:ana, team:payments, schedule:on-call, schedule:on-call+next, manager:bo, agent:owner, agent:manager, group:approvers, channel:room, or {one_of: team:payments}.",
  "*.steps.*.notify.*.one_of": "The team, or those on call, of whom one is picked.",
  "*.steps.*.notify.*.pick": "least_loaded: whoever has the fewest open requests.",
  "*.steps.*.via": "Which ways to use; left out, each person's own.",
  "*.steps.*.urgency": "Which of a person's contact rules: default or urgent.",
  "*.repeat": "How many further rounds of the steps, each ack_timeout after the last step of the one before.",
  "*.ack_timeout": "How long an acknowledgement pauses the paging.",
  "*.min_remaining":
    "The least time a page leaves to answer; the smaller of 2m and a quarter of the deadline if left out.",
  "*.when_late": "What becomes of a page that would leave less: fire, last_step or extend.",
  "*.hold": "The undo window: how long an approval is held before the agent may use it.",
});

const WORDS: Readonly<Record<string, string>> = {
  version: "The version of this format: 1.",
  ...ORGANISATION,
  ...PEOPLE,
  ...DELEGATIONS,
  ...TEAMS,
  ...SCHEDULES,
  ...PLACES_AND_AGENTS,
  ...RULES,
  ...ROUTES,
  "organisation.fallback.notify.*.one_of": "The team, or those on call, of whom one is picked.",
  "organisation.fallback.notify.*.pick": "least_loaded: whoever has the fewest open requests.",
};

export const describeField = (place: string): string | undefined => WORDS[place];
