import { expect, it } from "vitest";
import { moneyWords, spentWords } from "./cost-words";

it("cents read as money, with fractions of a cent where there are any", () => {
  expect([0, 5, 125, 12.5, 0.25].map(moneyWords)).toEqual(["$0.00", "$0.05", "$1.25", "$0.1250", "$0.0025"]);
});

it("what was spent stands against its envelope, where there is one", () => {
  expect(spentWords({ spent: 125, limit: 200 })).toBe("$1.25 of $2.00");
  expect(spentWords({ spent: 125, limit: null })).toBe("$1.25");
});
