import { expect, it } from "vitest";
import { conditionHint, namesFor } from "./condition-words";

it("a condition may speak of what the gate knows, and of the arguments that the surface's schema names", () => {
  expect(namesFor({ properties: { amount_cents: {} } })).toContain("args.amount_cents");
  expect(namesFor(null)).toEqual(expect.arrayContaining(["action", "args", "delegation", "org", "subject"]));
  expect(conditionHint(null)).toMatch(/^It may speak of agent, .* and history\.$/);
});
