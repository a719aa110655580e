/** A person's own shifts: from when until when they are on call without a break, whoever else is beside them. */
import type { Shift } from "./schedule";

export type Duty = { readonly person: string; readonly start: Date; readonly end: Date };

/** The duties in the shifts of a timeline, the earliest first. */
export function dutiesOf(shifts: readonly Shift[]): readonly Duty[] {
  const duties: Duty[] = [];
  let running = new Map<string, Duty>();
  for (const { start, end, people } of shifts) {
    const now = new Map<string, Duty>();
    for (const person of people) now.set(person, { person, start: running.get(person)?.start ?? start, end });
    for (const [person, duty] of running) if (!now.has(person)) duties.push(duty);
    running = now;
  }
  duties.push(...running.values());
  return duties.sort((a, b) => a.start.getTime() - b.start.getTime());
}
