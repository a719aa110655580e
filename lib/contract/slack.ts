import { z } from "zod";
import { JsonObject } from "./common";

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
    is_mine: z.boolean().meta({ description: "it is the caller's account already" }),
    held_by: z.string().nullable().meta({ description: "the other person it is linked to already" }),
  })
  .meta({ id: "SlackLinkOffer" });
export type SlackLinkOffer = z.infer<typeof SlackLinkOffer>;

export const SlackLink = z
  .object({
    set_up: z.boolean().meta({ description: "whether this house speaks to Slack at all" }),
    slack: z.string().nullable().meta({ description: "the account, as configuration writes it" }),
    account: z.string().nullable().meta({ description: "its name in Slack, where that is known" }),
    workspace: z.string().nullable().meta({ description: "its workspace's name, where that is known" }),
  })
  .meta({ id: "SlackLink" });
export type SlackLink = z.infer<typeof SlackLink>;

const Transport = z.enum(["http", "socket"]);
export type SlackTransport = z.infer<typeof Transport>;
const Workspace = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(["active", "revoked", "uninstalled"]),
  error: z.string().nullable(),
  checked_at: z.iso.datetime(),
});

/** What administrators see of the connection to Slack. */
export const SlackHealth = z
  .object({
    set_up: z.boolean(),
    transport: Transport.nullable(),
    settings: z
      .array(z.object({ name: z.string(), description: z.string(), is_set: z.boolean() }))
      .meta({ description: "what the process is told about Slack; never a value" }),
    workspace: Workspace.nullable().meta({
      description: "the one that ids without a workspace belong to",
    }),
    installable: z
      .boolean()
      .meta({ description: "whether admins can install the app: GET /api/slack/install" }),
    workspaces: z
      .array(
        Workspace.extend({
          source: z.enum(["settings", "installed"]),
          installed_by: z.string().nullable(),
          installed_at: z.iso.datetime().nullable(),
        }),
      )
      .meta({ description: "every one that serves this organisation" }),
    linked: z.int().meta({ description: "people of the organisation with an account" }),
    people: z.int(),
    groups: z
      .array(
        z.object({
          group: z.string().meta({ description: "as configuration writes it" }),
          name: z.string().meta({ description: "of the schedule, or of the group here" }),
          schedule: z.string().nullable().meta({ description: "the schedule it is filled from" }),
          id: z
            .string()
            .nullable()
            .meta({ description: "as in group:approvers, where routes page its members" }),
          authority: z.boolean().meta({ description: "being in it lets people decide" }),
          people: z.array(z.string()).meta({
            description: "whoever is in it: those on call with an account there, or its linked members",
          }),
          strangers: z.int().meta({ description: "members nobody is linked to" }),
          error: z.string().nullable().meta({ description: "why it could not be filled or read" }),
        }),
      )
      .meta({ description: "every user group that configuration names" }),
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

const SlackAccountText = z
  .string()
  .max(64)
  .regex(/^T[A-Z0-9]+\/[UW][A-Z0-9]+$/, "must be T…/U…");

export const SlackSuggestionsInput = z
  .strictObject({ after: z.string().max(100).nullish() })
  .meta({ id: "SlackSuggestionsInput", description: "go on after this person" });

/** Whose account it may be, by the e-mail address alone: that proves nothing until an admin says so. */
export const SlackSuggestions = z
  .object({
    suggestions: z.array(
      z.object({
        person: z.string(),
        email: z.string(),
        slack: z.string().meta({ description: "the account, as configuration writes it" }),
        account: z.string().meta({ description: "its name in Slack" }),
        workspace: z.string(),
      }),
    ),
    asked: z.int().meta({ description: "people without an account whose address was looked up" }),
    next: z
      .string()
      .nullable()
      .meta({ description: "`after` of the next call; null when everybody was asked about" }),
    error: z.string().nullable().meta({ description: "why Slack could not be asked further" }),
  })
  .meta({ id: "SlackSuggestions" });
export type SlackSuggestions = z.infer<typeof SlackSuggestions>;

export const SlackSuggestionAccepted = z
  .strictObject({ slack: SlackAccountText })
  .meta({ id: "SlackSuggestionAccepted", description: "the account that was suggested" });

export const SlackManifestQuery = z.strictObject({
  transport: Transport.optional().meta({
    description: "how Slack is to reach this house; left out: as it does now, or as it could",
  }),
});
export const SlackManifest = JsonObject.meta({
  id: "SlackManifest",
  description: "what api.slack.com/apps makes an app of: Create New App, From a manifest",
});

/** What `GET /api/slack/oauth_redirect` comes back to the console's `/slack` with, as `install`. */
export const SLACK_INSTALL_WORDS = [
  "done",
  "not_set_up",
  /** They said no in Slack. */
  "denied",
  /** Begun in another session, more than ten minutes ago, or finished before. */
  "expired",
  /** Slack took the code for none, or granted what we cannot use. */
  "refused",
  /** The settings or another organisation have that workspace. */
  "taken",
  /** Slack did not answer. */
  "unavailable",
] as const;
export type SlackInstallWord = (typeof SLACK_INSTALL_WORDS)[number];

export const SlackTestPage = z
  .object({
    status: z.enum(["sent", "not_linked", "not_connected", "not_member", "muted", "refused"]),
    detail: z.string().meta({ description: "how that went, in a sentence" }),
  })
  .meta({ id: "SlackTestPage" });
export type SlackTestPage = z.infer<typeof SlackTestPage>;
