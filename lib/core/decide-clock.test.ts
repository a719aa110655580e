import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextRequestAt } from "./approval-request";
import { anyMoves, anySetting, play } from "./testing-request-scenes";
import { moment, START, tick } from "./testing-requests";

describe("the clock", () => {
  test("always has something to do by the deadline, and doing it gets on until the request is decided (invariant 2)", () => {
    fc.assert(
      fc.property(anySetting, anyMoves, (setting, moves) => {
        const request = play(setting, moves, () => undefined);
        const path = request.route();
        let seconds = moves.reduce((sum, { wait }) => sum + wait, 0);
        const most = path.steps.length * (path.repeat + 1) + 6;
        let looks = 0;
        while (request.state().status === "pending") {
          const next = nextRequestAt(request.state(), path);
          if (!next) throw new Error("a pending request waits for nothing");
          expect(next <= request.state().deadlineAt).toBe(true);
          seconds = Math.max(seconds, (next.getTime() - START.getTime()) / 1000);
          expect(request.send(seconds, tick).events.length).toBeGreaterThan(0);
          expect(++looks).toBeLessThanOrEqual(most);
        }
        expect(nextRequestAt(request.state(), path)).toBeNull();
        expect(request.send(seconds + 1, tick).events).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("between two looks, a look does nothing", () => {
    fc.assert(
      fc.property(anySetting, anyMoves, (setting, moves) => {
        play(setting, moves, (request, seconds) => {
          const next = nextRequestAt(request.state(), request.route());
          if (next && moment(seconds) < next) expect(request.send(seconds, tick).events).toEqual([]);
        });
      }),
      { numRuns: 200 },
    );
  });

  test("in one pass pages nobody twice", () => {
    fc.assert(
      fc.property(anySetting, anyMoves, fc.nat({ max: 1000 }), (setting, moves, wait) => {
        const request = play(setting, moves, () => undefined);
        const seconds = moves.reduce((sum, move) => sum + move.wait, 0) + wait;
        const { events } = request.send(seconds, tick);
        const paged = events.flatMap((event) => ("paged" in event ? event.paged : []));
        expect(new Set(paged).size).toBe(paged.length);
      }),
      { numRuns: 300 },
    );
  });
});
