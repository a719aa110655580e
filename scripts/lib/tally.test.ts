import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { plainLine, playwrightCount, sum, vitestCount } from "./tally.mjs";

const folder = mkdtempSync(join(tmpdir(), "countersign-tally-"));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const path = join(folder, "report.json");
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const vitestReport = (passed: number, failed: number, unloaded: number) =>
  report({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: Array.from({ length: unloaded }, () => ({ status: "failed", assertionResults: [] })),
  });

it("the line is plain, and says what was skipped only when something was", () => {
  expect(plainLine({ passed: 12, failed: 0, skipped: 0 })).toBe("12 passed, 0 failed");
  expect(plainLine({ passed: 1, failed: 2, skipped: 3 })).toBe("1 passed, 2 failed, 3 skipped");
});

it("counts add up over the runners", () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

it("a test file that does not load is a failure", () => {
  expect(vitestCount(vitestReport(3, 1, 1), 1)).toEqual({ passed: 3, failed: 2, skipped: 0 });
});

it("a runner that ends badly without naming a test has failed once", () => {
  expect(vitestCount(vitestReport(3, 0, 0), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(vitestCount(join(folder, "none.json"), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(playwrightCount(join(folder, "none.json"), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it("a runner that ran nothing has failed", () => {
  expect(vitestCount(vitestReport(0, 0, 0), 0).failed).toBe(1);
  const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 4 };
  expect(playwrightCount(report({ stats }), 0)).toEqual({ passed: 0, failed: 1, skipped: 4 });
});

it("a flaky test is a failed test", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 0 };
  expect(playwrightCount(report({ stats }), 1)).toEqual({ passed: 5, failed: 2, skipped: 0 });
});
