import { copyOf, isObject, type Json, objectsOf, textOf } from "./json";
import { SlackError } from "./refusal";
import { acceptSurface } from "./surfaces";
import type { Message, Workspace, World } from "./world";

/** What a message says: read from a call or a response_url, checked, and written out again. */

export type Content = { readonly text: string; readonly blocks: readonly Json[] };

/** Slack cuts longer text without a word. */
const MOST_CHARACTERS = 40_000;
const MOST_METADATA_BYTES = 16_000;

export function readContent(world: World, where: string, given: Json): Content {
  const text = textOf(given.text).slice(0, MOST_CHARACTERS);
  if (given.blocks !== undefined && !Array.isArray(given.blocks))
    throw new SlackError("invalid_blocks_format");
  const isBare = given.blocks === undefined || objectsOf(given.blocks).length === 0;
  if (isBare && text === "" && objectsOf(given.attachments).length === 0) throw new SlackError("no_text");
  const payload = isBare ? { text } : { text, blocks: given.blocks };
  const accepted = acceptSurface(world, { surface: "message", where, payload });
  return { text, blocks: objectsOf(accepted.blocks) };
}

export function readMetadata(given: unknown): Json | null {
  if (given === undefined) return null;
  if (!isObject(given)) throw new SlackError("invalid_metadata_format");
  if (Object.keys(given).length === 0) return null;
  const isWhole = textOf(given.event_type) !== "" && isObject(given.event_payload);
  if (!isWhole) throw new SlackError("invalid_metadata_format");
  if (Buffer.byteLength(JSON.stringify(given)) > MOST_METADATA_BYTES)
    throw new SlackError("metadata_too_large");
  return given;
}

export type NewMessage = Content & {
  readonly channel: string;
  readonly metadata?: Json | null;
  readonly threadTs?: string | null;
  readonly isBroadcast?: boolean;
  readonly shownTo?: string | null;
  /** A person; the app itself when it is not said. */
  readonly user?: string;
};

export function addMessage(world: World, workspace: Workspace, made: NewMessage): Message {
  const message: Message = {
    metadata: null,
    threadTs: null,
    isBroadcast: false,
    shownTo: null,
    ...made,
    teamId: workspace.id,
    ts: world.nextTs(),
    user: made.user ?? workspace.botUserId,
    botId: made.user === undefined ? workspace.botId : null,
    editedTs: null,
    editCount: 0,
    isDeleted: false,
  };
  workspace.messages.push(message);
  return message;
}

export function editMessage(world: World, message: Message, content: Content): void {
  message.text = content.text;
  message.blocks = content.blocks;
  message.editedTs = world.nextTs();
  message.editCount += 1;
}

/** As history, events and interactions show it. */
export function wireMessage(
  workspace: Workspace,
  message: Message,
  { hasMetadata }: { readonly hasMetadata: boolean },
): Json {
  const replies = workspace.messages.filter(
    (one) => one.channel === message.channel && one.threadTs === message.ts && !one.isDeleted,
  );
  const isInThread = message.threadTs !== null || replies.length > 0;
  return copyOf({
    type: "message",
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: workspace.id,
    ...(message.botId === null ? {} : { bot_id: message.botId }),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(isInThread ? { thread_ts: message.threadTs ?? message.ts } : {}),
    ...(replies.length > 0 ? { reply_count: replies.length } : {}),
    ...(message.editedTs === null ? {} : { edited: { user: workspace.botUserId, ts: message.editedTs } }),
    ...(hasMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
  });
}
