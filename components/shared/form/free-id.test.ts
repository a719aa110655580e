import { expect, it } from "vitest";
import { freeId } from "./free-id";

it("an id is the wanted one, once: with a number where it is taken, and never too long", () => {
  const known = [{ id: "payments" }, { id: "payments-2" }, { id: "x".repeat(63) }];
  expect(freeId("refunds", known)).toBe("refunds");
  expect(freeId("payments", known)).toBe("payments-3");
  expect(freeId("new", known)).toBe("new-2");
  expect(freeId("x".repeat(100), known)).toBe(`${"x".repeat(61)}-2`);
});
