import fc from "fast-check";
import type { ApprovalRule } from "./approval-rule";
import type { Exclusion } from "./authority";
import type { Command } from "./command";
import type { Directory } from "./directory";
import type { EscalationRoute } from "./escalation-route";
import {
  addResponder,
  approve,
  atLevel,
  company,
  deny,
  OTHER_DIGEST,
  reassign,
  route,
  rule,
  type Setting,
  type Story,
  step,
  story,
  supersede,
  tick,
  withdraw,
  without,
} from "./testing-requests";

/** Any request of any route, and anything that may happen to it: what the properties of requests are tried on. */

export const PEOPLE = ["ana", "bo", "cy", "di", "eve", "fay"];
const TARGETS = [
  ...PEOPLE.map((id) => `person:${id}`),
  "team:payments",
  "team:security",
  "team:ghosts",
  "schedule:hourly",
  "schedule:never",
  "channel:room",
];
const anyTargets = fc.subarray(TARGETS, { maxLength: 3 });
const anyThreshold = fc.record({
  from: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ["team:payments"],
        ["team:security", "person:cy"],
        ["schedule:hourly", "person:di"],
      ),
    },
    { weight: 1, arbitrary: anyTargets },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  approve: fc.constantFrom(0, 1, 1, 1, 2),
  deny: fc.constantFrom(0, 1, 2),
  level: fc.constantFrom(1, 1, 1, 2, 3),
});
const anyRule = fc
  .record({
    sets: fc.array(fc.array(anyThreshold, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
    distinctPeople: fc.boolean(),
    assurance: fc.constantFrom("slack" as const, "session" as const),
  })
  .map(({ sets, ...more }): ApprovalRule => ({ ...rule(...sets), ...more }));
const anyStep = fc
  .record({ seconds: fc.constantFrom(0, 0, 60, 300, 900, 5000), notify: anyTargets })
  .map(({ seconds, notify }) => step(seconds, ...notify));
const anyRoute = fc
  .record({
    approval: anyRule,
    steps: fc.array(anyStep, { maxLength: 4 }),
    repeat: fc.integer({ min: 0, max: 2 }),
    ackTimeoutSeconds: fc.constantFrom(0, 1, 300, 4000),
    minRemainingSeconds: fc.constantFrom(0, 120, 5000),
    whenLate: fc.constantFrom("fire", "last_step", "extend"),
    holdSeconds: fc.constantFrom(0, 30),
    maxDeadlineSeconds: fc.constantFrom(900, 1100, 86_400),
  })
  .map((more): EscalationRoute => route(more));
export const anySetting: fc.Arbitrary<Setting> = fc.record({
  route: anyRoute,
  deadlineSeconds: fc.constantFrom(1, 30, 200, 900, 900, 900),
  excluded: fc.array(
    fc.record({
      person: fc.constantFrom(...PEOPLE),
      why: fc.constant("owner" as const),
    }) as fc.Arbitrary<Exclusion>,
    { maxLength: 2 },
  ),
});

const anyone = fc.constantFrom(...PEOPLE, "stranger");
const anyNumber = fc.constantFrom(-1, 0, 1, 60, 300, 301, Number.NaN, Number.POSITIVE_INFINITY);
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: anyone.map((who) => approve(who)) },
  { weight: 4, arbitrary: anyone.map((who) => deny(who)) },
  anyone.map((who) => approve(who, { assurance: "slack", digest: OTHER_DIGEST })),
  anyone.map((person): Command => ({ type: "acknowledge", person })),
  anyNumber.map((fromStep): Command => ({ type: "escalate", person: "bo", fromStep })),
  fc.tuple(anyone, anyNumber).map(([person, seconds]): Command => ({ type: "extend", person, seconds })),
  anyone.map((person): Command => ({ type: "comment", person, text: "" })),
  anyone.map((person): Command => ({ type: "ask", questionId: `qst_${person}`, person, text: "?" })),
  anyone.map((person): Command => ({ type: "answer", questionId: `qst_${person}`, text: "!" })),
  fc.tuple(anyone, anyone).map(([person, to]) => reassign(person, to)),
  fc.tuple(anyone, anyone).map(([person, to]) => addResponder(person, to)),
  { weight: 3, arbitrary: fc.constant(tick) },
  { weight: 1, arbitrary: fc.constantFrom(withdraw, supersede) },
);
const CHANGES: readonly ((directory: Directory) => Directory)[] = [
  (directory) => directory,
  () => company(),
  (directory) => without("bo", directory),
  (directory) => atLevel("cy", 1, directory),
  (directory) => ({ ...directory, teams: new Map([["payments", ["di"]]]) }),
];
export const anyMove = fc.record({
  wait: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(0, 0.001, 1, 10, 29) },
    { weight: 1, arbitrary: fc.constantFrom(60, 299, 300, 900, 3600) },
  ),
  change: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    fc.constantFrom(...CHANGES.map((_, index) => index)),
  ),
  command: anyCommand,
  /** Before the command: sent down another route, by somebody. */
  reroute: fc.option(fc.record({ person: anyone, to: anyRoute }), { freq: 6 }),
});
export const anyMoves = fc.array(anyMove, { maxLength: 12 });

type Move = typeof anyMove extends fc.Arbitrary<infer T> ? T : never;

/** Play the moves, looking at the request after each. */
export function play(
  setting: Setting,
  moves: readonly Move[],
  look: (request: Story, seconds: number, directory: Directory) => void,
) {
  const request = story(setting);
  let directory = setting.directory ?? company();
  let seconds = 0;
  look(request, seconds, directory);
  for (const { wait, change, command, reroute } of moves) {
    seconds += wait;
    directory = CHANGES[change]?.(directory) ?? directory;
    request.become(directory);
    if (reroute) {
      request.reroute(seconds, reroute.person, reroute.to);
      look(request, seconds, directory);
    }
    request.send(seconds, command);
    look(request, seconds, directory);
  }
  return request;
}
