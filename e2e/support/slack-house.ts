import { expect } from "@playwright/test";
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from "../fakes/slack";
import type { Message } from "../fakes/slack/world";
import { type CompanyDocument, edited } from "./company";
import { foundOrganisation, type Organisation } from "./organisation";
import { freePort, newDataDir, PRODUCT_TOKEN, type Product, removeDataDir, startProduct } from "./product";

/** A product of a test's own that speaks to a Slack of its own, and a company whose people have accounts there. */
export type SlackHouse = {
  readonly slack: FakeSlack;
  readonly product: Product;
  readonly organisation: Organisation;
  /** The process ends as the out-of-memory killer ends it, and another takes its place. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const BOT_TOKEN = "xoxb-T01-fake";

type Options = FakeSlackOptions & {
  readonly edit?: (document: CompanyDocument) => CompanyDocument;
  readonly env?: Readonly<Record<string, string>>;
};

/** Ana is asked first, Cy five minutes later; Bo owns the agent that asks, and has no account in Slack yet. */
const ACCOUNTS: Readonly<Record<string, string>> = { ana: "T01/U0ANA", cy: "U0CY" };
const ROUTE = {
  id: "payments",
  approval: { sets: [{ thresholds: [{ from: ["team:payments"] }] }], assurance: "slack" },
  steps: [
    { after: "0m", notify: ["person:ana"] },
    { after: "5m", notify: ["person:cy"] },
  ],
};

const inSlack = (document: CompanyDocument): CompanyDocument => ({
  ...document,
  people: document.people.map((person) => ({ ...person, slack: ACCOUNTS[person.id] ?? null })),
  routes: edited(document.routes, ROUTE),
});

export async function openSlackHouse({
  edit = (same) => same,
  env = {},
  ...options
}: Options = {}): Promise<SlackHouse> {
  const dataDir = newDataDir();
  const port = await freePort();
  const slack = await startFakeSlack({ ...options, productUrl: `http://127.0.0.1:${port}` });
  const settings = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: BOT_TOKEN,
    ...(options.transport === "socket"
      ? { SLACK_APP_TOKEN: slack.app.appToken }
      : { SLACK_SIGNING_SECRET: slack.app.signingSecret }),
    ...env,
  };
  const start = () => startProduct({ dataDir, port, env: settings });
  let product = await start();
  const organisation = await foundOrganisation({
    url: product.url,
    token: PRODUCT_TOKEN,
    edit: (document) => edit(inSlack(document)),
  });
  return {
    slack,
    get product() {
      return product;
    },
    organisation,
    restart: async () => {
      await product.kill();
      product = await start();
    },
    close: async () => {
      await product.stop();
      await slack.stop();
      removeDataDir(dataDir);
    },
  };
}

/** The heading of a card: what it says first. */
export function headerOf({ blocks, text }: Message): string {
  const first = blocks.find((block) => block.type === "header");
  const words = first ? Reflect.get(Object(first.text), "text") : null;
  return typeof words === "string" ? words : text;
}

/** The one card this person has, as soon as it is there. */
export async function cardFor(house: SlackHouse, user: string): Promise<Message> {
  await expect.poll(() => house.slack.messagesOf(user).length, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
  const [card] = house.slack.messagesOf(user);
  if (!card) throw new Error("there is no card");
  return card;
}

/** What the message says once it says it. */
export const expectHeader = (house: SlackHouse, message: Message, header: RegExp): Promise<void> =>
  expect.poll(() => headerOf(house.slack.now(message) ?? message), { timeout: PATIENCE_MS }).toMatch(header);

const PATIENCE_MS = 20_000;
