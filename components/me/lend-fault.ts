const DAY = 86_400_000;
const LONGEST_DAYS = 90;

type Wanted = { readonly to: string | null; readonly start: number | null; readonly end: number | null };
type Faults = { readonly to: string | null; readonly start: string | null; readonly end: string | null };

/** What is wrong with an absence before the server is asked; null for each field that is right. */
export function lendFaults({ to, start, end }: Wanted, now: number): Faults {
  return {
    to: to === null ? "Choose who stands in for you." : null,
    start: start === null ? "Write a date and a time." : null,
    end: endFault(start, end, now),
  };
}

function endFault(start: number | null, end: number | null, now: number): string | null {
  if (end === null) return "Write a date and a time.";
  if (end <= now) return "That time is past.";
  if (start !== null && end <= start) return "It must end after it starts.";
  return start !== null && end - start > LONGEST_DAYS * DAY ? `At most ${LONGEST_DAYS} days.` : null;
}
