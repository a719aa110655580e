import { beforeEach, describe, expect, it } from "vitest";
import { RouteConfig } from "@/lib/contract/config";
import { applyConfig } from "../config/apply";
import { previewRoute } from "../config/preview";
import { readConfig } from "../config/read";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { routesNow } from "./overview";

/** Ana has a request open; a pick falls on Bo, who has none. Of Ana, Bo and Cy alike it would fall on Ana. */
const [main] = SMALL_COMPANY.routes ?? [];
const PICK = [{ notify: [{ one_of: "team:payments" }] }];
let house: House;
beforeEach(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    routes: [{ id: "main", ...main, steps: [{ notify: ["person:ana"] }] }],
  });
  await house.ask({});
});

describe("whoever has the least to do, looked at before anything happens", () => {
  it("is told by what waits now, also on a draft where no saved route picks", async () => {
    const route = RouteConfig.parse({ id: "draft", deadline: "10m", approval: main?.approval, steps: PICK });
    expect((await previewRoute(house.operator, { route })).steps[0]?.people).toEqual(["bo"]);
  });

  it("is the same on every route: looking at one gives nobody more to do", async () => {
    const { document } = await readConfig(house.operator);
    const routes = ["one", "two", "three"].map((id) => RouteConfig.parse({ ...main, id, steps: PICK }));
    await applyConfig(house.operator, { document: { ...document, routes } });
    const seen = (await routesNow(house.operator)).routes.map(({ ladder }) => ladder.steps[0]?.people);
    expect(seen).toEqual([["bo"], ["bo"], ["bo"]]);
  });
});
