import { beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { type ConfigDocumentInput, RouteConfig } from "@/lib/contract/config";
import { propose } from "../actions/propose";
import { readRequest } from "../requests/read";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { listCollection } from "./collections";
import { previewRoute } from "./preview";

const AT = "2026-11-09T07:55:00.000Z";
const minutes = (count: number) => new Date(Date.parse(AT) + count * 60_000).toISOString();

const COMPANY: Omit<ConfigDocumentInput, "organisation"> = {
  ...SMALL_COMPANY,
  schedules: [
    {
      id: "duty",
      layers: [{ rotation: { type: "weekly", start: "2026-11-02T08:00", participants: ["ana", "bo"] } }],
    },
    { id: "nobody" },
  ],
  surfaces: [
    {
      id: "payments.refund",
      tools: ["refund.create"],
      tier: "approval",
      input_schema: { type: "object", properties: { amount_cents: { type: "integer" } } },
    },
    { id: "notes.read", tools: ["notes.read"], tier: "autonomous", reversibility: "read_only" },
    { id: "own.goal", tools: ["own.goal"], tier: "approval" },
    { id: "void.shout", tools: ["void.shout"], tier: "approval" },
  ],
  policies: [{ id: "small", surface: "payments.refund", when: "args.amount_cents <= 100", verdict: "allow" }],
  routes: [
    {
      id: "main",
      when: "surface == 'payments.refund'",
      deadline: "15m",
      approval: { sets: [{ thresholds: [{ from: ["team:payments"] }] }] },
      steps: [
        { after: "0m", notify: ["schedule:nobody"] },
        { after: "2m", notify: ["schedule:duty"] },
        { after: "10m", notify: ["schedule:duty", "person:cy"] },
        { after: "20m", notify: ["person:di"] },
      ],
    },
    {
      id: "owner-only",
      when: "surface == 'own.goal'",
      approval: { sets: [{ thresholds: [{ from: ["person:cy"] }] }] },
      steps: [{ notify: ["person:bo"] }],
    },
    { id: "void", when: "surface == 'void.shout'", steps: [{ notify: ["schedule:nobody"] }] },
  ],
};

let house: House;
beforeAll(async () => {
  house = await openTestHouse(COMPANY);
});

const refund = { tool: "refund.create", arguments: { amount_cents: 25_000 } };
const preview = (action: Record<string, unknown>, more: { agent?: string; at?: string } = {}) =>
  previewRoute(house.person("di", { role: "manager" }), { action, agent: "bot", at: AT, ...more });

describe("the preview of a route", () => {
  it("resolves each step at its own instant, fires the next when one reaches nobody, and says what never fires", async () => {
    const found = await preview(refund);
    expect(found).toMatchObject({ ruling: { verdict: "escalate" }, route: "main", deadline_at: minutes(15) });
    expect(found.steps).toEqual([
      { at: minutes(0), people: [], skipped: true, index: 0, round: 1, why: "nobody" },
      { at: minutes(0), people: ["ana"], skipped: false, index: 1, round: 1, why: null },
      { at: minutes(10), people: ["bo", "cy"], skipped: false, index: 2, round: 1, why: null },
      { at: minutes(20), people: [], skipped: true, index: 3, round: 1, why: "deadline" },
    ]);
    expect(found.approvers).toEqual(["ana", "bo"]);
    expect(found.problems.map(({ code }) => code)).toEqual(["step_after_deadline"]);
  });

  it("is what then happens", async () => {
    const { body } = await propose(house.agent, {
      input: { ...refund, run: null, facts: {}, delegation: [] },
      idempotency: null,
    });
    const request = await readRequest(house.operator, { id: body.request?.id ?? "" });
    const found = await preview(refund, { at: request.opened_at });
    expect(found).toMatchObject({
      ruling: request.ruling,
      route: request.route.id,
      deadline_at: request.deadline_at,
    });
    const fired = request.steps.filter((step) => step.fired_at !== null);
    expect(found.steps.slice(0, fired.length)).toMatchObject(
      fired.map(({ fired_at, people, skipped }) => ({
        at: fired_at,
        people: skipped ? [] : people,
        skipped,
      })),
    );
  });

  it("of an action that is not escalated names no route", async () => {
    for (const action of [{ tool: "notes.read" }, { tool: "refund.create", arguments: { amount_cents: 5 } }])
      expect(await preview(action)).toMatchObject({ ruling: { verdict: "allow" }, route: null, steps: [] });
  });

  it("takes the shorter deadline of the action's and the route's", async () => {
    const found = await preview({ ...refund, deadline_seconds: 300 });
    expect(found.deadline_at).toBe(minutes(5));
    expect(found.steps.filter(({ skipped }) => !skipped)).toHaveLength(1);
  });

  it("says when only the agent's owner could approve, and when nobody is reached", async () => {
    const own = await preview({ tool: "own.goal" });
    expect(own.approvers).toEqual([]);
    expect(own.problems.map(({ code }) => code)).toEqual(["unroutable"]);
    expect((await preview({ tool: "own.goal" }, { agent: undefined })).approvers).toEqual(["cy"]);
    const silent = await preview({ tool: "void.shout" });
    expect(silent.problems.map(({ code }) => code)).toEqual(["unroutable", "nobody_paged"]);
  });

  it("names what is wrong with the action by its place in the body", async () => {
    expect(await refusalOf(preview({ tool: "refund.create", argments: {} }))).toEqual([
      "invalid",
      "/action/argments",
    ]);
    expect(await refusalOf(preview({ tool: "refund.create", arguments: { amount_cents: "x" } }))).toEqual([
      "schema_mismatch",
      "/action/arguments/amount_cents",
    ]);
    expect(await refusalOf(preview(refund, { agent: "ghost" }))).toEqual(["invalid", "/agent"]);
  });
});

describe("the preview of a route that is not saved", () => {
  const draft = (more: Partial<z.input<typeof RouteConfig>> = {}) => ({
    action: undefined,
    agent: "bot",
    at: AT,
    route: RouteConfig.parse({
      id: "draft",
      deadline: "10m",
      approval: { sets: [{ thresholds: [{ from: ["team:payments"] }] }] },
      steps: [{ notify: ["person:bo"] }, { after: "5m", notify: ["schedule:duty"] }],
      ...more,
    }),
  });
  const draftPreview = (more: Partial<z.input<typeof RouteConfig>> = {}, agent = "bot") =>
    previewRoute(house.person("di", { role: "manager" }), { ...draft(more), agent });

  it("says whom it would page when, reminders and all, and who is kept from approving", async () => {
    const found = await draftPreview();
    expect(found).toMatchObject({ ruling: null, route: "draft", opened_at: AT, deadline_at: minutes(10) });
    expect(found.steps.map(({ at, people }) => [at, people])).toEqual([
      [minutes(0), ["bo"]],
      [minutes(5), ["bo"]],
    ]);
    expect(found.reminders.map(({ at }) => at)).toEqual([minutes(5), minutes(8)]);
    expect(found.approvers).toEqual(["ana", "bo"]);
    expect(found.excluded).toEqual([{ person: "cy", why: "owner" }]);
    expect(found.problems).toEqual([]);
  });

  it("says of each problem which part of the route it is about", async () => {
    const found = await draftPreview({
      repeat: 2,
      steps: [{ notify: ["person:ana"] }, { after: "12m", notify: ["person:bo"] }],
      approval: { sets: [{ thresholds: [{ from: ["person:cy"] }] }] },
    });
    expect(found.problems.map(({ code, path }) => [code, path])).toEqual([
      ["unroutable", "/approval"],
      ["step_after_deadline", "/steps/1"],
      ["ladder_after_deadline", "/repeat"],
    ]);
    expect(found.fallback).toMatchObject({ at: AT });
  });

  it("says which step is set before the one above it", async () => {
    const found = await draftPreview({
      steps: [
        { after: "5m", notify: ["person:ana"] },
        { after: "2m", notify: ["person:bo"] },
      ],
    });
    expect(found.problems).toMatchObject([{ code: "step_out_of_order", path: "/steps/1" }]);
    expect(found.steps.map(({ at }) => at)).toEqual([minutes(5), minutes(5)]);
  });

  it("says what would keep it from being saved, and still what it would do", async () => {
    const found = await draftPreview({
      when: "surfac == 'x'",
      steps: [{ notify: ["person:ghost"] }, { notify: ["person:bo"] }],
    });
    expect(found.problems).toEqual([
      { code: "invalid", path: "/steps/0/notify/0", message: "there is no person called ghost" },
      { code: "invalid", path: "/when", message: expect.stringContaining("did you mean surface?") },
    ]);
    expect(found.steps.map(({ people }) => people)).toEqual([[], ["bo"]]);
  });

  it("says nothing of limits on amounts where no action names any, and keeps them where one does", async () => {
    const limited = draft({
      approval: { sets: [{ thresholds: [{ from: ["person:bo"], up_to: { amount_cents: 500 } }] }] },
    });
    const found = await previewRoute(house.operator, limited);
    expect([found.approvers, found.problems]).toEqual([["bo"], []]);
    const tried = await previewRoute(house.operator, {
      ...limited,
      route: { ...limited.route, id: "main", when: "surface == 'payments.refund'" },
      action: refund,
    });
    expect([tried.approvers, tried.problems.map(({ code }) => code)]).toEqual([[], ["unroutable"]]);
  });

  it("with an action is ruled as if it were saved", async () => {
    const taking = { ...draft({ id: "main", when: "surface == 'payments.refund'" }), action: refund };
    expect(await previewRoute(house.operator, taking)).toMatchObject({
      ruling: { verdict: "escalate" },
      route: "main",
      deadline_at: minutes(10),
    });
  });

  it("saves nothing", async () => {
    await draftPreview();
    expect((await listCollection(house.operator, { noun: "routes" })).routes.map(({ id }) => id)).toEqual([
      "main",
      "owner-only",
      "void",
    ]);
  });
});
