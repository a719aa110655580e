import { beforeEach, describe, expect, it } from "vitest";
import { listCollection } from "../config/collections";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { routeBook } from "./book";
import { routeNow, routesNow } from "./overview";
import { reorderRoutes } from "./reorder";

let house: House;
beforeEach(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    policies: [{ id: "refunds", surface: "payments.refund", verdict: "escalate", route: "second" }],
    routes: [
      { id: "first", deadline: "10m", steps: [{ notify: ["person:bo"] }] },
      { id: "second", when: "surface == 'payments.refund'", steps: [] },
      { id: "third", when: "agent.id == 'bot'", steps: [{ after: "20m", notify: ["team:payments"] }] },
    ],
  });
});
const order = async () =>
  (await listCollection(house.operator, { noun: "routes" })).routes.map(({ id }) => id);
const manager = () => house.person("di", { role: "manager" });

describe("the order of the routes", () => {
  it("is kept as it was asked for", async () => {
    await reorderRoutes(manager(), { routes: ["third", "first", "second"] });
    expect(await order()).toEqual(["third", "first", "second"]);
  });

  it("made for other routes than there are is a conflict, and changes nothing", async () => {
    for (const routes of [
      ["first", "second"],
      ["first", "second", "third", "fourth"],
      ["first", "second", "second"],
      ["first", "second", "third", "third"],
    ])
      expect((await refusalOf(reorderRoutes(manager(), { routes })))[0]).toBe("conflict");
    expect(await order()).toEqual(["first", "second", "third"]);
  });
});

describe("the routes as they are now", () => {
  it("say whom each would page and what is wrong with it, and which one takes the rest", async () => {
    const { routes } = await routesNow(house.person("bo", { role: "member" }));
    expect(routes.map(({ route, isDefault }) => [route.id, isDefault])).toEqual([
      ["first", true],
      ["second", false],
      ["third", false],
    ]);
    expect(routes[0]?.ladder).toMatchObject({ steps: [{ index: 0, people: ["bo"] }], problems: [] });
    expect(routes[1]?.ladder.problems.map(({ code }) => code)).toEqual(["unroutable", "nobody_paged"]);
    expect(routes[2]?.ladder.problems.map(({ code }) => code)).toContain("step_after_deadline");
  });

  it("name the policies that send requests there to those who read policies", async () => {
    expect(await routeNow(manager(), { id: "second" })).toMatchObject({ policies: ["refunds"] });
    const member = await routeNow(house.person("bo", { role: "member" }), { id: "second" });
    expect(member.policies).toBeNull();
    expect((await refusalOf(routeNow(manager(), { id: "ghost" })))[0]).toBe("not_found");
  });
});

describe("what a route can name", () => {
  it("is everything by its name, without what a member has no part in", async () => {
    const book = await routeBook(manager());
    expect(book.names.bo).toBe("Bo Lind");
    expect(book.teams.payments).toMatchObject({ name: "payments", members: ["ana", "bo", "cy"] });
    expect(book.agents).toEqual([{ id: "bot", name: "Bot", owner: "cy" }]);
    expect(book.surfaces.map(({ id }) => id)).toContain("payments.refund");
    expect(await routeBook(house.person("bo", { role: "member" }))).toMatchObject({
      agents: [],
      surfaces: [],
    });
  });
});
