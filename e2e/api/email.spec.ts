import { expect, test } from "@playwright/test";
import { edited } from "../support/company";
import { listAt } from "../support/http";
import { type MailServer, startMailServer } from "../support/mail-server";
import {
  type Agent,
  type Escalated,
  escalate,
  foundOrganisation,
  type Organisation,
  proposal,
  readRequest,
  respond,
} from "../support/organisation";
import { newDataDir, PRODUCT_TOKEN, type Product, removeDataDir, startProduct } from "../support/product";

/** Pages by e-mail, over a mail server that is really there: what reaches people, what follows, and what goes wrong. */

/** Over every way there is to reach them. */
const STEPS = [
  { after: "0m", notify: ["person:di"] },
  { after: "5m", notify: ["person:ana"] },
];
const DI = "di@acme.test";
const ANA = "ana@acme.test";
let mail: MailServer;
let product: Product;
let dataDir: string;
let organisation: Organisation;
let agent: Agent;

test.beforeAll(async () => {
  mail = await startMailServer();
  dataDir = newDataDir();
  product = await startProduct({ dataDir, env: { SMTP_URL: mail.url } });
});
test.afterAll(async () => {
  await product.stop();
  await mail.stop();
  removeDataDir(dataDir);
});
test.afterEach(({ browserName: _ }, { status, expectedStatus }) => {
  if (status !== expectedStatus) console.log(product.said());
});
test.beforeEach(async () => {
  organisation = await foundOrganisation({
    ...{ url: product.url, token: PRODUCT_TOKEN },
    edit: (document) => ({ ...document, routes: edited(document.routes, { id: "payments", steps: STEPS }) }),
  });
  agent = await organisation.agent();
});

const about = (address: string, { request }: Escalated) =>
  mail.mailOf(address).filter(({ text }) => text.includes(request));

const expectMails = (address: string, held: Escalated, count: number) =>
  expect.poll(() => about(address, held).length, { timeout: 20_000 }).toBe(count);

const deliveriesOf = async (held: Escalated) =>
  listAt((await readRequest(organisation.operator, held)).body, "request.steps.0.deliveries");

test("whoever is paged gets a letter that leads to the request, and one below it when it is over", async () => {
  const held = await escalate(agent);
  await expectMails(DI, held, 1);
  const [page] = about(DI, held);
  expect(page).toMatchObject({ from: '"Countersign" <countersign@localhost>', inReplyTo: null });
  expect(page?.subject).toMatch(/^Approval needed: /);
  expect(page?.html.match(/href="[^"]*"/g)).toEqual([`href="${product.url}/requests/${held.request}"`]);
  expect(await deliveriesOf(held)).toContainEqual(
    expect.objectContaining({ person: "di", channel: "email", status: "sent", error: null }),
  );

  const di = await organisation.person("di");
  expect((await respond(di, held, "deny", { reason: "Not today" })).status).toBe(200);
  await expectMails(DI, held, 2);
  const [, end] = about(DI, held);
  expect(end).toMatchObject({ subject: `Re: ${page?.subject}`, inReplyTo: page?.messageId });
  expect(end?.text).toMatch(/Denied by Di Example/);
  expect(end?.text).toContain("> Not today");
  expect(about(ANA, held)).toEqual([]);
});

test("reminders and the end at the deadline follow the page, and reach nobody who was not written to", async () => {
  const held = await escalate(agent);
  await expectMails(DI, held, 1);
  await organisation.advance(8 * 60);
  await expectMails(DI, held, 2);
  await organisation.advance(8 * 60);
  await expect.poll(() => about(DI, held).at(-1)?.text).toMatch(/Nobody answered in time/);
  const [page, ...rest] = about(DI, held);
  for (const letter of rest) expect(letter.inReplyTo).toBe(page?.messageId);
  expect(new Set(about(DI, held).map(({ messageId }) => messageId)).size).toBe(1 + rest.length);
  await expect.poll(() => about(ANA, held).at(-1)?.text).toMatch(/Nobody answered in time/);
  expect(mail.mailOf("flo@acme.test")).toEqual([]);
});

test("an address that is refused for good is said to be, and the next way to reach them is used at once", async () => {
  mail.refuse(DI, { code: 550, words: "no such mailbox" });
  const di = await organisation.person("di");
  const rules = {
    default: [
      { via: "email", after: "0m" },
      { via: "web", after: "10m" },
    ],
  };
  expect((await di.put("/api/v1/people/me/contact", rules)).status).toBe(200);
  const held = await escalate(agent);
  await expect
    .poll(() => deliveriesOf(held), { timeout: 20_000 })
    .toContainEqual(
      expect.objectContaining({
        ...{ channel: "email", status: "failed" },
        error: expect.stringMatching(/mail server refused it.*no such mailbox/),
      }),
    );
  await expect
    .poll(() => deliveriesOf(held), { timeout: 20_000 })
    .toContainEqual(expect.objectContaining({ channel: "web", status: "delivered" }));
  mail.refuse(DI, null);
});

test("a mail server that cannot take it now is asked again, and nobody waits for it", async () => {
  mail.refuse(DI, { code: 451, words: "try again later" });
  const held = await escalate(agent);
  await expect
    .poll(() => deliveriesOf(held), { timeout: 20_000 })
    .toContainEqual(
      expect.objectContaining({ channel: "email", error: expect.stringContaining("try again later") }),
    );
  mail.refuse(DI, null);
  await expectMails(DI, held, 1);
  await expect
    .poll(() => deliveriesOf(held), { timeout: 20_000 })
    .toContainEqual(expect.objectContaining({ channel: "email", status: "sent" }));
});

test("a title of an agent never writes a header or a line of ours", async () => {
  const title = "Refund\r\nBcc: everybody@acme.test\r\n\r\nApproved already\u202e";
  const held = await escalate(agent, proposal({ explanation: { title, why: title } }));
  await expectMails(DI, held, 1);
  expect(mail.mailOf("everybody@acme.test")).toEqual([]);
  const [page] = about(DI, held);
  expect(page?.subject).not.toMatch(/[\r\n\u202e]/);
  expect(page?.text).not.toMatch(/^Approved already/m);
});
