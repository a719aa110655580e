import {
  SlackHealth,
  SlackLink,
  SlackLinkInput,
  SlackLinkOffer,
  SlackManifest,
  SlackManifestQuery,
} from "@/lib/contract/slack";
import { readManifest, slackHealth } from "@/lib/ops/slack/health";
import { confirmLink, endLink, readLinkOffer, readMyLink } from "@/lib/ops/slack/link";
import { type Endpoint, endpoint, noContent, ok } from "./endpoint";

/** A person's own Slack account, and how the connection to Slack is doing. */
export const slackAccounts: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/people/me/slack",
    summary: "The Slack account that is linked to me",
    principals: ["person"],
    permission: "take_part",
    answers: { 200: SlackLink },
    verb: async ({ ctx }) => ok(await readMyLink(ctx)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/people/me/slack/{code}",
    summary: "What a link code from Slack would link to me",
    principals: ["person"],
    permission: "take_part",
    answers: { 200: SlackLinkOffer },
    verb: async ({ ctx, params }) => ok(await readLinkOffer(ctx, params)),
  }),
  endpoint({
    method: "PUT",
    path: "/api/v1/people/me/slack",
    summary: "Link the Slack account that was given this code to me",
    principals: ["person"],
    permission: "answer",
    body: SlackLinkInput,
    answers: { 200: SlackLink },
    verb: async ({ ctx, body }) => ok(await confirmLink(ctx, body)),
  }),
  endpoint({
    method: "DELETE",
    path: "/api/v1/people/me/slack",
    summary: "End the link of my Slack account",
    principals: ["person"],
    permission: "answer",
    answers: { 204: null },
    verb: async ({ ctx }) => {
      await endLink(ctx);
      return noContent;
    },
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/slack",
    summary: "How the connection to Slack is doing, and what did not arrive",
    principals: ["person", "operator"],
    permission: "read_everything",
    answers: { 200: SlackHealth },
    verb: async ({ ctx }) => ok(await slackHealth(ctx)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/slack/manifest",
    summary: "The manifest to make the Slack app of, with this house's own addresses",
    principals: ["person", "operator"],
    permission: "administer",
    query: SlackManifestQuery,
    answers: { 200: SlackManifest },
    verb: async ({ query }) => ok(readManifest(query)),
  }),
];
