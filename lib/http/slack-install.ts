import { z } from "zod";
import {
  SlackSuggestionAccepted,
  SlackSuggestions,
  SlackSuggestionsInput,
  SlackTestPage,
} from "@/lib/contract/slack";
import { config } from "@/lib/runtime/config";
import { endInstall, startInstall, uninstall } from "@/lib/slack/install";
import { acceptSuggestion, suggestAccounts } from "@/lib/slack/suggestions";
import { sendTestPage } from "@/lib/slack/trial-page";
import { type Answer, type Endpoint, endpoint, noContent, ok } from "./endpoint";

/**
 * The app in workspaces of an organisation. Two of these are pages of a browser on its way to Slack and back: they are
 * GETs because a redirect is one, and a state that works once stands in for the origin a redirect has not.
 */

const PATH = "/api/slack";
const COOKIE_SECONDS = 600;

const cookieName = (): string => `${config().isSecure ? "__Secure-" : ""}countersign.slack-install`;

/** Lax, because the browser comes back from another site. */
function stateCookie(state: string, seconds: number): string {
  const attributes = [`Path=${PATH}`, "HttpOnly", "SameSite=Lax", `Max-Age=${seconds}`];
  if (config().isSecure) attributes.push("Secure");
  return [`${cookieName()}=${state}`, ...attributes].join("; ");
}

function readStateCookie(cookies: string | null): string | null {
  const pairs = (cookies ?? "").split(";").map((part) => part.trim());
  const found = pairs.find((pair) => pair.startsWith(`${cookieName()}=`));
  return found?.slice(cookieName().length + 1) || null;
}

const goTo = (location: string, cookie: string): Answer => ({
  status: 302,
  headers: { Location: location, "Set-Cookie": cookie, "Referrer-Policy": "no-referrer" },
});

/** Back in the console, which says what the word means. */
const backWith = (word: string, team: string | null = null): Answer =>
  goTo(
    `${config().url}/slack?${new URLSearchParams({ install: word, ...(team === null ? {} : { team }) })}`,
    stateCookie("", 0),
  );

/** What else Slack brings is ignored, as OAuth demands of a client. */
const Returned = z.object({
  state: z.string().max(200).optional(),
  code: z.string().max(500).optional(),
  error: z.string().max(200).optional(),
});

export const slackInstall: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/slack/install",
    summary: "To Slack's page of consent, to install the app into a workspace",
    principals: ["person"],
    permission: "administer",
    answers: { 302: null },
    verb: async ({ ctx }) => {
      const started = await startInstall(ctx);
      return started === null
        ? backWith("not_set_up")
        : goTo(started.url, stateCookie(started.state, COOKIE_SECONDS));
    },
  }),
  endpoint({
    method: "GET",
    path: "/api/slack/oauth_redirect",
    summary: "Back from Slack's page of consent, with a code that is good once",
    principals: ["person"],
    permission: "administer",
    query: Returned,
    answers: { 302: null },
    verb: async ({ ctx, query, header }) => {
      const { state = null, code = null, error = null } = query;
      const cookie = readStateCookie(header("cookie"));
      const { word, team } = await endInstall(ctx, { state, code, error, cookie });
      return backWith(word, team);
    },
  }),
  endpoint({
    method: "DELETE",
    path: "/api/v1/slack/workspaces/{team}",
    summary: "Be done with a workspace: its tokens are revoked and forgotten",
    principals: ["person"],
    permission: "administer",
    answers: { 204: null },
    verb: async ({ ctx, params }) => {
      await uninstall(ctx, params);
      return noContent;
    },
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/slack/test-page",
    summary: "Send me a test message in Slack, and say how that went",
    principals: ["person"],
    permission: "take_part",
    answers: { 200: SlackTestPage },
    verb: async ({ ctx }) => ok(await sendTestPage(ctx)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/slack/suggestions",
    summary: "Ask Slack now which accounts have the e-mail addresses of people who have linked none",
    principals: ["person"],
    permission: "administer",
    body: SlackSuggestionsInput,
    answers: { 200: SlackSuggestions },
    verb: async ({ ctx, body }) => ok(await suggestAccounts(ctx, body)),
  }),
  endpoint({
    method: "PUT",
    path: "/api/v1/slack/suggestions/{person}",
    summary: "Link the account that was suggested for a person, on an admin's word",
    principals: ["person"],
    permission: "administer",
    body: SlackSuggestionAccepted,
    answers: { 204: null },
    verb: async ({ ctx, params, body }) => {
      await acceptSuggestion(ctx, { ...params, ...body });
      return noContent;
    },
  }),
];
