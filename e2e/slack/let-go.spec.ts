import { expect, test } from "@playwright/test";
import { usualWorkspace } from "../fakes/slack/seeds";
import { at, type Caller, listAt } from "../support/http";
import { type Agent, escalate, readRequest } from "../support/organisation";
import {
  cardFor,
  expectHeader,
  expectRefused,
  modalOf,
  PATIENCE_MS,
  type SlackHouse,
} from "../support/slack-house";
import { installed } from "../support/slack-install";
import { inSlackHouse } from "../support/slack-test";

/** A workspace that an organisation installed, after Slack or its people ended that: nothing there decides any more. */

test.describe.configure({ timeout: 120_000 });

let house: SlackHouse;
let agent: Agent;
let ana: Caller;
inSlackHouse(
  {
    isClean: false,
    workspaces: [usualWorkspace({ botTokens: [] })],
    app: { rotatesTokens: true },
    env: { SLACK_BOT_TOKEN: "", SLACK_CLIENT_ID: "100.200", SLACK_CLIENT_SECRET: "client-secret-fake" },
  },
  async (opened) => {
    ({ house, agent } = opened);
    ana = await house.organisation.person("ana");
    await installed(ana, "T01");
  },
);

const statusOf = async (team: string) => {
  const { body } = await ana.get("/api/v1/slack");
  return at(
    listAt(body, "workspaces").find((one) => at(one, "id") === team),
    "status",
  );
};

test("a click in a workspace that let us go decides nothing and is answered in words; a form stays open", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.click(card, "deny", "U0ANA");
  const form = await modalOf(house, "U0ANA", "deny");
  await house.slack.revokeTokens();
  await expect.poll(() => statusOf("T01"), { timeout: PATIENCE_MS }).toBe("revoked");
  const calls = house.slack.calls("*").length;
  await expectRefused(house, "U0ANA", /not connected to Countersign any more.*in the console/, () =>
    house.slack.click(card, "approve", "U0ANA"),
  );
  expect(house.slack.calls("*")).toHaveLength(calls);
  const sent = await house.slack.submit(form, { kind: "policy", reason: "Not today." }, "U0ANA");
  expect(sent.status).toBe(503);
  expect(at((await readRequest(house.organisation.operator, held)).body, "request.status")).toBe("pending");
  await installed(ana, "T01");
  await house.slack.click(card, "approve", "U0ANA");
  await expectHeader(house, card, /^Approved: /);
});
