import { once } from "node:events";
import type { Server } from "node:http";
import { webApi } from "./slack/api";
import { type Delivery, deliverEvent } from "./slack/delivery";
import {
  type ClickOptions,
  type CommandOptions,
  type Draft,
  draftClick,
  draftCommand,
  draftEvent,
  draftSubmit,
  liveView,
  userChange,
} from "./slack/drafts";
import { createFaults, type Fault, type Outage, refused } from "./slack/faults";
import { fillForm, type Values } from "./slack/form";
import { createHttpTransport } from "./slack/http-transport";
import { authorize } from "./slack/installation";
import { copyOf, type Json } from "./slack/json";
import type { Link } from "./slack/link";
import { addMessage } from "./slack/messages";
import { setGroup } from "./slack/people";
import { peopleAtWork, type Someone } from "./slack/people-at-work";
import { createRates, type Rate } from "./slack/rates";
import { usualWorkspace, type WorkspaceSeed } from "./slack/seeds";
import { listen } from "./slack/server";
import { createSocket } from "./slack/socket";
import { controlsOf } from "./slack/surfaces";
import { modalsOf } from "./slack/views";
import {
  type App,
  type Call,
  canSee,
  createWorld,
  findMessage,
  type Lint,
  type Message,
  type Person,
  type View,
  type Workspace,
  type World,
  workspaceOf,
} from "./slack/world";

/**
 * A Slack of our own for tests: a server as strict as Slack, in which people press buttons and fill in forms.
 * The app is pointed at `apiUrl`; what people do reaches it as signed requests or over the links it opened.
 * Whatever is looked at is a copy of that moment, as a person's memory of the screen is.
 */

export type FakeSlackOptions = {
  readonly port?: number;
  /** The workspaces; T01 alone when it is not said. */
  readonly workspaces?: readonly WorkspaceSeed[];
  readonly app?: Partial<App>;
  readonly transport?: "http" | "socket";
  /** Where the app is; several are several processes of it. It may be said later. */
  readonly productUrl?: string | readonly string[];
  readonly isRateLimited?: boolean;
  /** The pauses before each of Slack's retries of an event, which in earnest are 0, 60 and 300 seconds. */
  readonly retryMs?: readonly number[];
  /** What Slack signs with; `advance` does not move it, and a test that moves the app's clock moves it here. */
  readonly signingClock?: () => number;
  /** What agents say in the test: it may appear nowhere unescaped. */
  readonly untrusted?: readonly string[];
};

type Where = { readonly teamId?: string };

type Drafts = {
  readonly click: (target: Message | View, actionId: string, by: string, options?: ClickOptions) => Draft;
  readonly submit: (view: View, values: Values, by: string) => Draft;
  readonly command: (name: string, text: string, by: string, options?: CommandOptions) => Draft;
  readonly event: (event: Json, where?: Where) => Draft;
};

export type FakeSlack = Someone & {
  /** `http://127.0.0.1:PORT/api/` */
  readonly apiUrl: string;
  readonly app: App;
  readonly world: World;
  readonly workspace: (teamId?: string) => Workspace;
  readonly calls: (method?: string) => readonly Call[];
  readonly lints: readonly Lint[];
  readonly complaints: readonly string[];
  readonly untrusted: (...texts: readonly string[]) => void;

  readonly deliverTo: (target: "socket" | string | readonly string[]) => void;
  readonly links: () => readonly Link[];

  readonly messagesOf: (userId: string, where?: Where) => readonly Message[];
  readonly ephemeralsOf: (userId: string, where?: Where) => readonly Message[];
  readonly messagesIn: (channel: string, where?: Where) => readonly Message[];
  /** The message and its replies, as they are now. */
  readonly thread: (message: Message) => readonly Message[];
  /** The message as it is now; null once it is deleted. */
  readonly now: (message: Message) => Message | null;
  /** The modal on top. */
  readonly viewOf: (userId: string, where?: Where) => View | null;
  readonly homeOf: (userId: string, where?: Where) => View | null;
  readonly actionsOf: (target: Message | View) => readonly string[];

  readonly fault: (method: string, kind: Fault | string, options?: { readonly times?: number }) => void;
  readonly clearFaults: () => void;
  readonly down: (how?: Outage) => void;
  readonly up: () => void;
  readonly limitRates: (isOn: boolean) => void;
  readonly setRate: (method: string, rate: Rate) => void;
  /** Lets time pass for everything that lapses here. */
  readonly advance: (seconds: number) => void;

  /** A person writes a message. */
  readonly say: (channel: string, text: string, by: string, where?: Where) => Message;
  readonly changePerson: (id: string, changes: Partial<Person>, where?: Where) => Promise<Delivery>;
  readonly changeGroup: (id: string, users: readonly string[], where?: Where) => Promise<Delivery | null>;
  /** Revokes the app's tokens, and tells it. */
  readonly revokeTokens: (where?: Where) => Promise<Delivery>;
  readonly uninstall: (where?: Where) => Promise<Delivery>;
  /** What would be sent for an honest act; for `forge`, which may change it first. */
  readonly draft: Drafts;
  readonly consent: (consent: {
    readonly teamId: string;
    readonly userId: string;
    readonly redirectUri: string | null;
  }) => string;
  readonly stop: () => Promise<void>;
};

export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const world = createWorld({ workspaces: options.workspaces ?? [usualWorkspace()], app: options.app });
  world.untrusted.push(...(options.untrusted ?? []));
  const rates = createRates(world.now, options.isRateLimited ?? false);
  const faults = createFaults();
  const socket = createSocket(world, faults);
  const server = await listen(
    { world, rates, faults, methods: { ...webApi, ...socket.methods } },
    options.port ?? 0,
  );
  socket.accept(server);

  const target = { isSocket: options.transport === "socket", urls: [options.productUrl ?? []].flat() };
  const http = createHttpTransport(world, () => target.urls, options.signingClock ?? Date.now);
  const transport = () => (target.isSocket ? socket.transport : http);
  const retryMs = options.retryMs ?? [0, 500, 1000];
  const people = peopleAtWork({ world, transport, retryMs });
  world.announce = (workspace, event) => {
    if (transport().isReady())
      void deliverEvent(transport(), draftEvent(world, workspace, event), {}, retryMs);
  };

  return {
    ...people,
    ...reading(world),
    ...changing(world, people),
    draft: drafting(world),
    apiUrl: `${world.origin}/api/`,
    app: world.app,
    world,
    lints: world.lints,
    complaints: world.complaints,
    untrusted: (...texts) => void world.untrusted.push(...texts),
    deliverTo: (to) => {
      target.isSocket = to === "socket";
      if (to !== "socket") target.urls = [to].flat();
    },
    links: socket.links,
    fault: (method, kind, { times = 1 } = {}) => faults.add(method, faultNamed(kind), times),
    clearFaults: faults.clear,
    down: (how = "dropped") => {
      faults.outage = how;
      for (const link of socket.links()) link.drop();
    },
    up: () => {
      faults.outage = null;
    },
    limitRates: (isOn) => {
      rates.isOn = isOn;
    },
    setRate: rates.set,
    advance: world.advance,
    consent: (consent) => authorize(world, consent),
    stop: () => shut(server, socket.close),
  };
}

async function shut(server: Server, closeLinks: () => void): Promise<void> {
  closeLinks();
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}

const BROKEN: readonly string[] = [
  "drop_before",
  "drop_after",
  "http_500",
  "http_500_after",
  "html_200",
  "hang",
  "hang_after",
] satisfies readonly Fault[];

/** Any other word is one Slack refuses with. */
const isBroken = (kind: Fault | string): kind is Fault => typeof kind !== "string" || BROKEN.includes(kind);
const faultNamed = (kind: Fault | string): Fault => (isBroken(kind) ? kind : refused(kind));

function drafting(world: World): Drafts {
  return {
    click: (...asked) => draftClick(world, ...asked),
    command: (...asked) => draftCommand(world, ...asked),
    event: (event, { teamId } = {}) => draftEvent(world, workspaceOf(world, teamId), event),
    submit: (view, values, by) => {
      const live = liveView(workspaceOf(world, view.teamId), view);
      return draftSubmit(world, live, fillForm(live.content, values, { isSent: true }), by);
    },
  };
}

function reading(world: World) {
  const of = ({ teamId }: Where = {}) => workspaceOf(world, teamId);
  const seenBy = (userId: string, where?: Where) =>
    of(where).messages.filter((one) => canSee(of(where), one, userId));
  const view = (found: View | undefined) => (found ? copyOf(found) : null);
  return {
    workspace: (teamId?: string) => workspaceOf(world, teamId),
    calls: (method?: string) => world.calls.filter((one) => method === undefined || one.method === method),
    messagesOf: (userId: string, where?: Where) =>
      copyOf(seenBy(userId, where).filter(({ shownTo }) => shownTo === null)),
    ephemeralsOf: (userId: string, where?: Where) =>
      copyOf(seenBy(userId, where).filter(({ shownTo }) => shownTo !== null)),
    messagesIn: (channel: string, where?: Where) =>
      copyOf(
        of(where).messages.filter((one) => one.channel === channel && !one.isDeleted && one.shownTo === null),
      ),
    thread: ({ teamId, channel, ts, threadTs }: Message) => {
      const root = threadTs ?? ts;
      return copyOf(
        of({ teamId }).messages.filter(
          (one) =>
            one.channel === channel &&
            !one.isDeleted &&
            one.shownTo === null &&
            (one.ts === root || one.threadTs === root),
        ),
      );
    },
    now: ({ teamId, channel, ts }: Message) => {
      const found = findMessage(of({ teamId }), channel, ts);
      return found ? copyOf(found) : null;
    },
    viewOf: (userId: string, where?: Where) => view(modalsOf(of(where), userId).at(-1)),
    homeOf: (userId: string, where?: Where) => view(of(where).homes.get(userId)),
    actionsOf: (target: Message | View) =>
      controlsOf("hash" in target ? target.content.blocks : target.blocks).map(({ element }) =>
        String(element.action_id),
      ),
  };
}

function changing(world: World, people: Someone) {
  const of = ({ teamId }: Where = {}) => workspaceOf(world, teamId);
  return {
    say: (channel: string, text: string, by: string, where?: Where) =>
      copyOf(addMessage(world, of(where), { channel, text, blocks: [], user: by })),
    changePerson: (id: string, changes: Partial<Person>, where?: Where) => {
      const person = of(where).people.get(id);
      if (person) Object.assign(person, changes);
      return people.event(userChange(of(where), id), where);
    },
    changeGroup: async (id: string, users: readonly string[], where?: Where) => {
      const group = of(where).groups.get(id);
      if (!group) throw new Error(`there is no group ${id}`);
      const told: Promise<Delivery>[] = [];
      setGroup(of(where), group, users, (event) => void told.push(people.event(event, where)));
      return (await told[0]) ?? null;
    },
    revokeTokens: (where?: Where) => {
      const workspace = of(where);
      for (const token of world.tokens.values()) if (token.teamId === workspace.id) token.isRevoked = true;
      const tokens = { oauth: [], bot: [workspace.botUserId] };
      return people.event({ type: "tokens_revoked", tokens }, where);
    },
    uninstall: (where?: Where) => {
      of(where).isInstalled = false;
      return people.event({ type: "app_uninstalled" }, where);
    },
  };
}
