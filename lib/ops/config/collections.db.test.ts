import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { ConfigDocument, RouteConfig, TeamConfig } from "@/lib/contract/config";
import { listAgents, readAgent } from "../agents/list";
import { listPeople, readPerson } from "../people/list";
import { readMe } from "../people/me";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { applyConfig } from "./apply";
import { createItem, listCollection, readItem, removeItem, replaceItem } from "./collections";
import { readConfig } from "./read";
import { hashOfItem } from "./seen";

let house: House;
const member = () => house.person("bo");
const manager = () => house.person("di", { role: "manager" });
const admin = () => house.person("ana", { role: "admin" });
beforeAll(async () => {
  house = await openTestHouse();
});

describe("the configuration in force", () => {
  it("exported and applied again, as YAML or as JSON, changes nothing", async () => {
    const before = await readConfig(house.operator);
    for (const text of [stringify(before.document), JSON.stringify(before.document)]) {
      const document = ConfigDocument.parse(parse(text));
      expect(await applyConfig(house.operator, { document, dryRun: false })).toMatchObject({
        version: null,
        created: [],
        changed: [],
        removed: [],
      });
    }
    expect(await readConfig(house.operator)).toEqual(before);
  });

  it("a member gets no agents, surfaces, policies or webhooks", async () => {
    const { document } = await readConfig(member());
    expect(document).toMatchObject({ agents: [], surfaces: [], policies: [], webhooks: [] });
    expect(document.routes).toHaveLength(1);
  });
});

describe("reading a collection", () => {
  it("comes in pages, in the order of the document, and says where the next begins", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCollection(manager(), { noun: "people", limit: 2, cursor });
      seen.push(...page.people.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(["ana", "bo", "cy", "di", "eve"]);
    expect(await refusalOf(listCollection(manager(), { noun: "teams", cursor: "eA" }))).toEqual([
      "invalid",
      "/cursor",
    ]);
  });

  it("shows members people, teams, schedules and routes, and nothing else", async () => {
    for (const noun of ["people", "teams", "schedules", "routes"] as const)
      expect(await refusalOf(listCollection(member(), { noun }))).toEqual(["ok"]);
    for (const noun of ["agents", "surfaces", "policies", "channels", "slack_groups", "webhooks"] as const)
      expect(await refusalOf(listCollection(member(), { noun }))).toEqual(["forbidden"]);
    expect(await refusalOf(listAgents(member()))).toEqual(["forbidden"]);
    const auditor = house.person("eve", { role: "auditor" });
    expect((await listCollection(auditor, { noun: "surfaces" })).surfaces).toHaveLength(2);
  });

  it("an id that is not there, or is another organisation's, is not found", async () => {
    const { people: _, ...rest } = SMALL_COMPANY;
    const other = await openTestHouse({
      ...rest,
      people: [{ id: "zoe", name: "Zoe" }],
      teams: [],
      agents: [],
      routes: [],
    });
    expect(await readPerson(other.operator, { id: "zoe" })).toMatchObject({ name: "Zoe", teams: [] });
    expect(await refusalOf(readPerson(house.operator, { id: "zoe" }))).toEqual(["not_found"]);
    expect(await refusalOf(readItem(house.operator, { noun: "teams", id: "ops" }))).toEqual(["not_found"]);
  });

  it("people carry their teams, agents their load and their keys", async () => {
    expect((await listPeople(member())).people[0]).toEqual({
      id: "ana",
      name: "Ana Ruiz",
      email: "ana@example.test",
      role: "admin",
      level: 3,
      teams: ["payments"],
      on_call: [],
      slack: null,
      away: null,
      working_now: true,
    });
    expect(await readMe(member())).toMatchObject({ person: { id: "bo", level: 2 }, assurance: "session" });
    await house.ask();
    expect(await readAgent(house.operator, { id: "bot" })).toMatchObject({
      owner: "cy",
      open_requests: 1,
      last_action_at: expect.any(String),
      keys: [{ prefix: "csa_test", revoked_at: null }],
    });
  });
});

describe("editing a collection", () => {
  const team = (id: string, members: string[]) => TeamConfig.parse({ id, members });

  it("adds, replaces and removes one item as a new version of the document", async () => {
    const { version } = await readConfig(house.operator);
    await createItem(manager(), { noun: "teams", item: team("night", ["bo"]) });
    await replaceItem(manager(), { noun: "teams", id: "night", item: team("night", ["bo", "eve"]) });
    expect(await readItem(member(), { noun: "teams", id: "night" })).toMatchObject({
      members: ["bo", "eve"],
    });
    await removeItem(manager(), { noun: "teams", id: "night" });
    expect((await readConfig(house.operator)).version).toBe(version + 3);
  });

  it("names a finding by its place in the item that was sent", async () => {
    const item = team("ghosts", ["bo", "nobody"]);
    expect(await refusalOf(createItem(manager(), { noun: "teams", item }))).toEqual([
      "invalid",
      "/members/1",
    ]);
    const route = RouteConfig.parse({ id: "odd", when: "surfce == 'x'" });
    expect(await refusalOf(createItem(manager(), { noun: "routes", item: route }))).toEqual([
      "invalid",
      "/when",
    ]);
  });

  it("an id is used once and does not change; what is still named is not removed", async () => {
    const item = team("payments", []);
    expect(await refusalOf(createItem(manager(), { noun: "teams", item }))).toEqual(["already_exists"]);
    expect(await refusalOf(replaceItem(manager(), { noun: "teams", id: "other", item }))).toEqual([
      "invalid",
      "/id",
    ]);
    expect(await refusalOf(removeItem(manager(), { noun: "teams", id: "other" }))).toEqual(["not_found"]);
    expect(await refusalOf(removeItem(manager(), { noun: "teams", id: "payments" }))).toEqual([
      "invalid",
      "/routes/0/approval/sets/0/thresholds/0/from/0",
    ]);
  });

  it("only an admin or an operator changes people, also inside a whole document", async () => {
    const { document } = await readConfig(house.operator);
    const people = document.people.map((person) =>
      person.id === "di" ? { ...person, role: "admin" as const } : person,
    );
    const promoted = { ...document, people };
    expect(await refusalOf(applyConfig(manager(), { document: promoted, dryRun: false }))).toEqual([
      "forbidden",
    ]);
    const newcomer = { ...document.people[4], id: "fay", name: "Fay", role: "member" as const, level: 1 };
    expect(await refusalOf(createItem(manager(), { noun: "people", item: newcomer }))).toEqual(["forbidden"]);
    expect(await createItem(admin(), { noun: "people", item: newcomer })).toMatchObject({ id: "fay" });
  });

  it("edits at the same time are all kept", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `squad-${index}`);
    await Promise.all(names.map((id) => createItem(manager(), { noun: "teams", item: team(id, []) })));
    const { teams } = await listCollection(member(), { noun: "teams" });
    expect(teams.map(({ id }) => id)).toEqual(expect.arrayContaining(names));
  });
});

describe("an item that somebody else changed meanwhile", () => {
  const team = (members: readonly string[]) => TeamConfig.parse({ id: "seen", members });
  const put = (members: readonly string[], seen: readonly string[] | null) =>
    refusalOf(replaceItem(manager(), { noun: "teams", id: "seen", item: team(members), seen }));

  it("is neither replaced nor removed by who saw it before, by its own hash or by that of the whole", async () => {
    await createItem(manager(), { noun: "teams", item: team(["bo"]) });
    const whole = (await readConfig(manager())).hash;
    const item = hashOfItem(team(["bo"]));
    await createItem(manager(), { noun: "teams", item: TeamConfig.parse({ id: "another" }) });
    expect(await put(["bo"], [whole])).toEqual(["ok"]);
    expect(await put(["bo", "cy"], [item])).toEqual(["ok"]);
    expect(await put(["bo"], [item])).toEqual(["precondition_failed"]);
    expect(await put(["bo"], [whole])).toEqual(["precondition_failed"]);
    expect(await put(["bo"], [""])).toEqual(["precondition_failed"]);
    expect(await refusalOf(removeItem(manager(), { noun: "teams", id: "seen", seen: [whole] }))).toEqual([
      "precondition_failed",
    ]);
    expect(await put(["bo"], null)).toEqual(["ok"]);
  });
});
