import { configuredSeconds } from "../time";

/** Durations as people type them, and as configuration writes them: `15m`. */

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `15`, `15 min`, `1h 30m` and `1.5 hours` as `15m`, `15m`, `90m` and `90m`; null for what is no duration. */
export function configuredDuration(typed: string): string | null {
  const text = typed.trim().toLowerCase();
  if (configuredSeconds(text) >= 0) return text;
  // A bare number is minutes: that is what people mean by ten.
  if (/^\d+$/.test(text)) return `${Number(text)}m`;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([smhd])[a-z]*\.?[\s,]*(?:and\s+)?/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join("") !== text) return null;
  const seconds = parts.reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (UNITS[unit] ?? Number.NaN),
    0,
  );
  return Number.isInteger(seconds) ? durationOf(seconds) : null;
}

/** In the largest unit that says it exactly, hours apart from days: `90m`, `24h`. */
export function durationOf(seconds: number): string {
  for (const unit of ["h", "m"] as const) {
    const size = UNITS[unit] ?? 1;
    if (seconds > 0 && seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return `${seconds}s`;
}
