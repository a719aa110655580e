import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { putWorkspace } from "@/lib/db/slack-workspaces";
import { newUuid } from "@/lib/runtime/ids";
import { forget } from "@/lib/runtime/remember";
import type { Context, PersonActor } from "../context";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { linkedPeople } from "./accounts";
import { beginInstall, finishInstall, install, leave } from "./install";
import { accountOf, confirmLink, offerLink } from "./link";
import { beginRefresh, readToken, resealTokens } from "./tokens";
import { findWorkspace, homeTeam } from "./workspace";

const KEY = Buffer.alloc(32, 7).toString("base64");
const OTHER_KEY = Buffer.alloc(32, 8).toString("base64");
const CANARY = "xoxb-canary-7d21";

let house: House;
let ana: Context<PersonActor>;
let team: string;
beforeEach(async () => {
  settings({ COUNTERSIGN_ENCRYPTION_KEY: KEY });
  house = await openTestHouse();
  ana = admin(house);
  team = newTeam();
});

function settings(values: Readonly<Record<string, string>>): void {
  for (const name of ["COUNTERSIGN_ENCRYPTION_KEY", "COUNTERSIGN_ENCRYPTION_KEY_PREVIOUS", "SLACK_BOT_TOKEN"])
    delete process.env[name];
  Object.assign(process.env, values);
  for (const name of ["config", "sealing-keys"]) forget(name);
}

const admin = (of: House, more: Partial<PersonActor> = {}) => of.person("ana", { role: "admin", ...more });
const newTeam = () => `T${newUuid().replaceAll("-", "").slice(0, 12).toUpperCase()}`;
const granted = (more: { readonly expiresInSeconds?: number; readonly team?: string } = {}) => ({
  ...{ team: more.team ?? team, name: "Acme", botUserId: "UBOT" },
  tokens: {
    token: `${CANARY}-access`,
    refreshToken: more.expiresInSeconds === undefined ? null : `${CANARY}-refresh`,
    expiresInSeconds: more.expiresInSeconds ?? null,
  },
});
const rowsOf = (id = team) => database().$queryRaw<{ row: object }[]>`
  SELECT to_jsonb(w) AS row FROM slack_workspace w WHERE team_id = ${id}`;

describe("an installation that was begun", () => {
  it("is finished once, by the session that began it", async () => {
    const state = await beginInstall(ana);
    const others = [
      admin(house, { sessionId: "ses_other" }),
      house.person("bo", { role: "admin" }),
      admin(await openTestHouse()),
    ];
    for (const other of others) expect(await finishInstall(other, state)).toBe(false);
    expect(await finishInstall(ana, `${state}x`)).toBe(false);
    expect(await finishInstall(ana, state)).toBe(true);
    expect(await finishInstall(ana, state)).toBe(false);
  });

  it("is finished by one of many who come back with it at once", async () => {
    const state = await beginInstall(ana);
    const ends = await Promise.all(Array.from({ length: 8 }, () => finishInstall(ana, state)));
    expect(ends.filter(Boolean)).toHaveLength(1);
  });

  it("is good for ten minutes and no longer", async () => {
    const state = await beginInstall(ana);
    const aged = (seconds: number) => database().$executeRaw`
      UPDATE slack_install SET expires_at = expires_at - make_interval(secs => ${seconds}) WHERE organisation_id = ${house.organisation}`;
    await aged(601);
    expect(await finishInstall(ana, state)).toBe(false);
    await aged(-300);
    expect(await finishInstall(ana, state)).toBe(true);
  });

  it("is kept as a hash only, and is an admin's alone", async () => {
    const state = await beginInstall(ana);
    const rows = await database().slackInstall.findMany({ where: { organisationId: house.organisation } });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(state);
    expect(await refusalOf(beginInstall(house.person("bo")))).toEqual(["forbidden"]);
  });
});

describe("an installed workspace", () => {
  it("keeps its tokens sealed, and opens them where they lie", async () => {
    await install(ana, granted({ expiresInSeconds: 43_200 }));
    expect(JSON.stringify(await rowsOf())).not.toContain("canary");
    expect(await readToken(team)).toMatchObject({ token: `${CANARY}-access` });
    const held = await readToken(team);
    expect(held?.secondsLeft).toBeGreaterThan(43_000);
    const ledger = await database().ledgerEntry.findMany({ where: { organisationId: house.organisation } });
    expect(
      JSON.stringify(ledger, (_, value) => (typeof value === "bigint" ? Number(value) : value)),
    ).not.toContain("canary");
    expect(ledger.some(({ kind, people }) => kind === "configuration" && people.includes("ana"))).toBe(true);
  });

  it("opens no token that was copied from another row", async () => {
    const other = newTeam();
    await install(ana, granted());
    await install(ana, granted({ team: other }));
    await database()
      .$executeRaw`UPDATE slack_workspace SET token = (SELECT token FROM slack_workspace WHERE team_id = ${team}) WHERE team_id = ${other}`;
    await expect(readToken(other)).rejects.toThrow("not sealed for");
  });

  it("is one organisation's: another is refused until the app was taken out", async () => {
    const other = admin(await openTestHouse());
    await install(ana, granted());
    expect(await refusalOf(install(other, granted()))).toEqual(["conflict"]);
    expect(await refusalOf(leave(other, { team }))).toEqual(["not_found"]);
    expect(await findWorkspace(team)).toMatchObject({ organisation: house.organisation, status: "active" });
    expect(await leave(ana, { team })).toBe(`${CANARY}-access`);
    expect(await readToken(team)).toBeNull();
    expect(await refusalOf(leave(ana, { team }))).toEqual(["not_found"]);
    await install(other, granted());
    expect(await findWorkspace(team)).toMatchObject({ organisation: other.actor.organisation });
  });

  it("is not taken from the settings while they have a token", async () => {
    await putWorkspace({ teamId: team, name: "Acme", botUserId: "UBOT", status: "active", error: null });
    settings({ COUNTERSIGN_ENCRYPTION_KEY: KEY, SLACK_BOT_TOKEN: "xoxb-settings" });
    expect(await refusalOf(install(ana, granted()))).toEqual(["conflict"]);
    settings({ COUNTERSIGN_ENCRYPTION_KEY: KEY });
    await install(ana, granted());
    const settingsAgain = {
      teamId: team,
      name: "Acme",
      botUserId: "UBOT",
      status: "active",
      error: null,
    } as const;
    expect(await putWorkspace(settingsAgain)).toBe(false);
    await database().$executeRaw`DELETE FROM slack_workspace WHERE team_id = ${team}`;
  });

  it("is an admin's to install and to leave", async () => {
    expect(await refusalOf(install(house.person("bo"), granted()))).toEqual(["forbidden"]);
    await install(ana, granted());
    expect(await refusalOf(leave(house.person("bo"), { team }))).toEqual(["forbidden"]);
  });
});

describe("an account of an installed workspace", () => {
  const withSlack = (slack: string) =>
    openTestHouse({
      ...SMALL_COMPANY,
      people: SMALL_COMPANY.people?.map((one) => (one.id === "bo" ? { ...one, slack } : one)),
    });

  it("is its organisation's person, and nobody in another that names it", async () => {
    const slack = `${team}/U01`;
    const [own, other] = [await withSlack(slack), await withSlack(slack)];
    expect(await linkedPeople({ team, user: "U01" })).toEqual([]);
    await install(admin(own), granted());
    expect(await linkedPeople({ team, user: "U01" })).toMatchObject([
      { organisation: own.organisation, person: "bo" },
    ]);
    const code = (await offerLink({ team, user: "U02" })).split("/").at(-1) ?? "";
    expect(await refusalOf(confirmLink(other.person("cy"), { code }))).toEqual(["not_found"]);
    expect(await refusalOf(confirmLink(own.person("cy"), { code }))).toEqual(["ok"]);
  });

  it("may be written without its workspace where the organisation installed only one", async () => {
    const user = `U${team}`;
    const own = await withSlack(user);
    await install(admin(own), granted());
    expect(await homeTeam(own.organisation)).toBe(team);
    expect(await accountOf(own.organisation, "bo")).toEqual({ team, user });
    expect(await linkedPeople({ team, user })).toMatchObject([{ person: "bo" }]);
    await install(admin(own), granted({ team: newTeam() }));
    expect(await homeTeam(own.organisation)).toBeNull();
    expect(await accountOf(own.organisation, "bo")).toBeNull();
    expect(await linkedPeople({ team, user })).toEqual([]);
  });
});

describe("a token that rotates", () => {
  it("is followed by the next once, however many need it", async () => {
    await install(ana, granted({ expiresInSeconds: 60 }));
    const claims = await Promise.all(Array.from({ length: 12 }, () => beginRefresh(team, 1_800)));
    const [only, ...others] = claims.filter((claim) => claim !== null);
    expect(others).toEqual([]);
    expect(only?.refreshToken).toBe(`${CANARY}-refresh`);
    const next = { token: "next-access", refreshToken: "next-refresh", expiresInSeconds: 43_200 };
    expect(await only?.keep(next)).toBe(true);
    expect(await readToken(team)).toMatchObject({ token: "next-access" });
    expect(await beginRefresh(team, 1_800)).toBeNull();
    expect(await only?.keep(next)).toBe(false);
  });

  it("may be asked for again after Slack did not answer, and by another after a crash", async () => {
    await install(ana, granted({ expiresInSeconds: 60 }));
    await (await beginRefresh(team, 1_800))?.release(0);
    expect(await beginRefresh(team, 1_800)).not.toBeNull();
    expect(await beginRefresh(team, 1_800)).toBeNull();
    await database()
      .$executeRaw`UPDATE slack_workspace SET refreshing_until = clock_timestamp() - interval '1 s' WHERE team_id = ${team}`;
    expect(await beginRefresh(team, 1_800)).not.toBeNull();
  });

  it("that was left meanwhile is not kept, and one that ended is forgotten", async () => {
    await install(ana, granted({ expiresInSeconds: 60 }));
    const claim = await beginRefresh(team, 1_800);
    await leave(ana, { team });
    expect(await claim?.keep({ token: "late", refreshToken: "late", expiresInSeconds: 9 })).toBe(false);
    expect(JSON.stringify(await rowsOf())).not.toContain("late");
    await install(ana, granted({ expiresInSeconds: 60 }));
    await (await beginRefresh(team, 1_800))?.end("invalid_refresh_token");
    expect(await findWorkspace(team)).toMatchObject({ status: "revoked", error: "invalid_refresh_token" });
    expect(await readToken(team)).toBeNull();
  });
});

it("a key is replaced in three steps: set the new one beside it, start, take the old one away", async () => {
  await install(ana, granted({ expiresInSeconds: 43_200 }));
  settings({ COUNTERSIGN_ENCRYPTION_KEY: OTHER_KEY, COUNTERSIGN_ENCRYPTION_KEY_PREVIOUS: KEY });
  expect(await readToken(team)).toMatchObject({ token: `${CANARY}-access` });
  await resealTokens();
  settings({ COUNTERSIGN_ENCRYPTION_KEY: OTHER_KEY });
  expect(await readToken(team)).toMatchObject({ token: `${CANARY}-access` });
  settings({ COUNTERSIGN_ENCRYPTION_KEY: KEY });
  await expect(readToken(team)).rejects.toThrow("a key that is not set");
});
