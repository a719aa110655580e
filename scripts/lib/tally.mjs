// What ran and how it went, summed over every runner into one plain line.
import { existsSync, readFileSync } from "node:fs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** @param {Count[]} counts */
export function sum(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const count of counts) {
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
  }
  return total;
}

/** The one line others read; `skipped` is said only when something was. */
export function plainLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * A runner that ends badly without naming a failed test (a file that does not load, an error outside any test,
 * no report at all) has failed once; it never counts as nothing.
 * @param {Count} count
 * @param {number} code the runner's exit code
 */
function withExitCode(count, code) {
  const ranNothing = count.passed + count.failed === 0;
  return count.failed === 0 && (code !== 0 || ranNothing) ? { ...count, failed: 1 } : count;
}

const nothing = { passed: 0, failed: 0, skipped: 0 };
const readReport = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined);

/** @returns {Count} */
export function vitestCount(path, code) {
  const report = readReport(path);
  if (!report) return withExitCode(nothing, code || 1);
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const count = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  return withExitCode(count, code);
}

/** @returns {Count} */
export function playwrightCount(path, code) {
  const stats = readReport(path)?.stats;
  if (!stats) return withExitCode(nothing, code || 1);
  // Retries are 0, so nothing is flaky; if that ever changes, flaky is failed.
  return withExitCode(
    { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped },
    code,
  );
}
