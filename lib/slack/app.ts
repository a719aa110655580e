import type { App, Authorize } from "@slack/bolt";
import { type Config, config } from "@/lib/runtime/config";
import { isDatabaseAway } from "@/lib/runtime/database-away";
import { log } from "@/lib/runtime/log";
import { forget, remember } from "@/lib/runtime/remember";
import { isAwayForNow, isLetGo } from "./away";
import type { FetchReceiver } from "./fetch-receiver";
import type { LinkReceiver, LinkStatus } from "./link-receiver";
import { checkShape } from "./shapes";

/**
 * Slack's way in, once per process: one Bolt app behind signed HTTP or behind Socket Mode, as the settings say. Bolt
 * is loaded here and only when Slack is set up. Whatever fails here leaves the rest of the product alone.
 */

export type SlackParts = {
  /** The installation a payload belongs to. When it throws, Bolt acks and the person sees nothing. */
  readonly authorize: Authorize<boolean>;
  readonly register: (app: App) => void;
  /** Remembers the digest of a signature; false when it is known already. */
  readonly firstSeen: (digest: string) => Promise<boolean>;
  /** Something came from a workspace that has let us go. False where somebody is left waiting for an answer. */
  readonly onLetGo: (body: object) => Promise<boolean>;
};

export type SlackIngress = {
  /** Answers Slack's requests; null in Socket Mode, without Slack, and when Slack's part could not be built. */
  readonly handle: ((request: Request) => Promise<Response>) | null;
  readonly stop: () => Promise<void>;
};

export type SlackTransport = "socket" | "http" | "none";

export function slackTransport(slack: Config["slack"] = config().slack): SlackTransport {
  if (slack.appToken !== null) return "socket";
  return slack.signingSecret === null ? "none" : "http";
}

type Held = { ingress: SlackIngress | null; link: LinkStatus | null };
const held = () => remember<Held>("slack-ingress", () => ({ ingress: null, link: null }));

/** What answers `POST /api/slack/events` now. */
export const slackIngress = (): SlackIngress | null => held().ingress;
/** How this process's Socket Mode is doing; null without it. */
export const slackLinkStatus = (): LinkStatus | null => held().link;

/** Never rejects, and does not wait for Slack. */
export const startSlack = (parts: SlackParts): Promise<SlackIngress> =>
  remember("slack-start", () => start(parts));

async function start(parts: SlackParts): Promise<SlackIngress> {
  const started = await build(parts).catch((error: unknown) => {
    log().error({ error, part: "slack" }, "slack could not be started; everything else goes on");
    return OFF;
  });
  const ingress: SlackIngress = {
    handle: started.handle,
    stop: async () => {
      forget("slack-start");
      held().ingress = null;
      await started.stop().catch((error: unknown) => {
        log().error({ error, part: "slack" }, "slack could not be stopped");
      });
    },
  };
  held().ingress = ingress;
  return ingress;
}

const OFF: SlackIngress = { handle: null, stop: async () => {} };

async function build(parts: SlackParts): Promise<SlackIngress> {
  const transport = slackTransport();
  switch (transport) {
    case "none":
      return OFF;
    case "http": {
      const receiver = await httpReceiver(parts);
      await buildApp(parts, receiver);
      return { handle: (request) => receiver.handle(request), stop: () => receiver.stop() };
    }
    case "socket": {
      const receiver = await socketReceiver();
      await buildApp(parts, receiver);
      await receiver.start();
      return { handle: null, stop: () => receiver.stop() };
    }
    default:
      return transport satisfies never;
  }
}

async function httpReceiver({ firstSeen }: SlackParts): Promise<FetchReceiver> {
  const { FetchReceiver } = await import("./fetch-receiver");
  const { signingSecret, previousSigningSecret } = config().slack;
  const signingSecrets = [signingSecret, previousSigningSecret].filter((secret) => secret !== null);
  return new FetchReceiver({ signingSecrets, firstSeen, check: checkShape });
}

async function socketReceiver(): Promise<LinkReceiver> {
  const { LinkReceiver } = await import("./link-receiver");
  const { askForLink } = await import("./ask-for-link");
  const { appToken, apiUrl } = config().slack;
  return new LinkReceiver({
    askForUrl: (signal) => askForLink(appToken ?? "", apiUrl, signal),
    check: checkShape,
    onStatus: (status) => {
      held().link = status;
    },
  });
}

async function buildApp(
  { authorize, register, onLetGo }: SlackParts,
  receiver: FetchReceiver | LinkReceiver,
): Promise<void> {
  const [{ App, AuthorizationError }, { clientOptions, INTERACTIVE_MS }, { slackLogger }] = await Promise.all(
    [import("@slack/bolt"), import("./clients"), import("./slack-log")],
  );
  const app = new App({
    receiver,
    authorize,
    logger: slackLogger(),
    clientOptions: clientOptions(config().slack.apiUrl, INTERACTIVE_MS),
    ignoreSelf: true,
    convoStore: false,
    extendedErrorHandler: true,
  });
  // Without a handler, a listener that throws is a rejection nobody waits for.
  app.error(async ({ error, body }: { readonly error: Error; readonly body: object }) => {
    // A workspace that is not ours is none of our failures, and is told nothing.
    const isStranger = error instanceof AuthorizationError && !isPassing(error.original);
    const isDone = isStranger && (!isLetGo(error.original) || (await onLetGo(body)));
    if (!isDone) receiver.markFailed(body);
    report(error, body);
  });
  register(app);
}

/** Whose workspace it is could not be looked up, or its token not be had, for now. */
const isPassing = (error: unknown): boolean => isDatabaseAway(error) || isAwayForNow(error);

/** What Bolt wraps. */
const causeOf = (error: Error): unknown => Reflect.get(error, "original") ?? error;

/** Codes and ids; what Slack sent is people's words. */
function report(error: Error, body: object): void {
  const { type, team_id: team } = body as { readonly type?: unknown; readonly team_id?: unknown }; // safe because read as unknown
  const where = { part: "slack", type: wordOf(type), team: wordOf(team) };
  if (isDatabaseAway(causeOf(error)))
    log().warn({ error, ...where }, "a listener could not reach the database");
  else log().error({ error, ...where }, "a listener failed");
}

const wordOf = (word: unknown): string | undefined =>
  typeof word === "string" && /^\w{1,40}$/.test(word) ? word : undefined;
