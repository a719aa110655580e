import type { AgentView } from "@/lib/contract/people";

type Envelope = AgentView["costs"]["hour"];

/** Cents as money: `$1.25`; fractions of a cent only where there are any. */
export function moneyWords(cents: number): string {
  const whole = Math.round(cents * 100) / 10_000;
  return `$${whole.toFixed(Number.isInteger(Math.round(cents * 100) / 100) ? 2 : 4)}`;
}

/** `$1.25 of $2.00`; without a limit, what was spent. */
export const spentWords = ({ spent, limit }: Envelope): string =>
  limit === null ? moneyWords(spent) : `${moneyWords(spent)} of ${moneyWords(limit)}`;
