import { expect, it } from "vitest";
import { auditAddress, auditFilters, auditQuery } from "./filters";

it("a day that is none asks for nothing", () => {
  const filters = auditFilters({ from: "2026-13-01", to: "tomorrow", agent: "bot" });
  expect(auditQuery(filters, "")).toEqual({ agent: "bot", limit: 50 });
});

it("a day is asked for from its first to its last millisecond", () => {
  const query = auditQuery(auditFilters({ from: "2026-11-20", to: "2026-11-20" }), "");
  expect([query.from, query.to]).toEqual(["2026-11-20T00:00:00.000Z", "2026-11-20T23:59:59.999Z"]);
});

it("the address of older entries keeps the filters", () => {
  const filters = auditFilters({ person: "ana" });
  expect(auditAddress(filters, "abc")).toBe("/audit?person=ana&cursor=abc");
  expect(auditAddress(auditFilters({}), null)).toBe("/audit");
});
