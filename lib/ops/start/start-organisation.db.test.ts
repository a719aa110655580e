import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase, database, openDatabase, transaction } from "@/lib/db/client";
import { testDatabaseUrl } from "@/lib/db/testing";
import { newSecret } from "@/lib/runtime/ids";
import { forget } from "@/lib/runtime/remember";
import { changeConfig } from "../config/apply";
import { forgetSnapshots } from "../config/snapshot";
import { openKeyring } from "../evidence/keyring";
import { authenticateKey } from "../identity/authenticate-key";
import { demoNote } from "../identity/demo-organisation";
import { findDemoPerson, listDemoPeople } from "../identity/find-demo-person";
import { setPassword } from "../identity/set-password";
import { verifyPassword } from "../identity/verify-password";
import { revokeOperatorToken } from "../operators/revoke-token";
import { rotateOperatorToken } from "../operators/rotate-token";
import { createOrganisation, writeOrganisation } from "../organisations/create";
import { transact } from "../requests/transact";
import { snapshotInForce } from "../requests/world";
import { refusalOf } from "../testing-refusal";
import { type StartSettings, startOrganisation } from "./start-organisation";

/** JSON is YAML: what reads strangers' bytes is tested where it lives. */
const readDocument = async (bytes: Uint8Array): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(bytes));

const SETTINGS: StartSettings = {
  demo: false,
  configPath: null,
  operatorToken: null,
  oidc: null,
  testMode: false,
};
const noDemo = async () => undefined;
const start = (settings: Partial<StartSettings> = {}, seedDemo: () => Promise<unknown> = noDemo) =>
  startOrganisation({ ...SETTINGS, ...settings }, { readDocument, seedDemo });

/** Another process: nothing of what this one remembers. */
function restart(): void {
  forgetSnapshots();
  forget("keys");
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "countersign-start-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
beforeEach(async () => {
  await closeDatabase();
  forget("test-database");
  restart();
  openDatabase(await testDatabaseUrl());
  await openKeyring();
});

const fileOf = async (document: unknown): Promise<string> => {
  const path = join(directory, "countersign.yaml");
  await writeFile(path, typeof document === "string" ? document : JSON.stringify(document));
  return path;
};
const system = (organisation: string) => ({
  actor: { kind: "system" as const, organisation },
  requestId: "test",
});
const versionOf = async (organisation: string) => (await snapshotInForce(organisation)).version;

describe("the first start", () => {
  it("makes one organisation and one admin whose password is said once, however many start together", async () => {
    const all = await Promise.all([start(), start(), start()]);
    expect(await database().organisation.count()).toBe(1);
    const passwords = all.flatMap(({ firstPerson }) => (firstPerson.kind === "created" ? [firstPerson] : []));
    const valid = await Promise.all(passwords.map((said) => verifyPassword(said)));
    expect(valid.filter((person) => person !== null)).toEqual([{ organisation: "default", person: "admin" }]);
    expect((await snapshotInForce("default")).directory.people.get("admin")?.role).toBe("admin");
  });

  it("says a new password until one has been used, and none afterwards", async () => {
    const { firstPerson: first } = await start();
    const { firstPerson: second } = await start();
    if (first.kind !== "created" || second.kind !== "created") throw new Error("no password was made");
    expect(await verifyPassword(first)).toBeNull();
    expect(await verifyPassword(second)).toMatchObject({ person: "admin" });
    expect((await start()).firstPerson).toEqual({ kind: "nobody_needed" });
    expect(await versionOf("default")).toBe(2);
  });

  it("gives the password to the first admin of the configuration, and leaves the configuration alone", async () => {
    const people = [
      { id: "bo", name: "Bo", email: "bo@example.test" },
      { id: "ana", name: "Ana", email: "ana@example.test", role: "admin" },
    ];
    const configPath = await fileOf({ organisation: { id: "acme", name: "Acme" }, people });
    const { organisation, firstPerson } = await start({ configPath });
    expect(organisation).toBe("acme");
    expect(firstPerson).toMatchObject({ kind: "created", email: "ana@example.test" });
    expect((await snapshotInForce("acme")).document.people.map(({ id }) => id)).toEqual(["bo", "ana"]);
  });

  it("leaves people to whoever has the operator token, and to single sign-on where it can work", async () => {
    const operatorToken = `cso_${newSecret()}`;
    expect((await start({ operatorToken })).firstPerson).toEqual({
      kind: "configure_people",
      by: "operator",
    });
    expect((await snapshotInForce("default")).document.people).toEqual([]);
    await changeConfig(system("default"), (document) => ({
      ...document,
      people: [{ id: "ana", name: "Ana", email: "ana@example.test", role: "admin", level: 1 }],
    }));
    const oidc = { issuer: "https://id.example.test", id: "id", secret: "secret" };
    expect((await start({ operatorToken, oidc })).firstPerson).toEqual({ kind: "nobody_needed" });
    expect((await start({ operatorToken })).firstPerson).toMatchObject({ email: "ana@example.test" });
    expect((await start({ operatorToken, testMode: true })).firstPerson).toEqual({ kind: "nobody_needed" });
  });
});

describe("a lost password", () => {
  it("of the only admin is replaced by making somebody else admin, though members can sign in", async () => {
    await start();
    const people = (admin: string) => [
      { id: "ana", name: "Ana", email: "ana@example.test", level: 1, role: "member" as const },
      { id: admin, name: "Admin", email: `${admin}@example.test`, level: 1, role: "admin" as const },
    ];
    const GOOD = "correct horse battery";
    await changeConfig(system("default"), (document) => ({ ...document, people: people("lost") }));
    for (const person of ["ana", "lost"]) await setPassword(system("default"), { person, password: GOOD });
    expect((await start()).firstPerson).toEqual({ kind: "nobody_needed" });
    await changeConfig(system("default"), (document) => ({ ...document, people: people("found") }));
    expect((await start()).firstPerson).toMatchObject({ kind: "created", email: "found@example.test" });
  });
});

describe("COUNTERSIGN_CONFIG", () => {
  const document = (name: string) => ({
    organisation: { id: "acme", name },
    people: [{ id: "ana", name: "Ana", email: "ana@example.test", role: "admin" }],
  });

  it("is applied at every start when it differs, and changes nothing when it does not", async () => {
    const configPath = await fileOf(document("Acme"));
    await start({ configPath });
    restart();
    await start({ configPath });
    expect(await versionOf("acme")).toBe(2);
    await fileOf(document("Acme and daughters"));
    await start({ configPath });
    expect(await versionOf("acme")).toBe(3);
    expect((await snapshotInForce("acme")).document.organisation.name).toBe("Acme and daughters");
  });

  it("without an admin is not added to: who the people are is the file's to say", async () => {
    const configPath = await fileOf({ organisation: { id: "acme", name: "Acme" } });
    expect((await start({ configPath })).firstPerson).toEqual({ kind: "configure_people", by: "file" });
    expect((await snapshotInForce("acme")).document.people).toEqual([]);
  });

  it("overrules what people changed meanwhile", async () => {
    const configPath = await fileOf(document("Acme"));
    await start({ configPath });
    await changeConfig(system("acme"), (current) => ({ ...current, agents: [{ id: "bot" }] }));
    await start({ configPath });
    expect((await snapshotInForce("acme")).document.agents).toEqual([]);
  });

  it("that cannot be applied stops the start with every reason, and leaves the rules in force", async () => {
    const configPath = await fileOf(document("Acme"));
    await start({ configPath });
    const wrong = { ...document("Wrong"), teams: [{ id: "team", members: ["nobody"] }] };
    await fileOf(wrong);
    await expect(start({ configPath })).rejects.toThrow(
      /COUNTERSIGN_CONFIG .*was not applied:\n.*\n {2}- \/teams/,
    );
    await fileOf({ organisation: { id: "Acme!", name: "" } });
    await expect(start({ configPath })).rejects.toThrow(
      /- \/organisation\/id: .*\n {2}- \/organisation\/name/,
    );
    await expect(start({ configPath: join(directory, "gone.yaml") })).rejects.toThrow(
      /cannot be read \(ENOENT\)/,
    );
    expect((await snapshotInForce("acme")).document.organisation.name).toBe("Acme");
  });
});

describe("COUNTERSIGN_OPERATOR_TOKEN", () => {
  it("is the bootstrap token of the first organisation; a changed one ends the earlier, an unset one nothing", async () => {
    const [one, two] = [`cso_${newSecret()}`, `cso_${newSecret()}`];
    const isValid = async (token: string) => {
      restart();
      const actor = await authenticateKey(token);
      return actor?.kind === "operator" && actor.bootstrap;
    };
    await start({ operatorToken: one });
    await start({ operatorToken: one });
    expect(await isValid(one)).toBe(true);
    await start({ operatorToken: two });
    expect([await isValid(one), await isValid(two)]).toEqual([false, true]);
    await start({ operatorToken: one });
    expect([await isValid(one), await isValid(two)]).toEqual([true, false]);
    await start();
    expect([await isValid(one), await isValid(two)]).toEqual([true, false]);
  });

  it("cannot be replaced or revoked by a call: it is a setting", async () => {
    const token = `cso_${newSecret()}`;
    await start({ operatorToken: token });
    const actor = await authenticateKey(token);
    if (actor?.kind !== "operator") throw new Error("not an operator");
    const ctx = { actor, requestId: "test" };
    expect(await refusalOf(revokeOperatorToken(ctx, { key: actor.keyId }))).toEqual(["conflict"]);
    expect(await refusalOf(rotateOperatorToken(ctx, { key: actor.keyId }))).toEqual(["conflict"]);
  });

  it("promotes no token that was issued for something else", async () => {
    const token = `cso_${newSecret()}`;
    await start({ operatorToken: token });
    const actor = await authenticateKey(token);
    if (actor?.kind !== "operator") throw new Error("not an operator");
    const other = await createOrganisation({ actor, requestId: "test" }, { id: "other", name: "Other" });
    await expect(start({ operatorToken: other.operator_token })).rejects.toThrow(/issued for something else/);
    restart();
    expect(await authenticateKey(other.operator_token)).toMatchObject({
      organisation: "other",
      bootstrap: false,
    });
  });
});

describe("the demo", () => {
  const people = [{ id: "ana", name: "Ana", role: "admin" as const, level: 1 }];
  const makeOrganisation = async (isDemo: boolean) => {
    await transaction((tx) => writeOrganisation(tx, { id: "acme", name: "Acme" }, "test"));
    await changeConfig(system("acme"), (document) => ({
      ...document,
      people,
      teams: [{ id: "payments", name: "Payments", members: ["ana"] }],
    }));
    const notes = isDemo ? [demoNote("acme")] : [];
    await transact("acme", [], () => ({ notes, answer: () => ({ result: null }) }));
  };

  it("lets anybody be one of its people, and makes no password", async () => {
    const { organisation, firstPerson } = await start({ demo: true }, () => makeOrganisation(true));
    expect([organisation, firstPerson.kind]).toEqual(["acme", "nobody_needed"]);
    expect(await listDemoPeople()).toEqual([{ id: "ana", name: "Ana", role: "admin", title: "Payments" }]);
    expect(await findDemoPerson("ana")).toEqual({ organisation: "acme", person: "ana" });
    expect(await findDemoPerson("nobody")).toBeNull();
  });

  it("opens no organisation that was not made for it", async () => {
    await makeOrganisation(false);
    await setPassword(system("acme"), { person: "ana", password: "correct horse battery" });
    await start({ demo: true });
    expect(await listDemoPeople()).toEqual([]);
    expect(await findDemoPerson("ana")).toBeNull();
  });
});
