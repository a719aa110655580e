import type { z } from "zod";
import { DomainError } from "@/lib/contract/errors";
import type { TakenShift, TakeShiftInput } from "@/lib/contract/schedules";
import type { Override, Schedule } from "@/lib/core/schedule";
import { LONGEST_TAKE_DAYS, peopleOf, putOnBy, takeShift } from "@/lib/core/take-shift";
import { changeConfig } from "../config/apply";
import { viewOf, withOverrides } from "../config/overrides";
import type { Actor, Context, PersonActor } from "../context";
import { notFound } from "../refuse";
import { refuseTooMuch } from "./bounds";

type Taken = { readonly isNew: boolean; readonly overrides: z.infer<typeof TakenShift>["overrides"] };

/**
 * Put the caller, and nobody else, on call from now until then. Anyone the schedule names may, and managers. Where they
 * are on call alone already nothing changes. Errors: not_found, forbidden (the schedule is not theirs), invalid (an end
 * that is past or too far away), cannot_take_shift (a temporary schedule stands in that time).
 */
export async function takeOver(
  ctx: Context<PersonActor>,
  { id, until: end }: TakeShiftInput & { readonly id: string },
): Promise<Taken> {
  const { person } = ctx.actor;
  let made: readonly Override[] = [];
  let standing: readonly Override[] = [];
  await changeConfig(ctx, (document, { now, schedules }) => {
    const schedule = schedules.get(id);
    if (!schedule) throw notFound("schedule");
    refuseStranger(ctx, schedule);
    const window = { from: now, until: windowEnd(now, end) };
    refuseTooMuch(schedule, { from: window.from, to: window.until });
    const taken = takeShift(schedule, person, window);
    if (!taken) throw new DomainError("cannot_take_shift", TEMPORARY);
    made = taken.made;
    standing = putOnBy(taken.overrides, person, window);
    if (made.length === 0) return document;
    return withOverrides(document, id, (known) => {
      const written = new Map(known.map((one) => [viewOf({ ...one, schedule: id }).id, one]));
      // Those that were there stay as they were written, to the letter.
      return taken.overrides.map((one) => written.get(viewOf({ ...one, schedule: id }).id) ?? one);
    });
  });
  const isNew = made.length > 0;
  return {
    isNew,
    overrides: (isNew ? made : standing).map((one) =>
      viewOf({ ...one, with: one.with ?? null, schedule: id }),
    ),
  };
}

const TEMPORARY =
  "A temporary schedule says who is on call in that time, and no override applies inside one.";

/** Managers, and whoever the schedule names. An auditor answers for nothing. */
export function mayTake(actor: Actor, schedule: Schedule): boolean {
  if (actor.kind !== "person" || actor.role === "auditor") return false;
  return actor.role !== "member" || peopleOf(schedule).has(actor.person);
}

function refuseStranger({ actor }: Context<PersonActor>, schedule: Schedule): void {
  if (mayTake(actor, schedule)) return;
  throw new DomainError("forbidden", "You are not on this schedule. A manager can put you on call.");
}

function windowEnd(now: Date, text: string): Date {
  const until = new Date(text);
  const days = (until.getTime() - now.getTime()) / 86_400_000;
  if (days > 0 && days <= LONGEST_TAKE_DAYS) return until;
  const message =
    days > 0 ? `a shift is taken for at most ${LONGEST_TAKE_DAYS} days` : "must be in the future";
  throw new DomainError("invalid", "The shift was not taken.", { errors: [{ path: "/until", message }] });
}
