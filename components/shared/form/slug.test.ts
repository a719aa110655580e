import { expect, it } from "vitest";
import { slugOf } from "./slug";

it("an id is what of a name may stand in one", () => {
  expect(slugOf("Payments & refunds")).toBe("payments-refunds");
  expect(slugOf("  José Núñez ")).toBe("jose-nunez");
  expect(slugOf("payments.refund")).toBe("payments.refund");
  expect(slugOf("…")).toBe("");
  expect(slugOf("x".repeat(80))).toHaveLength(63);
});
