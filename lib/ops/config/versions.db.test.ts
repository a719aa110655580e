import { beforeEach, describe, expect, it } from "vitest";
import { ConfigDocument } from "@/lib/contract/config";
import { type House, openTestHouse } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { applyConfig } from "./apply";
import { replaceItem } from "./collections";
import { readConfig } from "./read";
import { diffVersions, listVersions, readDrift, readVersion, restoreVersion } from "./versions";

let house: House;
beforeEach(async () => {
  house = await openTestHouse();
});

const admin = () => house.person("ana", { role: "admin" });
const manager = () => house.person("di", { role: "manager" });

const document = async (): Promise<ConfigDocument> => (await readConfig(house.operator)).document;

/** Version 2: bo is of level 3. Version 3: the team is smaller. */
async function twoEdits(): Promise<void> {
  const { people, teams } = await document();
  const bo = people.find(({ id }) => id === "bo");
  const team = teams[0];
  if (!bo || !team) throw new Error("the small company has changed");
  await replaceItem(admin(), { noun: "people", id: "bo", item: { ...bo, level: 3 } });
  await replaceItem(manager(), { noun: "teams", id: team.id, item: { ...team, members: ["ana"] } });
}

describe("the history of the configuration", () => {
  it("lists every version with its author, what it did, and which is in force, in pages", async () => {
    await twoEdits();
    const first = await listVersions(house.operator, { limit: 2 });
    expect(first.versions).toMatchObject([
      { version: 3, author: "person:di", in_force: true, summary: { created: 0, changed: 1, removed: 0 } },
      { version: 2, author: "person:ana", in_force: false, origin: "edit" },
    ]);
    const rest = await listVersions(house.operator, { limit: 2, cursor: first.next_cursor ?? "" });
    expect(rest.versions.map(({ version }) => version)).toEqual([1]);
    expect(rest.next_cursor).toBeNull();
    expect(await refusalOf(listVersions(house.operator, { cursor: "eA" }))).toEqual(["invalid", "?cursor"]);
  });

  it("shows what each change was, field by field, against any other version", async () => {
    await twoEdits();
    expect(await diffVersions(house.operator, { n: "2" })).toMatchObject({
      against: 1,
      changed: ["people/bo"],
      changes: [{ path: "/people/bo/level", change: "changed", before: 2, after: 3 }],
    });
    const all = await diffVersions(house.operator, { n: "3", against: 1 });
    expect(all.changed).toEqual(["people/bo", "teams/payments"]);
    const back = await diffVersions(house.operator, { n: "1", against: 3 });
    expect(back.changes.map(({ before, after }) => [after, before])).toEqual(
      all.changes.map(({ before, after }) => [before, after]),
    );
    expect(await refusalOf(diffVersions(house.operator, { n: "1" }))).toEqual(["invalid", "?against"]);
  });

  it("has no version of another number, name or organisation", async () => {
    const other = await openTestHouse();
    await twoEdits();
    for (const n of ["0", "4", "x", "1e0", "99999999999"]) {
      expect(await refusalOf(readVersion(house.operator, { n }))).toContain("not_found");
      expect(await refusalOf(restoreVersion(house.operator, { n }))).toContain("not_found");
    }
    expect(await refusalOf(readVersion(other.operator, { n: "3" }))).toContain("not_found");
  });

  it("restoring a version is a new version that says the same", async () => {
    const before = await document();
    await twoEdits();
    const planned = await restoreVersion(admin(), { n: "1", dryRun: true });
    expect(planned).toMatchObject({
      version: null,
      base_version: 3,
      changed: ["people/bo", "teams/payments"],
    });
    const restored = await restoreVersion(admin(), { n: "1" });
    expect(restored).toMatchObject({ version: 4, changed: planned.changed, changes: planned.changes });
    expect(await document()).toEqual(before);
    const [latest] = (await listVersions(house.operator, {})).versions;
    expect(latest).toMatchObject({
      version: 4,
      origin: "restore",
      restored_version: 1,
      author: "person:ana",
    });
    expect((await readVersion(house.operator, { n: "4" })).document).toEqual(before);
  });

  it("restoring asks for what the change itself would ask", async () => {
    await twoEdits();
    expect(await refusalOf(restoreVersion(manager(), { n: "1" }))).toContain("forbidden");
    const stale = restoreVersion(admin(), { n: "1", expects: ({ version }) => version === 2 });
    expect(await refusalOf(stale)).toContain("precondition_failed");
    expect((await readConfig(house.operator)).version).toBe(3);
  });
});

describe("drift", () => {
  const file = { kind: "file", name: "countersign.yaml", hash: `sha256:${"a".repeat(64)}` } as const;

  it("without a file nothing has drifted", async () => {
    await twoEdits();
    expect(await readDrift(house.operator)).toEqual({
      ...{ drifted: false, version: 3, since_version: null, source: null, changed: [], authors: [] },
    });
  });

  it("is what was changed since the file was applied, and by whom, and ends when it is applied again", async () => {
    const wanted = await document();
    await applyConfig(house.operator, { document: wanted, origin: file });
    expect(await readDrift(house.operator)).toMatchObject({
      drifted: false,
      since_version: 1,
      source: { name: "countersign.yaml", hash: file.hash },
    });
    await twoEdits();
    expect(await readDrift(house.operator)).toMatchObject({
      drifted: true,
      version: 3,
      since_version: 1,
      changed: ["people/bo", "teams/payments"],
      authors: ["person:di", "person:ana"],
    });
    await applyConfig(house.operator, { document: wanted, origin: file, dryRun: true });
    expect(await readDrift(house.operator)).toMatchObject({ drifted: true });
    await applyConfig(house.operator, { document: wanted, origin: file });
    expect(await readDrift(house.operator)).toMatchObject({ drifted: false, since_version: 4, changed: [] });
    const [latest] = (await listVersions(house.operator, {})).versions;
    expect(latest).toMatchObject({ origin: "file", source: "countersign.yaml" });
  });

  it("is over when somebody made the configuration what the file says", async () => {
    await applyConfig(house.operator, { document: await document(), origin: file });
    await twoEdits();
    await restoreVersion(admin(), { n: "1" });
    expect(await readDrift(house.operator)).toMatchObject({
      drifted: false,
      version: 4,
      changed: [],
      authors: [],
    });
  });
});

describe("a change that names what it was made against", () => {
  it("is refused when somebody else was faster, and changes nothing", async () => {
    const wanted = await document();
    await twoEdits();
    const stale = applyConfig(house.operator, {
      document: ConfigDocument.parse(wanted),
      expects: ({ version }) => version === 1,
    });
    expect(await refusalOf(stale)).toContain("precondition_failed");
    expect((await readConfig(house.operator)).version).toBe(3);
  });
});
