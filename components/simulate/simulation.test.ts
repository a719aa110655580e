import { describe, expect, it } from "vitest";
import type { Route } from "../routes/book";
import { faultsOf, questionOf, type Simulation } from "./simulation";

const nothing: Simulation = {
  agent: "",
  surface: "",
  tool: "",
  args: "",
  facts: "",
  path: "",
  behalf: "",
  at: "",
  zone: "",
  route: "",
};
// safe because only its id is looked at
const route = { id: "payments" } as Route;
const ask = (more: Partial<Simulation>) => questionOf({ ...nothing, ...more }, [route], "Europe/Madrid");

describe("what a simulation asks", () => {
  it("is the action as an agent would propose it, at that time on the organisation's wall", () => {
    const asked = ask({
      agent: "support-bot",
      surface: "payments.refund",
      tool: "refund.create",
      args: '{"amount_cents": 25000}',
      facts: '{"account_verified": true}',
      path: "crm.lookup\n notes.read ",
      at: "2026-11-23T10:00",
    });
    expect(asked).toEqual({
      ok: true,
      question: {
        agent: "support-bot",
        at: "2026-11-23T09:00:00.000Z",
        action: {
          surface: "payments.refund",
          tool: "refund.create",
          arguments: { amount_cents: 25_000 },
          facts: { account_verified: true },
          run: { id: "run_simulated", path: [{ tool: "crm.lookup" }, { tool: "notes.read" }] },
        },
      },
    });
  });

  it("is nothing while neither surface nor tool is named, and now where no time is", () => {
    expect(ask({})).toEqual({ ok: true, question: null });
    expect(ask({ tool: "x" })).toMatchObject({ ok: true, question: { action: { tool: "x" } } });
    expect(ask({ tool: "x" })).not.toHaveProperty("question.at");
  });

  it("is a route by itself where one is named", () => {
    expect(ask({ route: "payments", agent: "bot" })).toEqual({ ok: true, question: { route, agent: "bot" } });
    expect(ask({ route: "gone" })).toMatchObject({ ok: false, faults: { route: expect.any(String) } });
  });

  it("says of each field why it is no question", () => {
    expect(ask({ tool: "x", args: "{", facts: "[]", at: "soon" })).toEqual({
      ok: false,
      faults: { args: expect.stringContaining("Line 1"), facts: expect.any(String), at: expect.any(String) },
    });
  });
});

describe("what the server finds wrong", () => {
  it("stands at the field it is about", () => {
    expect(
      faultsOf([
        { path: "/action/arguments/amount_cents", message: "must be an integer" },
        { path: "/agent", message: "there is no agent called x" },
        { path: "/elsewhere", message: "no" },
      ]),
    ).toEqual({ args: "amount_cents must be an integer", agent: "there is no agent called x" });
  });
});
