import type { Json } from "./json";
import { seedWorkspace, type WorkspaceSeed } from "./seeds";

/** The state of the fake: what Slack would hold in its own databases. */

export type Person = {
  readonly id: string;
  name: string;
  realName: string;
  email: string;
  teamId: string;
  deleted: boolean;
  isBot: boolean;
  isRestricted: boolean;
  isUltraRestricted: boolean;
  isStranger: boolean;
};

export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  isArchived: boolean;
  /** People and, where it was invited, the bot. A direct message has the person only. */
  readonly members: Set<string>;
};

export type UserGroup = {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  users: readonly string[];
  isDisabled: boolean;
};

export type Message = {
  readonly teamId: string;
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly botId: string | null;
  text: string;
  blocks: readonly Json[];
  metadata: Json | null;
  readonly threadTs: string | null;
  readonly isBroadcast: boolean;
  /** Only this person sees it. */
  readonly shownTo: string | null;
  editedTs: string | null;
  /** How often its content was replaced. */
  editCount: number;
  isDeleted: boolean;
};

export type View = {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly type: "modal" | "home";
  hash: string;
  /** As the app sent it, with the ids that Slack adds. */
  content: Json;
  readonly rootId: string;
  readonly previousId: string | null;
  /** What the app said is wrong with the last submission, by block. */
  errors: Json;
};

export type Workspace = {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly botUserId: string;
  readonly botId: string;
  scopes: ReadonlySet<string>;
  isInstalled: boolean;
  hasMessagesTab: boolean;
  readonly people: Map<string, Person>;
  readonly channels: Map<string, Channel>;
  readonly groups: Map<string, UserGroup>;
  readonly messages: Message[];
  /** The open modals of each person, the visible one last. */
  readonly modals: Map<string, View[]>;
  readonly homes: Map<string, View>;
};

type Token = { readonly teamId: string; readonly expiresAt: number | null; isRevoked: boolean };
type Trigger = {
  readonly teamId: string;
  readonly userId: string;
  readonly issuedAt: number;
  readonly viewId: string | null;
  isUsed: boolean;
};
type Code = { readonly teamId: string; readonly redirectUri: string | null; readonly userId: string };

export type ResponseUrl = {
  readonly teamId: string;
  readonly channel: string;
  readonly userId: string;
  /** The message that held the button; a command has none. */
  readonly message: Message | null;
  readonly issuedAt: number;
  useCount: number;
};

export type App = {
  readonly id: string;
  readonly appToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly verificationToken: string;
  /** What Slack signs with now. */
  signingSecret: string;
  rotatesTokens: boolean;
};

export type Call = {
  readonly method: string;
  readonly at: number;
  readonly token: string;
  readonly args: Json;
  /** What was answered; null when the caller never saw an answer. */
  answer: Json | null;
  error: string | null;
  fault: string | null;
};

export type Lint = { readonly where: string; readonly what: string; readonly payload: Json };

export type World = {
  readonly app: App;
  /** `http://127.0.0.1:PORT`, known once it listens. */
  origin: string;
  readonly workspaces: Map<string, Workspace>;
  readonly tokens: Map<string, Token>;
  readonly refreshTokens: Map<string, string>;
  readonly codes: Map<string, Code>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly calls: Call[];
  readonly lints: Lint[];
  /** What the app did that Slack would show to people as an error, or quietly ignore. */
  readonly complaints: string[];
  readonly untrusted: string[];
  readonly now: () => number;
  readonly advance: (seconds: number) => void;
  /** A name nobody else has. */
  readonly nextId: (prefix: string) => string;
  /** The name of a message: an instant, later than every other. */
  readonly nextTs: () => string;
  /** Tells the app of something that happened, once somebody listens. */
  announce: (workspace: Workspace, event: Json) => void;
};

export type WorldSeed = {
  readonly workspaces: readonly WorkspaceSeed[];
  readonly app?: Partial<App>;
};

export function createWorld({ workspaces, app }: WorldSeed): World {
  let offsetMs = 0;
  let idCount = 0;
  let lastMicros = 0;
  const now = () => Date.now() + offsetMs;
  const nextTs = () => {
    lastMicros = Math.max(now() * 1000, lastMicros + 1);
    return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, "0")}`;
  };
  const world: World = {
    app: {
      id: "A0COUNTER",
      appToken: "xapp-1-A0COUNTER-fake",
      clientId: "100.200",
      clientSecret: "client-secret-fake",
      verificationToken: "verification-fake",
      signingSecret: "signing-secret-fake",
      rotatesTokens: false,
      ...app,
    },
    origin: "",
    workspaces: new Map(),
    tokens: new Map(),
    refreshTokens: new Map(),
    codes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    calls: [],
    lints: [],
    complaints: [],
    untrusted: [],
    now,
    advance: (seconds) => {
      offsetMs += seconds * 1000;
    },
    nextId: (prefix) => `${prefix}${String(++idCount).padStart(7, "0")}`,
    nextTs,
    announce: () => {},
  };
  for (const seed of workspaces) {
    const workspace = seedWorkspace(seed);
    world.workspaces.set(workspace.id, workspace);
    for (const token of seed.botTokens ?? [`xoxb-${workspace.id}-fake`])
      world.tokens.set(token, { teamId: workspace.id, expiresAt: null, isRevoked: false });
  }
  return world;
}

export function workspaceOf(world: World, teamId?: string): Workspace {
  const found = teamId === undefined ? [...world.workspaces.values()][0] : world.workspaces.get(teamId);
  if (!found) throw new Error(`there is no workspace ${teamId}`);
  return found;
}

/** The direct message between the app and a person, opened when it is not there yet. */
export function directMessage(world: World, workspace: Workspace, userId: string): Channel {
  const open = [...workspace.channels.values()].find(
    ({ kind, members }) => kind === "im" && members.has(userId),
  );
  if (open) return open;
  const channel: Channel = {
    id: world.nextId("D"),
    name: "directmessage",
    kind: "im",
    isArchived: false,
    members: new Set([userId]),
  };
  workspace.channels.set(channel.id, channel);
  return channel;
}

export const findMessage = (workspace: Workspace, channel: string, ts: string): Message | undefined =>
  workspace.messages.find((one) => one.channel === channel && one.ts === ts && !one.isDeleted);

export const canSee = (workspace: Workspace, message: Message, userId: string): boolean =>
  !message.isDeleted &&
  (message.shownTo === null
    ? workspace.channels.get(message.channel)?.members.has(userId) === true
    : message.shownTo === userId);
