import { describe, expect, it } from "vitest";
import { errorIn } from "../shared/form/error-at";
import type { Route, RouteBook } from "./book";
import {
  copyOf,
  idFor,
  isReadable,
  sent,
  startingRoute,
  surfacesOf,
  whenOf,
  withinRoute,
  withStep,
} from "./draft";

const book: RouteBook = {
  names: { ana: "Ana Ruiz" },
  teams: { payments: { name: "Payments", members: ["ana", "bo"] } },
  schedules: { desk: { name: "Desk", people: ["ana"] } },
  channels: {},
  groups: {},
  people: [],
  routes: [{ id: "payments", name: "Payments" }],
  agents: [],
  surfaces: [],
};
const route = startingRoute(book, "ana");

describe("a new route", () => {
  it("begins with those its writer would ask: the schedule, else the team, else the writer", () => {
    const first = (me: string) => startingRoute(book, me).steps[0]?.notify;
    expect(first("ana")).toEqual(["schedule:desk"]);
    expect(first("bo")).toEqual(["team:payments"]);
    expect(first("cy")).toEqual(["person:cy"]);
    expect(route).toMatchObject({ deadline: "15m", steps: [{ after: "0m" }] });
  });

  it("has an id from its name that no other route has", () => {
    expect(idFor("Paiements, la nuit é", book)).toBe("paiements-la-nuit-e");
    expect(idFor("Payments", book)).toBe("payments-2");
    expect(idFor("  ", book)).toBe("new-route");
    expect(idFor("New", book)).toBe("new-2");
    expect(idFor("x".repeat(100), book)).toHaveLength(63);
  });

  it("made from another takes nothing until somebody says what", () => {
    const copied = copyOf({ ...route, id: "payments", name: "Payments", when: "surface == 'a'" }, book);
    expect(copied).toMatchObject({ id: "payments-copy", name: "Payments (copy)", when: null });
  });
});

describe("one more step", () => {
  it("comes five minutes after the last", () => {
    expect(withStep(route).steps.map(({ after }) => after)).toEqual(["0m", "5m"]);
    expect(withStep(withStep(route)).steps[2]?.after).toBe("10m");
    const late = { ...route, deadline: "2h", steps: [{ after: "55m", notify: [] }] };
    expect(withStep(late).steps[1]?.after).toBe("1h");
  });

  it("comes halfway to the deadline where that is sooner", () => {
    expect(withStep({ ...route, deadline: "4m" }).steps[1]?.after).toBe("2m");
    expect(withStep({ ...route, deadline: "1m" }).steps[1]?.after).toBe("1m");
  });

  it("comes at once where there is none yet, or where nothing can be reckoned", () => {
    expect(withStep({ ...route, steps: [] }).steps[0]?.after).toBe("0m");
    expect(withStep({ ...route, deadline: "soon" }).steps[1]?.after).toBe("0m");
  });
});

describe("a condition on surfaces alone", () => {
  it.each([[["payments.refund"]], [["a", "b.c"]]])("reads back as it was written: %j", (surfaces) => {
    expect(surfacesOf(whenOf(surfaces))).toEqual(surfaces);
  });

  it.each([null, undefined, "surface == 'a' && args.x > 1", "surface != 'a'", "surface in []"])(
    "is not what %s says",
    (when) => {
      expect(surfacesOf(when)).toBeNull();
    },
  );
});

describe("what goes to the server", () => {
  it("has its times as configuration writes them, and nothing that was left empty", () => {
    const typed = { ...route, name: " ", deadline: "10 min", min_remaining: null };
    expect(sent(typed)).toMatchObject({ name: null, deadline: "10m", min_remaining: null });
    expect(sent({ ...typed, deadline: "soon" }).deadline).toBe("soon");
  });

  it("is worth asking about once every time is one", () => {
    expect(isReadable({ ...route, deadline: "1h 30m" })).toBe(true);
    expect(isReadable({ ...route, deadline: "1h and" })).toBe(false);
    expect(
      isReadable({ ...route, steps: [{ ...route.steps[0], notify: [], after: "" }] as Route["steps"] }),
    ).toBe(false);
  });
});

describe("what the server says is wrong", () => {
  const errors = withinRoute([
    { path: "/route/steps/1/after", message: "late" },
    { path: "/route/steps/10", message: "ten" },
    { path: "/routes", message: "elsewhere" },
  ]);

  it("is found at the place it is about, and around it", () => {
    expect(errorIn(errors, "/steps/1")).toBe("late");
    expect(errorIn(errors, "/steps/1/after")).toBe("late");
    expect(errorIn(errors, "/steps")).toBe("late; ten");
    expect(errorIn(errors, "/name")).toBeNull();
    expect(errorIn(errors, "/routes")).toBe("elsewhere");
  });
});
