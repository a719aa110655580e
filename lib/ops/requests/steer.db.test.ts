import { beforeEach, describe, expect, it } from "vitest";
import type { ConfigDocument } from "@/lib/contract/config";
import { database } from "@/lib/db/client";
import { changeConfig } from "../config/apply";
import { listAudit } from "../evidence/audit";
import { refoldAll } from "../evidence/refold";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { answered, moveClock, type Opened, opened } from "../testing-requests";
import { addResponder, reassign } from "./assign";
import { extend } from "./extend";
import { readRequest } from "./read";
import { reroute } from "./reroute";
import { respond } from "./respond";
import { tickRequests } from "./tick";

const approval = (from: readonly string[] | null, more: object = {}) => ({
  sets: [{ thresholds: [{ from: from && [...from], approve: 1, deny: 1, ...more }] }],
});
const [main] = SMALL_COMPANY.routes ?? [];
let house: House;
beforeEach(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    routes: [
      { id: "main", ...main, approval: approval(["team:payments"], { approve: 2 }), max_deadline: "20m" },
      { id: "anyone", approval: approval(null), steps: [{ notify: ["person:bo"] }] },
      { id: "eves", approval: approval(["person:eve"]), steps: [{ notify: ["person:eve"] }], hold: "30s" },
    ],
  });
});

const manager = () => house.person("di", { role: "manager" });
const read = ({ request }: Opened) => readRequest(house.operator, { id: request.id });
const go = (asked: Opened, route: string, ctx = manager()) => reroute(ctx, { id: asked.request.id, route });
const change = (edit: (document: ConfigDocument) => Partial<ConfigDocument>) =>
  changeConfig(house.operator, (document) => ({ ...document, ...edit(document) }));
const pagesOf = async ({ request }: Opened) =>
  (await database().delivery.findMany({ where: { requestId: request.id, kind: "page" } })).map(
    ({ personId }) => personId,
  );

describe("a request that is sent down another route", () => {
  it("is pinned to that route of the configuration in force now, and folds again to what it is", async () => {
    const asked = await opened(house);
    await change(({ routes }) => ({
      routes: routes.map((route) => (route.id === "anyone" ? { ...route, deadline: "1h" } : route)),
    }));
    const before = await read(asked);
    await moveClock(120);
    const { request } = await go(asked, "anyone");
    expect(request.route).toMatchObject({ id: "anyone", config_version: 2, deadline_seconds: 3600 });
    expect(request.deadline_at).toBe(before.deadline_at);
    expect(request.steps).toMatchObject([{ index: 0, people: ["bo"], fired_at: expect.any(String) }]);
    expect(request.steps[0]?.deliveries).toHaveLength(1);
    expect(request.timeline).toContainEqual(
      expect.objectContaining({
        type: "rerouted",
        person: "di",
        from_route: "main",
        from_config_version: 1,
        route: "anyone",
        config_version: 2,
      }),
    );
    await go(asked, "eves");
    await go(asked, "main");
    expect(await refoldAll(house.organisation)).toEqual([]);
  });

  it("once and for all writers: later commands, ticks and the timer go by the new one", async () => {
    const asked = await opened(house);
    await go(asked, "eves");
    expect(await answered(house, asked, "bo")).toBe("not_eligible");
    expect(await answered(house, asked, "eve")).toBe("ok");
    const { decision, grant } = await read(asked);
    expect(decision).toMatchObject({ outcome: "approved", cause: "approver" });
    expect(grant, "the new route's undo window").toMatchObject({ status: "held" });
    expect(await refoldAll(house.organisation)).toEqual([]);
  });

  it("is decided in the same transaction when its rule is met already, and the receipt names the route", async () => {
    const asked = await opened(house);
    await answered(house, asked, "bo");
    const { request } = await go(asked, "anyone");
    expect(request.decision).toMatchObject({
      outcome: "approved",
      decided_by: [expect.objectContaining({ person: "bo" })],
    });
    const { entries } = await listAudit(house.operator, { limit: 50 });
    expect(entries.slice(0, 2).map(({ kind, people }) => [kind, people])).toEqual([
      ["decision", ["bo"]],
      ["reroute", ["di"]],
    ]);
  });

  it("takes an answer again from whoever's does not count under it, in the place of the old one", async () => {
    const asked = await opened(house);
    await answered(house, asked, "bo");
    await change(({ routes }) => ({
      routes: routes.map((route) => ({ ...route, approval: { ...route.approval, assurance: "passkey" } })),
    }));
    expect((await go(asked, "main")).request.responses).toMatchObject([{ person: "bo", dropped: true }]);
    const strong = house.person("bo", { assurance: "passkey" });
    const again = { id: asked.request.id, verdict: "approve", digest: asked.action.digest } as const;
    const { request, response } = await respond(strong, again);
    expect(request.responses).toMatchObject([{ person: "bo", dropped: false, assurance: "passkey" }]);
    expect((await respond(strong, again)).response.id).toBe(response.id);
    expect(await refoldAll(house.organisation)).toEqual([]);
  });

  it("a second time by the same name changes nothing until the configuration does", async () => {
    const asked = await opened(house);
    const { version } = (await go(asked, "anyone")).request;
    expect((await go(asked, "anyone")).request.version).toBe(version);
    await change(() => ({ policies: [{ id: "one", verdict: "escalate", mode: "enforce" }] }));
    expect((await go(asked, "anyone")).request).toMatchObject({ version: version + 2 });
  });

  it("keeps whoever sent it there able to see what becomes of it", async () => {
    const asked = await opened(house);
    const { request } = await go(asked, "eves", house.person("ana"));
    expect(request.may_respond).toMatchObject({ allowed: false });
    expect((await readRequest(house.person("ana"), { id: asked.request.id })).status).toBe("pending");
  });

  it("which nobody could approve pages the fallback and says so", async () => {
    const asked = await opened(house);
    await change(({ routes }) => ({
      routes: routes.flatMap((route) => (route.id === "main" ? [route, { ...route, id: "none" }] : [route])),
      teams: [{ id: "payments", members: ["cy"] }],
    }));
    const { request } = await go(asked, "none");
    expect(request.problems).toMatchObject([{ code: "unroutable" }]);
    expect(await pagesOf(asked)).toContain("ana");
  });

  it("is refused by name when there is no such route, and to whom it is not theirs to send", async () => {
    const asked = await opened(house);
    expect(await refusalOf(go(asked, "nowhere"))).toEqual(["invalid", "/route"]);
    expect(await refusalOf(go(asked, "anyone", house.person("eve")))).toEqual(["not_eligible"]);
    expect(await refusalOf(go(asked, "anyone", house.person("cy")))).toEqual(["self_approval"]);
  });
});

describe("a person put on a request by hand", () => {
  it("is paged now, may answer where the rule takes those paged, and is in the ledger", async () => {
    const asked = await opened(house);
    await go(asked, "anyone");
    const { id } = asked.request;
    const { request } = await reassign(house.person("bo"), { id, person: "eve" });
    expect(request.responders).toEqual(["eve"]);
    expect(await pagesOf(asked)).toContain("eve");
    await addResponder(house.person("eve"), { id, person: "ana" });
    expect((await read(asked)).responders).toEqual(["eve", "ana"]);
    const { entries } = await listAudit(house.operator, { limit: 50, person: "eve" });
    expect(entries.map(({ kind, reason_code }) => [kind, reason_code])).toEqual([
      ["assignment", "responder_added"],
      ["assignment", "reassigned"],
    ]);
    expect(await answered(house, asked, "eve")).toBe("ok");
    expect(await refoldAll(house.organisation)).toEqual([]);
  });

  it("takes the place of whoever handed it on, also when paging resumes", async () => {
    const asked = await opened(house);
    const { id } = asked.request;
    await reassign(house.person("bo"), { id, person: "ana" });
    await moveClock(450);
    await tickRequests(house.organisation, [id]);
    const reminded = await database().delivery.findMany({ where: { requestId: id, kind: "reminder" } });
    expect(reminded.map(({ personId }) => personId)).toEqual([]);
    expect((await read(asked)).responders).toEqual(["ana"]);
  });
});

describe("time that is added", () => {
  it("is in the ledger, and the request says how often it may be added again", async () => {
    const asked = await opened(house);
    const { id } = asked.request;
    expect((await read(asked)).extensions_left).toBe(2);
    const { request } = await extend(house.person("bo"), { id, seconds: 300 });
    expect(request.extensions_left, "the route's cap is reached").toBe(0);
    const { entries } = await listAudit(house.operator, { limit: 1 });
    expect(entries).toMatchObject([{ kind: "extension", people: ["bo"] }]);
  });
});
