import type { Json } from "./json";
import { wireMessage } from "./messages";
import type { BotCall, Methods } from "./method";
import { SlackError } from "./refusal";
import { type Channel, directMessage, type Message, type Workspace } from "./world";

/** The conversations.* methods. */

export const conversationMethods: Methods = {
  "conversations.open": {
    token: "bot",
    scopes: ["im:write"],
    tier: 3,
    args: { channel: "text", users: "text", return_im: "flag", prevent_creation: "flag" },
    run: open,
  },
  "conversations.info": {
    token: "bot",
    scopes: ["channels:read", "groups:read", "im:read"],
    tier: 3,
    args: { channel: "text!", include_locale: "flag", include_num_members: "flag" },
    run: ({ workspace, args }) => ({
      channel: wireChannel(workspace, readableChannel(workspace, args.text("channel"))),
    }),
  },
  "conversations.list": {
    token: "bot",
    scopes: ["channels:read", "groups:read"],
    tier: 2,
    args: { types: "text", exclude_archived: "flag", limit: "count", cursor: "text" },
    run: list,
  },
  "conversations.history": {
    token: "bot",
    scopes: ["channels:history", "groups:history", "im:history"],
    tier: 3,
    args: {
      channel: "text!",
      oldest: "text",
      latest: "text",
      inclusive: "flag",
      limit: "count",
      cursor: "text",
      include_all_metadata: "flag",
    },
    run: (call) => {
      const messages = inSight(call).filter(({ threadTs, isBroadcast }) => threadTs === null || isBroadcast);
      return paged(call, messages.reverse());
    },
  },
  "conversations.replies": {
    token: "bot",
    scopes: ["channels:history", "groups:history", "im:history"],
    tier: 3,
    args: {
      channel: "text!",
      ts: "text!",
      oldest: "text",
      latest: "text",
      inclusive: "flag",
      limit: "count",
      cursor: "text",
      include_all_metadata: "flag",
    },
    run: (call) => {
      const ts = call.args.text("ts");
      const messages = inSight(call).filter((one) => one.ts === ts || one.threadTs === ts);
      if (!messages.some((one) => one.ts === ts)) throw new SlackError("thread_not_found");
      return paged(call, messages);
    },
  },
};

function open({ world, workspace, args }: BotCall): Json {
  if (args.find("channel")) {
    const { id } = readableChannel(workspace, args.text("channel"));
    return { channel: { id } };
  }
  const [userId, ...others] = args.list("users");
  if (!userId) throw new SlackError("users_list_not_supplied");
  if (others.length > 0) throw new SlackError("missing_scope", { needed: "mpim:write" });
  const person = workspace.people.get(userId);
  if (!person) throw new SlackError("user_not_found");
  if (person.deleted) throw new SlackError("user_disabled");
  if (person.isBot) throw new SlackError("cannot_dm_bot");
  const before = workspace.channels.size;
  const channel = directMessage(world, workspace, userId);
  const isOld = workspace.channels.size === before;
  const said = isOld ? { no_op: true, already_open: true } : {};
  return {
    ...said,
    channel: args.flag("return_im") ? wireChannel(workspace, channel) : { id: channel.id },
  };
}

const SCOPE_OF = { public: "channels", private: "groups", im: "im" } as const;

/** A private channel the bot is not in does not exist for it. */
function readableChannel(workspace: Workspace, id: string): Channel {
  const channel = workspace.channels.get(id);
  if (!channel) throw new SlackError("channel_not_found");
  if (channel.kind === "private" && !channel.members.has(workspace.botUserId))
    throw new SlackError("channel_not_found");
  return channel;
}

function inSight({ workspace, args }: BotCall): Message[] {
  const channel = readableChannel(workspace, args.text("channel"));
  const needed = `${SCOPE_OF[channel.kind]}:history`;
  if (!workspace.scopes.has(needed))
    throw new SlackError("missing_scope", { needed, provided: [...workspace.scopes].join() });
  if (channel.kind !== "im" && !channel.members.has(workspace.botUserId))
    throw new SlackError("not_in_channel");
  const [oldest, latest] = [instant(args.find("oldest"), 0), instant(args.find("latest"), Infinity)];
  const isInclusive = args.flag("inclusive");
  return workspace.messages.filter((one) => {
    if (one.channel !== channel.id || one.isDeleted || one.shownTo !== null) return false;
    const ts = Number(one.ts);
    return isInclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
  });
}

function instant(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const found = Number(text);
  if (!Number.isFinite(found)) throw new SlackError("invalid_ts_oldest");
  return found;
}

function paged({ workspace, args }: BotCall, messages: readonly Message[]): Json {
  const start = Number(args.find("cursor")?.replace("after:", "") ?? 0);
  if (!Number.isInteger(start)) throw new SlackError("invalid_cursor");
  const end = start + Math.min(Math.max(args.count("limit", 100), 1), 999);
  const hasMore = end < messages.length;
  return {
    messages: messages
      .slice(start, end)
      .map((one) => wireMessage(workspace, one, { hasMetadata: args.flag("include_all_metadata") })),
    has_more: hasMore,
    response_metadata: { next_cursor: hasMore ? `after:${end}` : "" },
  };
}

function list({ workspace, args }: BotCall): Json {
  const wanted = args.list("types");
  const kinds = (wanted.length > 0 ? wanted : ["public_channel"]).map((type) => type.replace("_channel", ""));
  const channels = [...workspace.channels.values()].filter(
    ({ kind, isArchived, members }) =>
      kinds.includes(kind) &&
      !(args.flag("exclude_archived") && isArchived) &&
      (kind !== "private" || members.has(workspace.botUserId)),
  );
  const start = Number(args.find("cursor") ?? 0);
  const end = start + args.count("limit", 100);
  return {
    channels: channels.slice(start, end).map((channel) => wireChannel(workspace, channel)),
    response_metadata: { next_cursor: end < channels.length ? String(end) : "" },
  };
}

const wireChannel = (workspace: Workspace, channel: Channel): Json => ({
  id: channel.id,
  is_im: channel.kind === "im",
  is_archived: channel.isArchived,
  is_private: channel.kind !== "public",
  ...(channel.kind === "im"
    ? { user: [...channel.members][0] }
    : {
        name: channel.name,
        is_channel: channel.kind === "public",
        is_group: channel.kind === "private",
        is_member: channel.members.has(workspace.botUserId),
      }),
  context_team_id: workspace.id,
});
