import { expect, it } from "vitest";
import { delegationId } from "./delegation-id";

it("an absence is called by its person and day, once", () => {
  expect(delegationId("bo", "2026-12-24T09:00", [])).toBe("bo-2026-12-24");
  expect(delegationId("bo", "2026-12-24T18:00", [{ id: "bo-2026-12-24" }])).toBe("bo-2026-12-24-2");
  expect(delegationId("x".repeat(63), "2026-12-24T18:00", []).length).toBeLessThanOrEqual(63);
});
