import { instantOf, localText } from "../shared/zone-time";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LONGEST = 7 * 24 * HOUR;

export type QuickEnd = { readonly label: string; readonly at: number };

/** The ends people usually mean, the likeliest first. Whole minutes, because that is what a field shows. */
export function quickEnds(now: number, zone: string): readonly QuickEnd[] {
  const minute = Math.ceil(now / MINUTE) * MINUTE;
  const [today = ""] = localText(now, zone).split("T");
  const [tomorrow = ""] = localText(now + 24 * HOUR, zone).split("T");
  const evening = instantOf(`${today}T18:00`, zone);
  const morning = instantOf(`${tomorrow}T09:00`, zone);
  return [
    ...(evening !== null && evening - now >= HOUR ? [{ label: "Until 18:00", at: evening }] : []),
    { label: "1 hour", at: minute + HOUR },
    { label: "4 hours", at: minute + 4 * HOUR },
    ...(morning === null ? [] : [{ label: "Until tomorrow, 09:00", at: morning }]),
  ];
}

/** Why a shift cannot be taken until then; null when it can. */
export function takeFault(end: number | null, now: number): string | null {
  if (end === null) return "Write a date and a time.";
  if (end <= now) return "That time is past.";
  return end - now > LONGEST ? "A shift is taken for at most 7 days." : null;
}
