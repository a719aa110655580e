import { expect } from "@playwright/test";
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from "../fakes/slack";
import type { Delivery } from "../fakes/slack/delivery";
import { type PersonSeed, usualWorkspace, type WorkspaceSeed } from "../fakes/slack/seeds";
import type { Message, View } from "../fakes/slack/world";
import { type CompanyDocument, edited } from "./company";
import { foundOrganisation, type Organisation } from "./organisation";
import { freePort, newDataDir, PRODUCT_TOKEN, type Product, removeDataDir, startProduct } from "./product";

/** A product of a test's own that speaks to a Slack of its own, and a company whose people have accounts there. */
export type SlackHouse = {
  readonly slack: FakeSlack;
  readonly product: Product;
  readonly organisation: Organisation;
  /** What another process of the same product is started with. */
  readonly settings: Readonly<Record<string, string>>;
  readonly dataDir: string;
  /** The process ends as the out-of-memory killer ends it, and another takes its place. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const BOT_TOKEN = "xoxb-T01-fake";

export type SlackHouseOptions = FakeSlackOptions & {
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

/** The room where requests are announced; Ed, an auditor, and Flo are in it, and answer nothing. */
export const ROOM = "C0APPROVALS";

export function colleagues(more: readonly PersonSeed[] = []): WorkspaceSeed {
  const { people = [], channels = [], ...usual } = usualWorkspace();
  const others = [
    { id: "U0DI", name: "di" },
    { id: "U0ED", name: "ed" },
    { id: "U0FLO", name: "flo" },
    ...more,
  ];
  return {
    ...usual,
    people: [...people, ...others],
    channels: channels.map((channel) =>
      channel.id === ROOM
        ? { ...channel, members: [...(channel.members ?? []), ...others.map(({ id }) => id)] }
        : channel,
    ),
  };
}

/** Links these people as well, and opens the room for routes to name. */
export const withAccounts =
  (accounts: Readonly<Record<string, string>>) =>
  (document: CompanyDocument): CompanyDocument => ({
    ...document,
    people: document.people.map((person) =>
      accounts[person.id] === undefined ? person : { ...person, slack: accounts[person.id] },
    ),
    channels: [{ id: "payments-room", type: "slack", slack: ROOM }],
  });

/** Ana is reached in Slack first, and in the console where that does not help. */
export const slackFirst = (document: CompanyDocument): CompanyDocument => ({
  ...document,
  people: document.people.map((person) =>
    person.id === "ana" ? { ...person, contact: { default: SLACK_FIRST } } : person,
  ),
});

const SLACK_FIRST = [
  { via: "slack", after: "0m" },
  { via: "web", after: "10m" },
];

/** Agents that may ask as often as a test wants. */
export const withoutLimits = (document: CompanyDocument): CompanyDocument => ({
  ...document,
  agents: document.agents.map((one) => ({ ...one, limits: { per_minute: 10_000, open_requests: 10_000 } })),
});

/** The company with these accounts, and a route that Slack is good enough for. */
export const inSlack = (document: CompanyDocument): CompanyDocument => ({
  ...document,
  people: document.people.map((person) => ({ ...person, slack: ACCOUNTS[person.id] ?? null })),
  routes: edited(document.routes, ROUTE),
});

export async function openSlackHouse({
  edit = (same) => same,
  env = {},
  ...options
}: SlackHouseOptions = {}): Promise<SlackHouse> {
  const dataDir = newDataDir();
  const port = await freePort();
  const slack = await startFakeSlack({
    workspaces: [colleagues()],
    ...options,
    productUrl: `http://127.0.0.1:${port}`,
  });
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
    settings,
    dataDir,
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

/** Everything a message says, as one text. */
export const wordsOf = ({ blocks, text }: Message): string => `${text} ${JSON.stringify(blocks)}`;

export const PATIENCE_MS = 20_000;

/** The messages about this request that are no replies, where this person or this channel has them. */
export const cardsAbout = (house: SlackHouse, place: string, { request }: Asked): readonly Message[] =>
  (place.startsWith("C") ? house.slack.messagesIn(place) : directOf(house, place)).filter(
    (message) => message.threadTs === null && wordsOf(message).includes(request),
  );

type Asked = { readonly request: string };

/** What stands in the conversation between the app and this person. */
const directOf = (house: SlackHouse, user: string): readonly Message[] =>
  house.slack.messagesOf(user).filter(({ channel }) => channel.startsWith("D"));

/** The one card about this request, as soon as it is there. */
export async function cardFor(
  house: SlackHouse,
  place: string,
  asked: Asked,
  timeout = PATIENCE_MS,
): Promise<Message> {
  await expect
    .poll(() => cardsAbout(house, place, asked).length, {
      message: `a card about ${asked.request} for ${place}`,
      timeout,
    })
    .toBe(1);
  const [card] = cardsAbout(house, place, asked);
  if (!card) throw new Error("there is no card");
  return card;
}

/** The message as it is now. */
export const nowOf = (house: SlackHouse, message: Message): Message => house.slack.now(message) ?? message;

/** What the message says once it says it. */
export const expectHeader = (house: SlackHouse, message: Message, header: RegExp): Promise<void> =>
  expect.poll(() => headerOf(nowOf(house, message)), { timeout: PATIENCE_MS }).toMatch(header);

export const expectWords = (house: SlackHouse, message: Message, words: RegExp): Promise<void> =>
  expect.poll(() => wordsOf(nowOf(house, message)), { timeout: PATIENCE_MS }).toMatch(words);

/** What was said to this person alone since `before` of it was there. */
export async function expectTold(
  house: SlackHouse,
  user: string,
  { before, words }: { readonly before: number; readonly words: RegExp },
): Promise<Message> {
  await expect
    .poll(() => house.slack.ephemeralsOf(user).slice(before).map(wordsOf).join(), { timeout: PATIENCE_MS })
    .toMatch(words);
  const told = house.slack.ephemeralsOf(user).at(-1);
  if (!told) throw new Error("nothing was said");
  return told;
}

/** Presses, and is told in private why it did not count. */
export async function expectRefused(
  house: SlackHouse,
  user: string,
  words: RegExp,
  press: () => Promise<Delivery>,
): Promise<Message> {
  const before = house.slack.ephemeralsOf(user).length;
  const click = await press();
  expect(click.status, String(click.text)).toBe(200);
  return expectTold(house, user, { before, words });
}

/** The whole value of the option that begins like this. */
export function optionOf({ blocks }: Message, begins: string): string {
  const found = [...JSON.stringify(blocks).matchAll(/"value":"([^"]+)"/g)]
    .map(([, value = ""]) => value)
    .find((value) => value.startsWith(begins));
  if (found === undefined) throw new Error(`no option begins with ${begins}`);
  return found;
}

/** The modal this person has before them, as soon as it is there. */
export async function modalOf(house: SlackHouse, user: string, callback: string): Promise<View> {
  await expect
    .poll(() => house.slack.viewOf(user)?.content.callback_id, { timeout: PATIENCE_MS })
    .toBe(callback);
  const view = house.slack.viewOf(user);
  if (!view) throw new Error("no modal is open");
  return view;
}

/** Nobody was shown anything that Slack would not show, or that it would show wrong. */
export function expectClean({ slack }: SlackHouse): void {
  expect(slack.lints).toEqual([]);
  expect(slack.complaints).toEqual([]);
}

/** What a person may press that decides or leads to a decision. */
export const DECIDING = ["approve", "deny", "review", "acknowledge", "open_approve", "more"];

/** No button about what is over is left on it. */
export function expectNothingToPress({ slack }: SlackHouse, message: Message): void {
  expect(slack.actionsOf(message).filter((action) => DECIDING.includes(action))).toEqual([]);
}
