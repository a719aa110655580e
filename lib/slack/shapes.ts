import { z } from "zod";
import { DomainError } from "@/lib/contract/errors";
import type { SlackPayload } from "./payload";

/**
 * The least that what people do in Slack consists of. Bolt and the listeners read on from here as if it were there; so
 * a payload without it is refused as malformed, and is no failure of ours.
 */

const Id = z.string().min(1).max(100);
const Team = z.looseObject({ id: Id }).nullish();
const User = z.looseObject({ id: Id });
const Option = z.looseObject({ value: z.string() });

const Action = z
  .looseObject({ type: z.string(), action_id: z.string(), value: z.string().optional() })
  .refine(({ type, selected_option: option }) => type !== "overflow" || Option.safeParse(option).success);
const Field = z.looseObject({ value: z.string().nullish(), selected_option: Option.nullish() });

const SHAPES: Readonly<Record<string, z.ZodType>> = {
  block_actions: z.looseObject({
    user: User,
    team: Team,
    container: z.looseObject({ type: z.string() }).nullish(),
    message: z.looseObject({}).nullish(),
    actions: z.array(Action).min(1),
  }),
  view_submission: z.looseObject({
    user: User,
    team: Team,
    view: z.looseObject({
      callback_id: z.string(),
      private_metadata: z.string(),
      state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), Field)) }),
    }),
  }),
  event_callback: z.looseObject({ team_id: Id, event: z.looseObject({ type: z.string() }) }),
};

/** Throws `invalid` for a payload of a known kind that lacks what that kind has. */
export function checkShape(payload: SlackPayload): void {
  const { type } = payload;
  const shape = typeof type === "string" && Object.hasOwn(SHAPES, type) ? SHAPES[type] : undefined;
  if (shape === undefined || shape.safeParse(payload).success) return;
  throw new DomainError("invalid", "The payload lacks something that every payload of its kind has.");
}
