import type { Json } from "./json";
import { addMessage, editMessage, readContent, readMetadata, wireMessage } from "./messages";
import type { BotCall, Methods } from "./method";
import { SlackError } from "./refusal";
import { type Channel, directMessage, findMessage, type Message } from "./world";

/** The chat.* methods. */

const CONTENT = {
  text: "text",
  blocks: "json",
  attachments: "json",
  metadata: "json",
  link_names: "flag",
  parse: "text",
  mrkdwn: "flag",
  unfurl_links: "flag",
  unfurl_media: "flag",
} as const;

const scopes = ["chat:write"];

export const chatMethods: Methods = {
  "chat.postMessage": {
    token: "bot",
    scopes,
    tier: "posting",
    args: { channel: "text!", thread_ts: "text", reply_broadcast: "flag", ...CONTENT },
    run: post,
  },
  "chat.update": {
    token: "bot",
    scopes,
    tier: 3,
    args: { channel: "text!", ts: "text!", reply_broadcast: "flag", ...CONTENT },
    run: update,
  },
  "chat.delete": {
    token: "bot",
    scopes,
    tier: 3,
    args: { channel: "text!", ts: "text!" },
    run: (call) => {
      const message = ownMessage(call, "cant_delete_message");
      message.isDeleted = true;
      return { channel: message.channel, ts: message.ts };
    },
  },
  "chat.postEphemeral": {
    token: "bot",
    scopes,
    tier: 4,
    args: { channel: "text!", user: "text!", thread_ts: "text", ...CONTENT },
    run: postEphemeral,
  },
};

const contentOf = ({ args }: BotCall): Json => ({
  text: args.text("text"),
  blocks: args.json("blocks"),
  attachments: args.json("attachments"),
});

function post(call: BotCall): Json {
  const { world, workspace, args } = call;
  const channel = writableChannel(call);
  const threadTs = args.find("thread_ts") ?? null;
  if (threadTs !== null && !findMessage(workspace, channel.id, threadTs))
    throw new SlackError("thread_not_found");
  const message = addMessage(world, workspace, {
    ...readContent(world, `chat.postMessage ${channel.id}`, contentOf(call)),
    channel: channel.id,
    metadata: readMetadata(args.json("metadata")),
    threadTs,
    isBroadcast: args.flag("reply_broadcast"),
  });
  return {
    channel: channel.id,
    ts: message.ts,
    message: wireMessage(workspace, message, { hasMetadata: true }),
  };
}

/** A person's id opens the direct message; a name is no id. */
function writableChannel({ world, workspace, args }: BotCall): Channel {
  const id = args.text("channel");
  const person = workspace.people.get(id);
  if (person?.isBot) throw new SlackError("cannot_dm_bot");
  const channel = person ? directMessage(world, workspace, id) : workspace.channels.get(id);
  if (!channel) throw new SlackError("channel_not_found");
  const isInside = channel.kind === "im" || channel.members.has(workspace.botUserId);
  if (!isInside) throw new SlackError(channel.kind === "public" ? "not_in_channel" : "channel_not_found");
  if (channel.isArchived) throw new SlackError("is_archived");
  if (channel.kind !== "im") return channel;
  if (!workspace.hasMessagesTab) throw new SlackError("messages_tab_disabled");
  const [userId = ""] = channel.members;
  if (workspace.people.get(userId)?.deleted) throw new SlackError("user_disabled");
  return channel;
}

/** Wants the id that posting answered: here a person's id is no channel. */
function ownMessage({ workspace, args }: BotCall, otherwise: string): Message {
  if (!workspace.channels.has(args.text("channel"))) throw new SlackError("channel_not_found");
  const message = findMessage(workspace, args.text("channel"), args.text("ts"));
  if (!message || message.shownTo !== null) throw new SlackError("message_not_found");
  if (message.user !== workspace.botUserId) throw new SlackError(otherwise);
  return message;
}

function update(call: BotCall): Json {
  const { world, workspace, args } = call;
  const message = ownMessage(call, "cant_update_message");
  if (workspace.channels.get(message.channel)?.isArchived) throw new SlackError("is_archived");
  const content = readContent(world, `chat.update ${message.channel}`, contentOf(call));
  const metadata = args.json("metadata");
  if (metadata !== undefined) message.metadata = readMetadata(metadata);
  editMessage(world, message, content);
  return {
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: wireMessage(workspace, message, { hasMetadata: true }),
  };
}

function postEphemeral(call: BotCall): Json {
  const { world, workspace, args } = call;
  const channel = writableChannel(call);
  const userId = args.text("user");
  if (!channel.members.has(userId)) throw new SlackError("user_not_in_channel");
  const message = addMessage(world, workspace, {
    ...readContent(world, `chat.postEphemeral ${channel.id}`, contentOf(call)),
    channel: channel.id,
    threadTs: args.find("thread_ts") ?? null,
    shownTo: userId,
  });
  return { message_ts: message.ts };
}
