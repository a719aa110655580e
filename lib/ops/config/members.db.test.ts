import { beforeEach, describe, expect, it } from "vitest";
import type { ConfigDocument } from "@/lib/contract/config";
import { database } from "@/lib/db/client";
import { putGroupMembers } from "@/lib/db/slack-group-members";
import { installWorkspace, noteWorkspace } from "@/lib/db/slack-workspaces";
import { newUuid } from "@/lib/runtime/ids";
import { readRequest } from "../requests/read";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { answered, opened } from "../testing-requests";
import { applyConfig, changeConfig } from "./apply";
import { previewRoute } from "./preview";

const people = (team: string) =>
  (SMALL_COMPANY.people ?? []).map((one) => ({
    ...one,
    slack: one.id === "eve" || one.id === "bo" ? `${team}/U0${one.id.toUpperCase()}` : null,
  }));
const [main] = SMALL_COMPANY.routes ?? [];
const first = { after: "0m", notify: ["group:watchers"] };
const second = { after: "5m", notify: ["person:ana"] };

let house: House;
let team: string;
let watchers: string;
let approvers: string;
beforeEach(async () => {
  [team, watchers, approvers] = [slackId("T"), slackId("S"), slackId("S")];
  house = await openTestHouse({
    ...SMALL_COMPANY,
    people: people(team),
    slack_groups: [
      { id: "watchers", slack: `${team}/${watchers}` },
      { id: "approvers", slack: `${team}/${approvers}`, authority: true },
    ],
    routes: [
      {
        id: "main",
        ...main,
        approval: { sets: [{ thresholds: [{ from: ["person:ana", "group:approvers"] }] }] },
        steps: [first, second],
      },
    ],
  });
  await installFor(house);
});
/** Workspaces and groups are known by Slack's ids to the whole deployment. */
const slackId = (kind: string) => `${kind}${newUuid().replaceAll("-", "").slice(0, 16).toUpperCase()}`;
const installFor = ({ organisation }: House) =>
  installWorkspace(database(), {
    ...{ teamId: team, organisation, person: "ana", name: "Acme", botUserId: "U0BOT" },
    tokens: { token: "sealed", refreshToken: null, expiresInSeconds: null },
    isBesideSettings: false,
  });
const members = (group: string, users: readonly string[]) => putGroupMembers(team, group, users);
const change = (edit: (document: ConfigDocument) => Partial<ConfigDocument>, as = house.operator) =>
  changeConfig(as, (document) => ({ ...document, ...edit(document) }));
const pagedAbout = async (requestId: string) =>
  (await database().delivery.findMany({ where: { requestId, kind: "page" } })).map(
    ({ personId }) => personId,
  );

describe("a group of Slack as a target", () => {
  it("pages the people who are linked to its members, also where they may not answer", async () => {
    await members(watchers, ["U0EVE", "U0NOBODY"]);
    const request = await opened(house);
    expect(await pagedAbout(request.request.id)).toContain("eve");
    expect(await answered(house, request, "eve")).toBe("not_eligible");
    expect(await answered(house, request, "ana")).toBe("ok");
  });

  it("is nobody while it is empty or unknown: its step is skipped at once", async () => {
    const { request } = await opened(house);
    expect(new Set(await pagedAbout(request.id))).toEqual(new Set(["ana"]));
    const { timeline } = await readRequest(house.operator, { id: request.id });
    expect(timeline).toEqual(expect.arrayContaining([expect.objectContaining({ type: "step_skipped" })]));
  });

  it("lets its people answer where an admin gave it authority, for as long as they are in it", async () => {
    await members(approvers, ["U0BO"]);
    const requests = [await opened(house), await opened(house, { arguments: { n: 2 } })] as const;
    expect(await answered(house, requests[0], "bo")).toBe("ok");
    await members(approvers, []);
    expect(await answered(house, requests[1], "bo")).toBe("not_eligible");
  });

  it("is who it is today also for requests that are open, and its authority is of today", async () => {
    const request = await opened(house);
    await members(approvers, ["U0BO"]);
    await change(({ slack_groups, routes }) => ({
      slack_groups: slack_groups.map((group) => ({ ...group, authority: false })),
      routes: routes.map((route) => ({
        ...route,
        approval: { ...route.approval, sets: [{ thresholds: [ANA] }] },
      })),
    }));
    expect(await answered(house, request, "bo")).toBe("not_eligible");
    expect(await answered(house, request, "ana")).toBe("ok");
  });

  it("is nobody where its workspace serves another organisation, or the app was taken out of it", async () => {
    await members(approvers, ["U0BO"]);
    const [first, second] = [await opened(house), await opened(house, { arguments: { n: 2 } })];
    await noteWorkspace(team, "revoked", "token_revoked");
    expect(await answered(house, first, "bo")).toBe("ok");
    await noteWorkspace(team, "uninstalled", "app_uninstalled");
    expect(await answered(house, second, "bo")).toBe("not_eligible");
    await installFor(await openTestHouse());
    expect(await answered(house, second, "bo")).toBe("not_eligible");
    await noteWorkspace(team, "uninstalled", "app_uninstalled");
    await installFor(house);
    expect(await answered(house, second, "bo")).toBe("ok");
  });

  it("is previewed as it is now", async () => {
    await members(watchers, ["U0EVE"]);
    await members(approvers, ["U0BO"]);
    const preview = await previewRoute(house.operator, { action: { tool: "refund.create" } });
    expect(preview.steps[0]?.people).toEqual(["eve"]);
    expect(preview.approvers.toSorted()).toEqual(["ana", "bo"]);
  });
});

const ANA = { from: ["person:ana"], approve: 1, deny: 1, level: 1 };

describe("the authority of a group", () => {
  const edit = (patch: object) => (document: ConfigDocument) => ({
    slack_groups: document.slack_groups.map((group) =>
      group.id === "watchers" ? { ...group, ...patch } : group,
    ),
  });
  const manager = () => house.person("di", { role: "manager" });

  it("is an admin's to give: by itself, and by naming another group of Slack", async () => {
    const asManager = (change: ReturnType<typeof edit>) =>
      refusalOf(changeConfig(manager(), (document) => ({ ...document, ...change(document) })));
    expect(await asManager(edit({ authority: true }))).toEqual(["forbidden"]);
    expect(await asManager(edit({ name: "Watchers" }))).toEqual(["ok"]);
    const admin = house.person("ana", { role: "admin" });
    await changeConfig(admin, (document) => ({ ...document, ...edit({ authority: true })(document) }));
    expect(await asManager(edit({ slack: "S0ELSEWHERE" }))).toEqual(["forbidden"]);
    expect(await asManager(edit({ authority: false }))).toEqual(["ok"]);
  });

  it("is in the plan of a change: who may answer no longer", async () => {
    await members(approvers, ["U0BO"]);
    const { request } = await opened(house);
    const current = await database().configVersion.findFirstOrThrow({
      where: { organisationId: house.organisation, version: 1 },
    });
    // safe because the store wrote it from this type
    const document = current.document as ConfigDocument;
    const plan = (after: ConfigDocument) => applyConfig(house.operator, { document: after, dryRun: true });
    const renamed = document.slack_groups.map((group) => ({ ...group, name: "Named" }));
    expect((await plan({ ...document, slack_groups: renamed })).open_requests.affected).toEqual([]);
    const without = document.slack_groups.map((group) => ({ ...group, authority: false }));
    const routes = document.routes.map((route) => ({
      ...route,
      approval: { ...route.approval, sets: [{ thresholds: [ANA] }] },
    }));
    const { affected } = (await plan({ ...document, routes, slack_groups: without })).open_requests;
    expect(affected).toContainEqual(expect.objectContaining({ id: request.id, kind: "approvers" }));
  });
});
