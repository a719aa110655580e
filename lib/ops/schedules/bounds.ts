import { DomainError, type FieldError } from "@/lib/contract/errors";
import type { Schedule } from "@/lib/core/schedule";
import { isTooMuch, type TimeWindow } from "@/lib/core/schedule-ahead";

/** How much time one question about a schedule may cover. */
const LONGEST_DAYS = 400;
const DAY_MS = 86_400_000;

/** The window that was asked for. Errors: invalid. */
export function windowOf(from: string, to: string): TimeWindow {
  const window = { from: new Date(from), to: new Date(to) };
  const days = (window.to.getTime() - window.from.getTime()) / DAY_MS;
  if (days <= 0) throw invalid("/to", "must be after from");
  if (days > LONGEST_DAYS) throw invalid("/to", `a window is at most ${LONGEST_DAYS} days`);
  return window;
}

/** Errors: invalid, for a window in which so much happens that answering would hold everybody else up. */
export function refuseTooMuch(schedule: Schedule, window: TimeWindow): void {
  if (isTooMuch(schedule, window))
    throw invalid("/to", "too much happens on this schedule in that time: ask for a shorter window");
}

const invalid = (path: string, message: string): DomainError => {
  const errors: FieldError[] = [{ path, message }];
  return new DomainError("invalid", "The window is not one that can be answered.", { errors });
};
