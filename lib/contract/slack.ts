import { z } from "zod";

/** Linking a Slack account by a one-time code, which only that account was given. */

export const SlackLinkInput = z
  .strictObject({ code: z.string().min(1).max(200) })
  .meta({ id: "SlackLinkInput", description: "the code at the end of the link's address" });

export const SlackLinkOffer = z
  .object({
    account: z.string().meta({ description: "the account's name in Slack" }),
    workspace: z.string(),
    linked: z
      .string()
      .nullable()
      .meta({ description: "the account the caller has now, which would be replaced" }),
  })
  .meta({ id: "SlackLinkOffer" });
export type SlackLinkOffer = z.infer<typeof SlackLinkOffer>;

export const SlackLink = z.object({ slack: z.string().nullable() }).meta({ id: "SlackLink" });
export type SlackLink = z.infer<typeof SlackLink>;

/** What administrators see of the connection to Slack. */
export const SlackHealth = z
  .object({
    set_up: z.boolean(),
    transport: z.enum(["http", "socket"]).nullable(),
    workspace: z
      .object({
        id: z.string(),
        name: z.string(),
        status: z.enum(["active", "revoked", "uninstalled"]),
        error: z.string().nullable(),
        checked_at: z.iso.datetime(),
      })
      .nullable(),
    linked: z.int().meta({ description: "people of the organisation with an account" }),
    people: z.int(),
    failures: z.array(
      z.object({
        person: z.string().nullable(),
        request: z.string(),
        at: z.iso.datetime(),
        error: z.string(),
      }),
    ),
  })
  .meta({ id: "SlackHealth" });
export type SlackHealth = z.infer<typeof SlackHealth>;
