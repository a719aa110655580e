import { describe, expect, test } from "vitest";
import {
  advance,
  defaultMinRemaining,
  hasMoreSteps,
  type Ladder,
  nextLadderAt,
  nextStepAt,
  pauseUntil,
  reminderTimes,
} from "./escalation-route";
import { moment, route, START, step } from "./testing-requests";

const bottom: Ladder = {
  nextPosition: 0,
  enteredPosition: null,
  roundStartAt: START,
  lastFiredAt: null,
  pausedUntilAt: null,
};
const DEADLINE = moment(900);
const CLOCK = { openedAt: START, deadlineAt: DEADLINE };

describe("the ladder", () => {
  test("steps are offsets from opening, whenever the step before them really fired", () => {
    const path = route();
    const late = advance(path, bottom, moment(100));
    expect(nextStepAt(path, bottom)).toEqual(START);
    expect(nextStepAt(path, late)).toEqual(moment(300));
    expect(nextStepAt(path, advance(path, late, moment(450)))).toEqual(moment(600));
  });

  test("a route without steps has none, also when it repeats", () => {
    const path = route({ steps: [], repeat: 3 });
    expect(hasMoreSteps(path, bottom)).toBe(false);
    expect(nextStepAt(path, bottom)).toBeNull();
    expect(nextLadderAt(path, bottom, CLOCK)).toBeNull();
  });

  test("a further round starts the acknowledgement's time-out after the last step fired, and keeps its offsets", () => {
    const path = route({ steps: [step(0, "person:bo"), step(60, "person:cy")], repeat: 2 });
    let ladder = bottom;
    const fired: number[] = [];
    while (hasMoreSteps(path, ladder)) {
      const due = nextStepAt(path, ladder) ?? START;
      fired.push((due.getTime() - START.getTime()) / 1000);
      ladder = advance(path, ladder, due);
    }
    expect(fired).toEqual([0, 60, 360, 420, 720, 780]);
  });

  test("nothing fires at or after the deadline", () => {
    const path = route({ steps: [step(0, "person:bo"), step(900, "person:cy")] });
    const ladder = advance(path, bottom, START);
    expect(nextStepAt(path, ladder)).toEqual(DEADLINE);
    expect(nextLadderAt(path, ladder, CLOCK)).toBeNull();
    expect(nextLadderAt(path, ladder, { ...CLOCK, deadlineAt: moment(901) })).toEqual(DEADLINE);
  });

  test("a pause holds a step that is due, and a step that fires ends the pause", () => {
    const path = route();
    const paused = { ...advance(path, bottom, START), pausedUntilAt: moment(400) };
    expect(nextLadderAt(path, paused, CLOCK)).toEqual(moment(400));
    expect(advance(path, paused, moment(400)).pausedUntilAt).toBeNull();
  });
});

describe("an acknowledgement keeps the ladder quiet", () => {
  test("for the route's time-out", () => {
    expect(pauseUntil(route(), DEADLINE, START)).toEqual(moment(300));
  });

  test("cut short so that every remaining step can still fire with min_remaining left", () => {
    expect(pauseUntil(route(), DEADLINE, moment(600))).toEqual(moment(780));
    expect(pauseUntil(route({ minRemainingSeconds: 0 }), DEADLINE, moment(700))).toEqual(DEADLINE);
  });

  test("not at all once there is no time to be quiet in", () => {
    expect(pauseUntil(route(), DEADLINE, moment(780))).toBeNull();
    expect(pauseUntil(route(), moment(60), START)).toBeNull();
  });

  test("min_remaining is the smaller of two minutes and a quarter of the deadline, unless the route says", () => {
    expect([60, 480, 481, 86_400].map(defaultMinRemaining)).toEqual([15, 120, 120, 120]);
  });
});

describe("reminders", () => {
  const offsets = (seconds: number) =>
    reminderTimes(START, moment(seconds)).map((at) => (at.getTime() - START.getTime()) / 1000);

  test("come at half time and two minutes before the end, where there is room for both", () => {
    expect(offsets(900)).toEqual([450, 780]);
    expect(offsets(300)).toEqual([150, 180]);
    expect(offsets(240)).toEqual([120]);
    expect(offsets(60)).toEqual([30]);
    expect(offsets(59)).toEqual([]);
  });
});
