import { blockFaults, lints, type Surface } from "@/lib/slack/testing-block-kit";
import { copyOf, isObject, type Json, objectsOf, textOf } from "./json";
import { SlackError } from "./refusal";
import type { World } from "./world";

/** What an app wants to show: refused as Slack refuses it, looked through for lints, and given the ids Slack adds. */

type Shown = { readonly surface: Surface; readonly where: string; readonly payload: Json };

export function acceptSurface(world: World, { surface, where, payload }: Shown): Json {
  const faults = blockFaults(surface, payload);
  if (faults.length > 0) throw refusalFor(surface, faults);
  for (const what of lints(surface, payload, world.untrusted))
    world.lints.push({ where, what, payload: copyOf(payload) });
  return payload.blocks === undefined ? payload : { ...payload, blocks: withIds(world, payload.blocks) };
}

/** A view is an argument like any other; only what is wrong in its blocks has a name of its own. */
function refusalFor(surface: Surface, faults: readonly string[]): SlackError {
  const isInBlocks = surface === "message" || faults.some((fault) => fault.startsWith("/blocks"));
  const messages = faults.map((fault) => {
    const [pointer = "", ...what] = fault.split(": ");
    return `[ERROR] ${what.join(": ")} [json-pointer:${pointer}]`;
  });
  return new SlackError(isInBlocks ? "invalid_blocks" : "invalid_arguments", {
    response_metadata: { messages },
  });
}

/** Slack names every block and every element the app left without a name. */
function withIds(world: World, blocks: unknown): readonly Json[] {
  return objectsOf(copyOf(blocks)).map((block) => {
    for (const element of elementsOf(block))
      if (element.type !== undefined && isActive(element)) element.action_id ??= world.nextId("act");
    return { ...block, block_id: block.block_id ?? world.nextId("blk") };
  });
}

const PASSIVE = new Set(["image", "plain_text", "mrkdwn"]);
const isActive = (element: Json) =>
  !PASSIVE.has(textOf(element.type)) && !textOf(element.type).startsWith("rich_text_");

/** The elements a person can act on, and their neighbours. */
function elementsOf(block: Json): readonly Json[] {
  if (block.type === "rich_text") return [];
  return [...objectsOf(block.elements), ...[block.accessory, block.element].filter(isObject)];
}

export type Control = { readonly blockId: string; readonly element: Json };

export const controlsOf = (blocks: unknown): readonly Control[] =>
  objectsOf(blocks).flatMap((block) =>
    elementsOf(block)
      .filter(isActive)
      .map((element) => ({ blockId: textOf(block.block_id), element })),
  );

type Wanted = { readonly actionId: string; readonly blockId?: string; readonly value?: string };

/** The one control that is meant; a test that could mean several has to say which. */
export function controlNamed(blocks: unknown, { actionId, blockId, value }: Wanted): Control {
  const found = controlsOf(blocks).filter(
    (control) =>
      control.element.action_id === actionId &&
      (blockId === undefined || control.blockId === blockId) &&
      (value === undefined || control.element.value === value),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  const there = controlsOf(blocks).map(({ blockId, element }) => `${blockId}/${element.action_id}`);
  throw new Error(`${found.length} controls are ${actionId}, of: ${there.join(", ")}`);
}
