import { setTimeout as sleep } from "node:timers/promises";
import type { App, Receiver } from "@slack/bolt";
import { randomBelow } from "@/lib/runtime/ids";
import { background, log } from "@/lib/runtime/log";
import { metrics } from "@/lib/runtime/metrics";
import { faultOf } from "./clients";
import { codeOf, type Envelopes, makeEnvelopes } from "./envelopes";
import { type Link, type LinkTimes, openLink } from "./link";
import { backOffMs, type Pace } from "./link-pace";
import { readObject, type SlackPayload } from "./payload";

/**
 * Socket Mode: links that we open to Slack. When Slack announces the end of one, the next is open before it is left,
 * and the old one is read until it closes; so there is no moment in which a click reaches nobody. There are two links
 * at most. Nothing here throws at anybody: whatever goes wrong, it tries again, for ever.
 */

export type LinkStatus =
  | { readonly state: "connecting" }
  | { readonly state: "linked" }
  | { readonly state: "waiting"; readonly code: string; readonly retryInMs: number }
  /** Slack does not accept the token, or the app's Socket Mode is off. */
  | { readonly state: "refused"; readonly code: string; readonly retryInMs: number }
  | { readonly state: "stopped" };

export type LinkReceiverOptions = {
  /** `apps.connections.open`: the address of the next link. Rejects as the Web API client does. */
  readonly askForUrl: (signal: AbortSignal) => Promise<string>;
  readonly onStatus?: (status: LinkStatus) => void;
  /** Throws for a payload that listeners could not read. */
  readonly check?: (payload: SlackPayload) => void;
  readonly times?: Partial<Times>;
};

type Times = LinkTimes &
  Pace & {
    /** How long an announced end may keep us waiting before we end it. */
    readonly leaveMs: number;
    /** Slack tells the person that it did not work after this long. */
    readonly ackMs: number;
    /** At the end: for listeners that are about to ack. */
    readonly finishMs: number;
  };

const TIMES: Times = {
  silenceMs: 30_000,
  pingMs: 10_000,
  helloMs: 10_000,
  firstMs: 500,
  longestMs: 15_000,
  slowMs: 60_000,
  leaveMs: 30_000,
  ackMs: 3_000,
  finishMs: 60,
};

const MOST_LINKS = 2;
const CLOSE_MS = 25;

/** One of our links: `opening` until hello, then `current`, then `leaving`. */
type Held = { link: Link | null; state: "opening" | "current" | "leaving"; readonly greeted: () => void };
type Trouble = Extract<LinkStatus, { readonly code: string }>;

export class LinkReceiver implements Receiver {
  readonly #options: LinkReceiverOptions;
  readonly #times: Times;
  readonly #envelopes: Envelopes;
  readonly #stopping = new AbortController();
  readonly #held = new Set<Held>();
  #openedAt: number[] = [];
  #failures = 0;
  /** Until the next opening, whatever the back-off says. */
  #restMs = 0;
  #isOpening = false;
  #app: App | null = null;

  constructor(options: LinkReceiverOptions) {
    this.#options = options;
    this.#times = { ...TIMES, ...options.times };
    this.#envelopes = makeEnvelopes(this.#times.ackMs, options.check);
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Told by the app's error handler. */
  markFailed(body: object): void {
    this.#envelopes.markFailed(body);
  }

  /** Begins and returns: the product starts without waiting for Slack. */
  async start(): Promise<void> {
    this.#ensureLink();
  }

  /** Listeners that are about to ack may still do so. No link is opened from here on. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#stopping.abort();
    await Promise.race([this.#envelopes.settled(), sleep(this.#times.finishMs)]);
    for (const { link } of this.#held) link?.close();
    const until = performance.now() + CLOSE_MS;
    while (this.#held.size > 0 && performance.now() < until) await sleep(5);
    for (const { link } of this.#held) link?.destroy();
    this.#count();
    this.#say({ state: "stopped" });
  }

  get #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Sees to it that a link is current or being opened. */
  #ensureLink(): void {
    const isCurrent = [...this.#held].some(({ state }) => state === "current");
    if (this.#isStopped || this.#isOpening || isCurrent) return;
    this.#isOpening = true;
    const opening = this.#open().finally(() => {
      this.#isOpening = false;
      // The new link may have been lost again before this was noticed.
      this.#ensureLink();
    });
    background(opening, "slack link");
  }

  async #open(): Promise<void> {
    for (;;) {
      await this.#rest();
      if (this.#isStopped) return;
      const trouble = await this.#attempt();
      if (trouble === null || this.#isStopped) return;
      this.#failures += 1;
      this.#restMs = Math.ceil(Math.max(trouble.retryInMs, this.#backOffMs()));
      this.#say({ ...trouble, retryInMs: this.#restMs });
    }
  }

  #backOffMs(): number {
    const aMinuteAgo = performance.now() - 60_000;
    this.#openedAt = this.#openedAt.filter((at) => at > aMinuteAgo);
    return backOffMs(this.#times, { failures: this.#failures, recent: this.#openedAt.length }, chance());
  }

  /** Ends early, and quietly, when the receiver stops. */
  async #rest(): Promise<void> {
    const ms = this.#restMs || this.#backOffMs();
    this.#restMs = 0;
    if (ms > 0) await sleep(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => {});
  }

  /** One try at a new link; null when Slack has said hello. */
  async #attempt(): Promise<Trouble | null> {
    this.#openedAt.push(performance.now());
    this.#say({ state: "connecting" });
    try {
      const url = await this.#options.askForUrl(this.#stopping.signal);
      if (this.#isStopped || (await this.#dial(url))) return null;
      return { state: "waiting", code: "no_hello", retryInMs: 0 };
    } catch (error) {
      return this.#troubleOf(error);
    }
  }

  #troubleOf(error: unknown): Trouble {
    const fault = faultOf(error);
    const later = 1 + 0.1 * chance();
    switch (fault.kind) {
      case "ratelimited":
        return { state: "waiting", code: "ratelimited", retryInMs: fault.seconds * 1_000 * later };
      case "disconnected":
      case "refused":
      case "gone":
        return { state: "refused", code: fault.code, retryInMs: this.#times.slowMs * later };
      case "ambiguous":
        return { state: "waiting", code: fault.code, retryInMs: 0 };
      case "invalid_blocks":
        return { state: "waiting", code: "unknown", retryInMs: 0 };
      default:
        return fault satisfies never;
    }
  }

  /** True once Slack has said hello; false when the link ended before that. */
  #dial(url: string): Promise<boolean> {
    // Two are enough: one whose successor is about to be left as well has had its time.
    const surplus = Math.max(0, this.#held.size + 1 - MOST_LINKS);
    for (const { link } of [...this.#held].slice(0, surplus)) link?.destroy();
    return new Promise((resolve) => {
      const held: Held = { link: null, state: "opening", greeted: () => resolve(true) };
      held.link = openLink(url, this.#times, {
        heard: (text) => this.#hear(held, text),
        silent: () => this.#leave(held, "silent"),
        closed: () => {
          this.#held.delete(held);
          this.#count();
          resolve(false);
          this.#ensureLink();
        },
      });
      this.#held.add(held);
    });
  }

  #hear(held: Held, text: string): void {
    const message = readMessage(text);
    if (message === null) return;
    const { type, reason, envelope_id: id } = message;
    if (type === "hello") this.#greet(held);
    else if (type === "disconnect") this.#leave(held, codeOf(reason));
    else if (typeof id === "string" && this.#app !== null && !this.#isStopped) {
      this.#envelopes.receive(this.#app, { ...message, envelope_id: id }, (ack) => !!held.link?.send(ack));
    }
  }

  #greet(held: Held): void {
    if (held.state !== "opening") return;
    held.link?.greeted();
    held.state = "current";
    this.#failures = 0;
    this.#count();
    this.#say({ state: "linked" });
    held.greeted();
  }

  /** Slack is about to end this link, or it is dead: it is read until it closes, while the next one is opened. */
  #leave(held: Held, reason: string): void {
    if (held.state === "leaving" || this.#isStopped) return;
    const isUseless = held.state === "opening" || HARD_ENDS.has(reason);
    held.state = "leaving";
    log().info({ part: "slack", reason }, "a link is left");
    if (reason === "too_many_websockets") this.#failures += 1;
    if (reason === "link_disabled") {
      this.#restMs = this.#times.slowMs;
      this.#say({ state: "refused", code: reason, retryInMs: this.#restMs });
    }
    if (isUseless) held.link?.destroy();
    else setTimeout(() => held.link?.destroy(), this.#times.leaveMs).unref();
    this.#ensureLink();
  }

  #count(): void {
    metrics().slackLinks.set([...this.#held].filter(({ state }) => state !== "opening").length);
  }

  #say(status: LinkStatus): void {
    const isTrouble = status.state === "waiting" || status.state === "refused";
    log()[isTrouble ? "warn" : "info"]({ part: "slack", ...status }, "socket mode");
    try {
      this.#options.onStatus?.(status);
    } catch (error) {
      log().error({ error, part: "slack" }, "the status of Socket Mode could not be told");
    }
  }
}

/** After these nothing more comes on the link. */
const HARD_ENDS = new Set(["link_disabled", "too_many_websockets"]);

function readMessage(text: string): SlackPayload | null {
  try {
    return readObject(text);
  } catch (error) {
    log().warn({ error, part: "slack" }, "a message of Slack cannot be read");
    return null;
  }
}

const chance = (): number => randomBelow(1_000_001) / 1_000_000;
