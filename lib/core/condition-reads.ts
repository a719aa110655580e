/**
 * What a condition may look at that neither the agent nor the configuration says, only the record of what happened:
 * asked of the database only where some condition names it.
 */
export const RECORDED = ["counters", "history", "denials"] as const;
export type Recorded = (typeof RECORDED)[number];

/**
 * By the word alone, wherever it stands: too much is only looked up in vain. A name that is put together at run time is
 * not found, and then what it names is missing, which escalates.
 */
export const recordedIn = (conditions: readonly string[]): ReadonlySet<Recorded> =>
  new Set(RECORDED.filter((name) => conditions.some((source) => WORD[name].test(source))));

const WORD: Readonly<Record<Recorded, RegExp>> = {
  counters: /\bcounters\b/,
  history: /\bhistory\b/,
  denials: /\bdenials\b/,
};
