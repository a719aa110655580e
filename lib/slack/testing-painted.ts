/** A card as its reader meets it, for tests: its words, and what can be pressed. */
import type { RequestDetail } from "@/lib/contract/requests";
import { type CardView, card } from "./blocks/card";
import { SLACK_IDS, URL_OF_REQUEST } from "./testing-details";

export const READER = { person: "ana", occasion: "page" } as const;
export const view = (request: RequestDetail, more: Partial<CardView> = {}): CardView => ({
  request,
  reader: READER,
  slackIds: SLACK_IDS,
  url: URL_OF_REQUEST,
  ...more,
});
export const painted = (request: RequestDetail, more: Partial<CardView> = {}) => card(view(request, more));

export type Json = { readonly [name: string]: Json } & readonly Json[] & string;
export const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));
/** Every text a person reads, with mentions and dates in brackets. */
export function textOf(value: unknown): string {
  const { type, text, user_id, fallback, elements, accessory } = json(value);
  if (type === "user") return `<${user_id}>`;
  if (type === "date") return `<${fallback}>`;
  const own = typeof text === "string" ? text : text ? textOf(text) : "";
  return [own, ...(elements ?? []).map(textOf), accessory ? textOf(accessory) : ""].join("");
}
export const words = (message: ReturnType<typeof card>): string => message.blocks.map(textOf).join("\n");
export const headerOf = (message: ReturnType<typeof card>): string => textOf(message.blocks[0]);
export const actionsOf = (message: ReturnType<typeof card>): string[] =>
  message.blocks.flatMap((block) =>
    block.type === "actions" ? block.elements.map((element) => String(element.action_id)) : [],
  );
export const buttonsOf = (message: ReturnType<typeof card>): Json[] =>
  message.blocks.flatMap((block) => (block.type === "actions" ? [...json(block.elements)] : []));
