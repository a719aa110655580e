import type { App } from "@slack/bolt";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { askForLink } from "./ask-for-link";
import { LinkReceiver, type LinkReceiverOptions, type LinkStatus } from "./link-receiver";
import { type TestLink, type TestSlack, testSlack } from "./test-socket-server";
import { testApp } from "./testing-bolt";

/** Socket Mode receivers against a server of the test's own, at a pace that suits tests. */

const TIMES = {
  firstMs: 20,
  longestMs: 80,
  slowMs: 150,
  pingMs: 20,
  silenceMs: 2_000,
  helloMs: 500,
  leaveMs: 2_000,
};

type More = { readonly times?: LinkReceiverOptions["times"]; readonly register?: (app: App) => void };

export type LinkScene = {
  slack: TestSlack;
  statuses: LinkStatus[];
  clicks: string[];
  readonly start: (more?: More) => Promise<LinkReceiver>;
  /** The link of that number, once one is linked. */
  readonly linked: (number: number) => Promise<TestLink>;
  readonly linkedTimes: (times: number) => Promise<void>;
  /** The envelopes that were acked, link by link. */
  readonly acks: () => string[];
};

export const until = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 10_000, interval: 5 });

/** A fresh scene for each test of the file. None may leave a rejection that nobody waited for. */
export function linkScenes(): LinkScene {
  let receivers: LinkReceiver[] = [];
  const rejections: unknown[] = [];
  const note = (error: unknown) => rejections.push(error);
  const scene = { statuses: [] as LinkStatus[], clicks: [] as string[] } as LinkScene; // safe because filled below
  beforeEach(async () => {
    Object.assign(scene, { slack: await testSlack(), statuses: [], clicks: [] });
    receivers = [];
    rejections.length = 0;
    process.on("unhandledRejection", note);
  });
  afterEach(async () => {
    await Promise.all(receivers.map((receiver) => receiver.stop()));
    await scene.slack.stop();
    process.off("unhandledRejection", note);
    expect(rejections).toEqual([]);
  });
  return Object.assign(scene, {
    start: async (more: More = {}) => {
      const receiver = makeReceiver(scene, more);
      receivers.push(receiver);
      await receiver.start();
      return receiver;
    },
    linked: (number: number) =>
      until(() => {
        const found = scene.slack.links[number - 1];
        if (!found || linkedCount(scene) === 0) throw new Error("not linked yet");
        return found;
      }),
    linkedTimes: (times: number) => until(() => expect(linkedCount(scene)).toBeGreaterThanOrEqual(times)),
    acks: () =>
      scene.slack.links.flatMap(({ received }) =>
        received.map((ack) => (ack as { readonly envelope_id: string }).envelope_id),
      ),
  });
}

const linkedCount = ({ statuses }: LinkScene) => statuses.filter(({ state }) => state === "linked").length;

function makeReceiver(scene: LinkScene, { times, register = () => {} }: More): LinkReceiver {
  const receiver = new LinkReceiver({
    askForUrl: (signal) => askForLink("xapp-test", scene.slack.apiUrl, signal),
    onStatus: (status) => scene.statuses.push(status),
    times: { ...TIMES, ...times },
  });
  testApp(receiver, (app) => {
    app.action("approve", async ({ ack, action }) => {
      scene.clicks.push("value" in action ? String(action.value) : "");
      await ack();
    });
    register(app);
  });
  return receiver;
}
