import { z } from "zod";
import {
  AgentConfig,
  ChannelConfig,
  PersonConfig,
  PolicyConfig,
  RouteConfig,
  ScheduleConfig,
  SlackGroupConfig,
  TeamConfig,
  WebhookConfig,
} from "@/lib/contract/config";
import { DelegationConfig } from "@/lib/contract/config-people";
import { SurfaceConfig } from "@/lib/contract/config-surfaces";
import type { Noun } from "@/lib/contract/nouns";
import {
  createItem,
  type ItemOf,
  listCollection,
  readItem,
  removeItem,
  replaceItem,
} from "@/lib/ops/config/collections";
import { type Answer, created, type Endpoint, endpoint, noContent, ok } from "./endpoint";
import { PageQuery } from "./page-query";
import type { Permission } from "./permissions";
import { seenBy, tagged } from "./precondition";

/** The configuration as one collection per noun: the same document, one item at a time. */

type Reading = { readonly permission: Permission; readonly isElsewhere?: boolean };

/** People and agents are read with more than their configuration: people.ts and agents.ts list them. */
const NOUNS: { readonly [N in Noun]: { readonly item: z.ZodType<ItemOf<N>>; readonly reading: Reading } } = {
  people: { item: PersonConfig, reading: { permission: "take_part", isElsewhere: true } },
  agents: { item: AgentConfig, reading: { permission: "read_everything", isElsewhere: true } },
  teams: { item: TeamConfig, reading: { permission: "take_part" } },
  schedules: { item: ScheduleConfig, reading: { permission: "take_part" } },
  delegations: { item: DelegationConfig, reading: { permission: "take_part" } },
  routes: { item: RouteConfig, reading: { permission: "take_part" } },
  surfaces: { item: SurfaceConfig, reading: { permission: "read_everything" } },
  policies: { item: PolicyConfig, reading: { permission: "read_everything" } },
  channels: { item: ChannelConfig, reading: { permission: "read_everything" } },
  slack_groups: { item: SlackGroupConfig, reading: { permission: "read_everything" } },
  webhooks: { item: WebhookConfig, reading: { permission: "read_everything" } },
};

export const collections: readonly Endpoint[] = [
  ...rowsOf("people"),
  ...rowsOf("agents"),
  ...rowsOf("teams"),
  ...rowsOf("schedules"),
  ...rowsOf("delegations"),
  ...rowsOf("routes"),
  ...rowsOf("surfaces"),
  ...rowsOf("policies"),
  ...rowsOf("channels"),
  ...rowsOf("slack_groups"),
  ...rowsOf("webhooks"),
];

function rowsOf<N extends Noun>(noun: N): readonly Endpoint[] {
  const { item, reading } = NOUNS[noun];
  return [
    ...(reading.isElsewhere ? [] : readingRows(noun, item, reading.permission)),
    ...writingRows(noun, item),
  ];
}

function readingRows<N extends Noun>(
  noun: N,
  item: z.ZodType<ItemOf<N>>,
  permission: Permission,
): Endpoint[] {
  return [
    endpoint({
      method: "GET",
      path: `/api/v1/${noun}`,
      summary: `The ${noun} of the configuration in force`,
      principals: ["person", "operator"],
      permission,
      query: PageQuery,
      answers: { 200: z.object({ [noun]: z.array(item), next_cursor: z.string().nullable() }) },
      verb: async ({ ctx, query }) => ok(await listCollection(ctx, { noun, ...query })),
    }),
    endpoint({
      method: "GET",
      path: `/api/v1/${noun}/{id}` as "/{id}",
      summary: `One of the ${noun}`,
      principals: ["person", "operator"],
      permission,
      answers: { 200: item },
      verb: async ({ ctx, params }) => withTag(ok, await readItem(ctx, { noun, id: params.id })),
    }),
  ];
}

function writingRows<N extends Noun>(noun: N, item: z.ZodType<ItemOf<N>>): Endpoint[] {
  const permission = noun === "people" ? "administer" : "configure";
  return [
    endpoint({
      method: "POST",
      path: `/api/v1/${noun}`,
      summary: `Add to the ${noun}`,
      principals: ["person", "operator"],
      permission,
      body: item,
      answers: { 201: item },
      idempotency: "stored",
      verb: async ({ ctx, body }) => withTag(created, await createItem(ctx, { noun, item: body })),
    }),
    endpoint({
      method: "PUT",
      path: `/api/v1/${noun}/{id}` as "/{id}",
      summary: `Replace one of the ${noun}`,
      principals: ["person", "operator"],
      permission,
      body: item,
      answers: { 200: item },
      verb: async ({ ctx, params, body, header }) => {
        const seen = seenBy(header("if-match"));
        return withTag(ok, await replaceItem(ctx, { noun, id: params.id, item: body, seen }));
      },
    }),
    endpoint({
      method: "DELETE",
      path: `/api/v1/${noun}/{id}` as "/{id}",
      summary: `Remove one of the ${noun}`,
      principals: ["person", "operator"],
      permission,
      answers: { 204: null },
      verb: async ({ ctx, params, header }) => {
        await removeItem(ctx, { noun, id: params.id, seen: seenBy(header("if-match")) });
        return noContent;
      },
    }),
  ];
}

const withTag = (answer: (body: object) => Answer, item: object): Answer => tagged(answer(item), item);
