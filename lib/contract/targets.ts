import { z } from "zod";

/** How configuration names people and places: `team:payments`. core/directory.ts says what each means. */

const ID = "[a-z0-9][a-z0-9._-]{0,62}";
/** A target may look at the agent that asks: its owner, or its owner's manager. */
const AGENTS_PEOPLE = "agent:(?:owner|manager)";

const reference = (kinds: string, words: string, description: string, more = "") =>
  z
    .string()
    .max(200)
    .regex(new RegExp(`^(?:(?:${kinds}):${ID}${more})$`), `must be one of ${words}`)
    .meta({ description });

const MEMBERS_WORDS =
  "person, team, schedule, group or manager and an id, as in person:ana; or agent:owner, agent:manager";

/** One of several people: whoever has the fewest open requests. */
export const OneOf = z
  .strictObject({
    one_of: reference(
      "team|schedule",
      "team or schedule and an id, as in team:payments",
      "who may be picked",
    ),
    pick: z.enum(["least_loaded"]).default("least_loaded"),
  })
  .meta({ description: "one person of a team or of those on call" });

/** Whom a step or the fallback notifies, as one text. */
export const NotifyReference = reference(
  "person|team|schedule|channel|manager|group",
  `${MEMBERS_WORDS}; or schedule:on-call+next; or channel and an id`,
  "who is paged",
  `|schedule:${ID}\\+next|${AGENTS_PEOPLE}`,
);
export const NotifyTarget = z.union([NotifyReference, OneOf], {
  error: `must be one of ${MEMBERS_WORDS}; or schedule:on-call+next; or channel and an id; or {one_of: team:payments, pick: least_loaded}`,
});
/** Who may answer. */
export const ApproverTarget = reference(
  "person|team|schedule|manager|group",
  MEMBERS_WORDS,
  "who may answer",
  `|${AGENTS_PEOPLE}`,
);
export const OwnerTarget = reference(
  "person|team",
  "person or team and an id, as in team:payments",
  "who owns it",
);
