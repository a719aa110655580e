import { beforeEach, describe, expect, it } from "vitest";
import { type ConfigDocument, ScheduleConfig } from "@/lib/contract/config";
import { database } from "@/lib/db/client";
import { troubledGroups } from "@/lib/db/slack-groups";
import { changeConfig } from "../config/apply";
import { addOverride } from "../config/overrides";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { moveClock } from "../testing-requests";
import { groupsOf, watchOf } from "./groups";

const HOUR_MS = 3_600_000;
const desk = (participants: string[], more: object = {}) =>
  ScheduleConfig.parse({
    id: "desk",
    slack_group: "T01/S0DESK",
    layers: [{ rotation: { type: "daily", start: "2026-01-01T00:00", participants } }],
    ...more,
  });
const ACCOUNTS: Readonly<Record<string, string>> = { ana: "T01/U0ANA", bo: "U0BO", cy: "T02/U0CY" };
const people = (SMALL_COMPANY.people ?? []).map((one) => ({ ...one, slack: ACCOUNTS[one.id] ?? null }));

let house: House;
beforeEach(async () => {
  house = await openTestHouse({ ...SMALL_COMPANY, people, schedules: [desk(["ana"])] });
});
const change = (edit: (document: ConfigDocument) => Partial<ConfigDocument>) =>
  changeConfig(house.operator, (document) => ({ ...document, ...edit(document) }));
const watch = () => watchOf(house.organisation, "desk", "T01");
const rows = () => database().outbox.findMany({ where: { key: `${house.organisation}/desk` } });

describe("the user group of a schedule", () => {
  it("is whoever is on call and has an account in that workspace", async () => {
    expect(await watch()).toMatchObject({ place: { team: "T01", user: "S0DESK" }, users: ["U0ANA"] });
    await change(() => ({ schedules: [desk(["bo"])] }));
    await moveClock(48 * 3600);
    expect((await watch())?.users).toEqual(["U0BO"]);
    await change(() => ({ schedules: [{ ...desk(["cy"]), id: "night" }] }));
    expect((await watchOf(house.organisation, "night", "T01"))?.users).toEqual([]);
    expect(await watch()).toBeNull();
  });

  it("is somebody else at once when somebody stands in, and says when that ends", async () => {
    const start = new Date(Date.now() - HOUR_MS).toISOString();
    const [row] = await database().$queryRaw<{ now: Date }[]>`SELECT app_now() AS now`;
    const end = new Date((row?.now.getTime() ?? 0) + HOUR_MS).toISOString();
    await addOverride(house.operator, {
      ...{ schedule: "desk", type: "replace", person: "ana", with: "bo" },
      ...{ start, end },
    });
    const now = await watch();
    expect(now?.users).toEqual(["U0BO"]);
    expect(now?.changesInSeconds).toBeGreaterThan(3_500);
    expect(now?.changesInSeconds).toBeLessThanOrEqual(3_600);
  });

  it("is looked at after every change of the configuration, and only where a schedule names one", async () => {
    expect(await rows()).toMatchObject([{ topic: "slack.group", payload: { group: "T01/S0DESK" } }]);
    await database().outbox.updateMany({
      where: { key: `${house.organisation}/desk` },
      data: { dueAt: new Date("2099-01-01T00:00:00Z"), lastError: "Slack refused: no_such_subteam" },
    });
    expect(await troubledGroups(house.organisation)).toEqual([
      { schedule: "desk", id: null, error: "Slack refused: no_such_subteam" },
    ]);
    expect(await groupsOf(house.organisation)).toEqual([
      {
        ...{ group: "T01/S0DESK", name: "desk", schedule: "desk", id: null, authority: false },
        ...{ people: ["ana"], strangers: 0, error: "Slack refused: no_such_subteam" },
      },
    ]);
    await change(({ people }) => ({ people: people.map((one) => ({ ...one, slack: null })) }));
    const [row] = await rows();
    expect(row?.dueAt.getFullYear()).toBeLessThan(2099);
    await database().outbox.deleteMany({ where: { key: `${house.organisation}/desk` } });
    await change(() => ({ schedules: [desk(["ana"], { slack_group: null })] }));
    expect(await rows()).toEqual([]);
  });
});
