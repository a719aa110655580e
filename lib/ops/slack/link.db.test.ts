import { beforeEach, describe, expect, it } from "vitest";
import type { SlackAccount } from "@/lib/core/slack-account";
import { database } from "@/lib/db/client";
import { putAccount } from "@/lib/db/slack-accounts";
import { putWorkspace } from "@/lib/db/slack-workspaces";
import { newUuid } from "@/lib/runtime/ids";
import type { Context, PersonActor } from "../context";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { accountOf, confirmLink, endLink, offerLink, readLinkOffer, readMyLink } from "./link";

const TEAM = "T01HOME";
let house: House;
let bo: Context<PersonActor>;
let cy: Context<PersonActor>;
let account: SlackAccount;
beforeEach(async () => {
  house = await openTestHouse();
  [bo, cy] = [house.person("bo"), house.person("cy")];
  await putWorkspace({ teamId: TEAM, name: "Acme", botUserId: "UBOT", status: "active", error: null });
  account = await newAccount("Bo in Slack");
});

async function newAccount(name: string): Promise<SlackAccount> {
  const made = { team: TEAM, user: `U${newUuid().replaceAll("-", "").slice(0, 12).toUpperCase()}` };
  await putAccount(made, { name, kind: "member" });
  return made;
}

const codeFor = async (whose = account): Promise<string> => (await offerLink(whose)).split("/").at(-1) ?? "";
const written = ({ team, user }: SlackAccount) => `${team}/${user}`;
const linkOf = (person: string) => accountOf(house.organisation, person);

describe("a code", () => {
  it("says what it would link and changes nothing by being looked at", async () => {
    const code = await codeFor();
    const offer = { account: "Bo in Slack", workspace: "Acme", linked: null, is_mine: false, held_by: null };
    expect(await readLinkOffer(bo, { code })).toEqual(offer);
    expect(await readLinkOffer(bo, { code })).toEqual(offer);
    expect(await linkOf("bo")).toBeNull();
  });

  it("links its account once", async () => {
    const code = await codeFor();
    expect(await confirmLink(bo, { code })).toMatchObject({
      ...{ slack: written(account), account: "Bo in Slack", workspace: "Acme" },
    });
    expect(await linkOf("bo")).toEqual(account);
    expect(await refusalOf(confirmLink(bo, { code }))).toEqual(["not_found"]);
    expect(await refusalOf(readLinkOffer(bo, { code }))).toEqual(["not_found"]);
  });

  it("is nobody's when it was made up", async () => {
    for (const code of ["", "x", `${await codeFor()}x`]) {
      expect(await refusalOf(readLinkOffer(bo, { code }))).toEqual(["not_found"]);
      expect(await refusalOf(confirmLink(bo, { code }))).toEqual(["not_found"]);
    }
    expect(await linkOf("bo")).toBeNull();
  });

  it("is good for ten minutes and no longer", async () => {
    const code = await codeFor();
    const aged = (seconds: number) =>
      database().$executeRaw`
        UPDATE slack_link_code SET expires_at = expires_at - make_interval(secs => ${seconds}) WHERE user_id = ${account.user}`;
    await aged(9 * 60 + 30);
    expect(await readLinkOffer(bo, { code })).toMatchObject({ account: "Bo in Slack" });
    await aged(31);
    expect(await refusalOf(readLinkOffer(bo, { code }))).toEqual(["not_found"]);
    expect(await refusalOf(confirmLink(bo, { code }))).toEqual(["not_found"]);
    expect(await linkOf("bo")).toBeNull();
  });

  it("is kept as a hash only", async () => {
    const code = await codeFor();
    const rows = await database().slackLinkCode.findMany({ where: { userId: account.user } });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it("links one person when two confirm it at once", async () => {
    const code = await codeFor();
    const outcomes = await Promise.all([bo, cy].map((ctx) => refusalOf(confirmLink(ctx, { code }))));
    expect(outcomes.map(([word]) => word).sort()).toEqual(["not_found", "ok"]);
    const linked = await Promise.all(["bo", "cy"].map(linkOf));
    expect(linked.filter((one) => one !== null)).toEqual([account]);
  });
});

describe("an account", () => {
  it("is one person's: another is told whose it is, and keeps their own", async () => {
    const other = await newAccount("Cy in Slack");
    await confirmLink(bo, { code: await codeFor() });
    await confirmLink(cy, { code: await codeFor(other) });
    const code = await codeFor();
    expect(await readLinkOffer(cy, { code })).toEqual({
      ...{ account: "Bo in Slack", workspace: "Acme", linked: "Cy in Slack" },
      ...{ is_mine: false, held_by: "Bo Lind" },
    });
    expect(await refusalOf(confirmLink(cy, { code }))).toEqual(["already_exists"]);
    expect(await linkOf("cy")).toEqual(other);
  });

  it("goes to one of two people who confirm two codes of it at once", async () => {
    const codes = [await codeFor(), await codeFor()];
    const outcomes = await Promise.all(
      [bo, cy].map((ctx, index) => refusalOf(confirmLink(ctx, { code: codes[index] ?? "" }))),
    );
    expect(outcomes.map(([word]) => word).sort()).toEqual(["already_exists", "ok"]);
  });

  it("is somebody's also where configuration leaves its workspace out", async () => {
    const people = SMALL_COMPANY.people?.map((one) =>
      one.id === "bo" ? { ...one, slack: account.user } : one,
    );
    house = await openTestHouse({ ...SMALL_COMPANY, people });
    const code = await codeFor();
    expect(await readLinkOffer(house.person("bo"), { code })).toMatchObject({ is_mine: true, held_by: null });
    expect(await refusalOf(confirmLink(house.person("cy"), { code }))).toEqual(["already_exists"]);
  });

  it("replaces the one a person had, which is free again", async () => {
    await confirmLink(bo, { code: await codeFor() });
    const next = await newAccount("Bo anew");
    const code = await codeFor(next);
    expect(await readLinkOffer(bo, { code })).toMatchObject({ account: "Bo anew", linked: "Bo in Slack" });
    await confirmLink(bo, { code });
    expect(await linkOf("bo")).toEqual(next);
    expect(await refusalOf(confirmLink(cy, { code: await codeFor() }))).toEqual(["ok"]);
  });

  it("is called by its id where Slack has not said its name", async () => {
    const unheard = { team: "T02OTHER", user: account.user };
    expect(await readLinkOffer(bo, { code: await codeFor(unheard) })).toMatchObject({
      account: account.user,
      workspace: "T02OTHER",
    });
  });
});

it("a link ends when its person says so, and ending none is nothing", async () => {
  expect(await readMyLink(bo)).toMatchObject({ slack: null, account: null, workspace: null });
  await confirmLink(bo, { code: await codeFor() });
  expect(await readMyLink(bo)).toMatchObject({ slack: written(account), account: "Bo in Slack" });
  await endLink(bo);
  await endLink(bo);
  expect(await readMyLink(bo)).toMatchObject({ slack: null, account: null });
  expect(await linkOf("bo")).toBeNull();
});
