import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Qualified } from "./approval-rule";
import { isAtLeast } from "./authority";
import { decide } from "./decide";
import { type Directory, resolveTargets } from "./directory";
import type { EscalationRoute } from "./escalation-route";
import { bruteForce } from "./testing-brute-force";
import { anyCommand, anyMove, anyMoves, anySetting, PEOPLE, play } from "./testing-request-scenes";
import { moment, OTHER_DIGEST, respond, type Story, story } from "./testing-requests";

/** Who may approve under each threshold, said again from the contract's words. */
const eligible = (
  { approval, steps }: EscalationRoute,
  request: Story,
  directory: Directory,
  now: Date,
): Qualified =>
  approval.sets.map(({ thresholds }) =>
    thresholds.map(({ from, level }) => {
      const state = request.state();
      const pages = steps.flatMap(({ notify }) => notify);
      const named = from
        ? resolveTargets(from, directory, now)
        : [...state.paged, ...resolveTargets(pages, directory, now)];
      return new Set(
        named.filter((id) => {
          const person = directory.people.get(id);
          if (!person || person.role === "auditor" || person.level < level) return false;
          return state.excluded.every((exclusion) => exclusion.person !== id);
        }),
      );
    }),
  );

describe("whatever happens in whatever order", () => {
  test("there is never a second decision, nor a second answer of one person (invariants 1 and 5)", () => {
    fc.assert(
      fc.property(anySetting, anyMoves, (setting, moves) => {
        const request = play(setting, moves, ({ state, history }) => {
          const decisions = history().filter(({ event }) => event.type === "decided");
          expect(decisions.length).toBe(state().status === "pending" ? 0 : 1);
          expect(state().version).toBe(history().length);
        });
        const { responses, decision, status } = request.state();
        expect(new Set(responses.map(({ person }) => person)).size).toBe(responses.length);
        expect(decision?.outcome ?? "pending").toBe(status);
      }),
      { numRuns: 300 },
    );
  });

  test("nothing is approved at or after the deadline, or for another digest (invariants 2 and 11)", () => {
    fc.assert(
      fc.property(anySetting, anyMoves, (setting, moves) => {
        const request = play(setting, moves, ({ state }, seconds) => {
          const { status, deadlineAt } = state();
          if (moment(seconds) >= deadlineAt) expect(status === "pending" && seconds > 0).toBe(false);
        });
        const { decision, deadlineAt, responses } = request.state();
        if (decision?.outcome === "approved") expect(decision.decidedAt < deadlineAt).toBe(true);
        expect(responses.every(({ at }) => at < deadlineAt)).toBe(true);
        expect(
          request.history().some(({ event }) => "digest" in event && event.digest === OTHER_DIGEST),
        ).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test("nothing is approved unless people then eligible, each counted once, meet the rule (invariants 4, 5, 6)", () => {
    const ends = new Map<string, number>();
    fc.assert(
      fc.property(anySetting, anyMoves, (setting, moves) => {
        let before = "pending";
        play(setting, moves, (request, seconds, directory) => {
          const { status, responses, decision } = request.state();
          if (before === "pending" && decision) {
            ends.set(`${status} ${decision.cause}`, (ends.get(`${status} ${decision.cause}`) ?? 0) + 1);
          }
          if (before === "pending" && status === "approved") {
            const path = request.route();
            const people = eligible(path, request, directory, moment(seconds));
            const yes = responses
              .filter(
                ({ verdict, assurance }) =>
                  verdict === "approve" && isAtLeast(assurance, path.approval.assurance),
              )
              .map(({ person }) => person);
            expect(bruteForce(path.approval, people, yes)).toBe(true);
            const counted = decision?.decidedBy ?? [];
            expect(counted.every(({ person }) => people.flat().some((set) => set.has(person)))).toBe(true);
          }
          before = status;
        });
      }),
      { numRuns: 500 },
    );
    // The scenes must reach every end often, or they prove little.
    for (const end of ["approved approver", "denied approver", "denied deadline", "denied withdrawn"]) {
      expect(ends.get(end) ?? 0, end).toBeGreaterThan(0);
    }
  });

  test("the events alone give the same state again, after every command (invariant 7)", () => {
    fc.assert(
      fc.property(anySetting, anyMoves, (setting, moves) => {
        play(setting, moves, ({ state, refolded }) => {
          const again = JSON.parse(JSON.stringify(refolded()));
          expect(again).toEqual(JSON.parse(JSON.stringify(state())));
        });
      }),
      { numRuns: 200 },
    );
  });

  test("repeating any command at once changes no answer and no decision (invariant 8)", () => {
    fc.assert(
      fc.property(anySetting, anyMoves, anyMove, (setting, moves, last) => {
        const request = play(setting, moves, () => undefined);
        const seconds = moves.reduce((sum, { wait }) => sum + wait, 0);
        const first = request.send(seconds, last.command);
        const { status, decision, responses } = request.state();
        const again = request.send(seconds, last.command);
        if (last.command.type === "respond" || last.command.type === "withdraw") {
          expect(again).toEqual({ events: [], refusal: first.refusal });
        }
        expect(request.state()).toMatchObject({ status, decision, responses });
      }),
      { numRuns: 300 },
    );
  });
});

test("the order of approvals never changes what they amount to, nor does that of denials", () => {
  const anyOrders = fc
    .subarray(PEOPLE)
    .chain((people) =>
      fc.tuple(fc.constant(people), fc.shuffledSubarray(people, { minLength: people.length })),
    );
  fc.assert(
    fc.property(
      anySetting,
      anyOrders,
      fc.constantFrom("approve" as const, "deny" as const),
      (setting, orders, verdict) => {
        const outcomes = orders.map((people) => {
          const request = story({ ...setting, deadlineSeconds: 900 });
          for (const who of people) request.send(10, respond(who, verdict));
          return request.state().status;
        });
        expect(outcomes[0]).toBe(outcomes[1]);
      },
    ),
    { numRuns: 500 },
  );
});

test("no command throws in any state, and a refusal without an end changes nothing", () => {
  fc.assert(
    fc.property(
      anySetting,
      anyMoves,
      anyCommand,
      fc.nat({ max: 2000 }),
      (setting, moves, command, seconds) => {
        const request = play(setting, moves, () => undefined);
        const { events, refusal } = decide(request.state(), command, request.world(seconds));
        if (refusal) expect(events.every(({ type }) => type === "decided")).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
