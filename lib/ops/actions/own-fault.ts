import { sqlState } from "@/lib/db/client";
import { codeOf } from "@/lib/db/error-code";

/** Data that PostgreSQL refuses: not well-formed, against a constraint, or too much of it. */
const REFUSED_DATA = /^(22|23|54)/;

/**
 * Whether one proposal may have caused this, so that the others of its batch deserve another try. What has a code and
 * is not about data is the database's: away, full, too busy. Trying a hundred times more would only make them wait.
 */
export function isOwnFault(error: unknown): boolean {
  const state = sqlState(error);
  return state === null ? codeOf(error) === "" : REFUSED_DATA.test(state);
}
