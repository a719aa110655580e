import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ScheduleConfig } from "@/lib/contract/config";
import { database } from "@/lib/db/client";
import { changeConfig } from "@/lib/ops/config/apply";
import { reading } from "@/lib/ops/requests/world";
import { type House, openTestHouse, SMALL_COMPANY } from "@/lib/ops/testing-fixtures";
import type { Job } from "@/lib/ops/work/jobs";
import { readMembers } from "./group-members";
import { fillGroup } from "./groups";

/** Slack, as far as user groups go: who is in them, and what it was asked. */
let groups: Map<string, string[]>;
let closed: Set<string>;
let isAway = false;
let updates: string[];
let server: Server;

function answer(method: string, form: URLSearchParams): object {
  if (isAway) return { ok: false, error: "internal_error" };
  if (method === "auth.test") return { ok: true, team_id: "T01", team: "Acme", user_id: "U0BOT" };
  if (method === "users.info")
    return {
      ok: true,
      user: { id: form.get("user"), team_id: "T01", deleted: closed.has(form.get("user") ?? "") },
    };
  const group = form.get("usergroup") ?? "";
  if (!groups.has(group)) return { ok: false, error: "no_such_subteam" };
  if (method === "usergroups.users.update") {
    updates.push(form.get("users") ?? "");
    groups.set(group, (form.get("users") ?? "").split(","));
  }
  return { ok: true, users: groups.get(group) };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      const method = (request.url ?? "").replace("/api/", "");
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer(method, new URLSearchParams(body))));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // safe because it listens on TCP
  process.env.SLACK_API_URL = `http://127.0.0.1:${port}/api/`;
  process.env.SLACK_BOT_TOKEN = "xoxb-test";
});
afterAll(() => void server.close());

const people = (SMALL_COMPANY.people ?? []).map((one) => ({
  ...one,
  slack: `T01/U0${one.id.toUpperCase()}`,
}));
const desk = (participants: string[], slack_group = "T01/S0DESK") =>
  ScheduleConfig.parse({
    ...{ id: "desk", slack_group },
    layers: [{ rotation: { type: "daily", start: "2026-01-01T00:00", participants } }],
  });
const approvers = (slack: string) => [{ id: "approvers", name: null, slack, authority: false }];

let house: House;
beforeEach(async () => {
  groups = new Map([
    ["S0DESK", ["U0EVE"]],
    ["S0APPROVERS", ["U0BO", "U0STRANGER"]],
  ]);
  [closed, isAway, updates] = [new Set(), false, []];
  house = await openTestHouse({
    ...SMALL_COMPANY,
    people,
    schedules: [desk(["ana"])],
    slack_groups: approvers("S0APPROVERS"),
  });
  await database().slackAccount.deleteMany({});
});

const job = (payload: object): Job => ({
  ...{ id: "1", organisation: house.organisation, topic: "", key: "" },
  ...{ payload, attempts: 1, ageSeconds: 0, lateSeconds: 0 },
});
const fill = () => fillGroup(job({ schedule: "desk" }));
const read = () => readMembers(job({ id: "approvers" }));
const change = (patch: object) => changeConfig(house.operator, (document) => ({ ...document, ...patch }));

const NOT_CONNECTED = { kind: "retry", error: "that Slack workspace is not connected" };

describe("filling the group of a schedule", () => {
  it("writes what differs, looks once more soon, and then leaves it alone until the next change", async () => {
    expect(await fill()).toEqual({ kind: "again", afterSeconds: 60 });
    expect(groups.get("S0DESK")).toEqual(["U0ANA"]);
    expect(await fill()).toMatchObject({ kind: "again" });
    expect(updates).toEqual(["U0ANA"]);
  });

  it("leaves the group as it is when the only account is closed", async () => {
    closed = new Set(["U0ANA"]);
    expect(await fill()).toMatchObject({ kind: "again" });
    expect(groups.get("S0DESK")).toEqual(["U0EVE"]);
  });

  it("is tried again, saying why, while Slack is away, has no such group, or is another workspace", async () => {
    isAway = true;
    expect(await fill()).toEqual({ kind: "retry", error: "Slack did not answer: internal_error" });
    isAway = false;
    await change({ schedules: [desk(["ana"], "S0NONE")] });
    expect(await fill()).toEqual({ kind: "retry", error: "Slack refused: no_such_subteam" });
    await change({ schedules: [desk(["ana"], "T02/S0DESK")] });
    expect(await fill()).toEqual(NOT_CONNECTED);
    expect(updates).toEqual([]);
  });

  it("ends when the schedule names no group any more", async () => {
    await change({ schedules: [] });
    expect(await fill()).toEqual({ kind: "done" });
  });
});

describe("reading who is in a group", () => {
  const known = async () =>
    (await reading(house.organisation)).current.directory.groups?.get("approvers")?.people;

  it("is whoever Slack says, and is looked at again in an hour, or sooner after news", async () => {
    await database().slackGroupMember.deleteMany({});
    expect(await read()).toEqual({ kind: "again", afterSeconds: 60 });
    expect(await known()).toEqual(["bo"]);
    expect(await read()).toEqual({ kind: "again", afterSeconds: 3_600 });
    groups.set("S0APPROVERS", ["U0CY", "U0ANA"]);
    await read();
    expect(await known()).toEqual(["ana", "cy"]);
  });

  it("keeps Slack's last word while it is away, and is nobody once the group is gone", async () => {
    await read();
    isAway = true;
    expect(await read()).toMatchObject({ kind: "retry" });
    expect(await known()).toEqual(["bo"]);
    isAway = false;
    groups.delete("S0APPROVERS");
    expect(await read()).toEqual({ kind: "again", afterSeconds: 60 });
    expect(await known()).toEqual([]);
  });

  it("ends when configuration does not name it any more", async () => {
    await change({ slack_groups: approvers("T02/S0APPROVERS") });
    expect(await read()).toEqual(NOT_CONNECTED);
    await change({ slack_groups: [] });
    expect(await read()).toEqual({ kind: "done" });
  });
});
