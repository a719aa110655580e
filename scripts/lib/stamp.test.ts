import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { root } from "./house.mjs";
import { isCurrent, listFiles, readStamp, takeStamp, writeStamp } from "./stamp.mjs";

let folder = "";
let stamp = "";

beforeEach(() => {
  mkdirSync(join(root, "dist"), { recursive: true });
  const path = mkdtempSync(join(root, "dist", "stamp-test-"));
  folder = relative(root, path);
  stamp = `${folder}.json`;
  writeFileSync(join(path, "a.ts"), "a");
  writeFileSync(join(path, "b.ts"), "b");
  writeStamp(stamp, takeStamp(listFiles([folder])));
});

afterEach(() => {
  rmSync(join(root, folder), { recursive: true });
  rmSync(join(root, stamp), { force: true });
});

const current = () => isCurrent(stamp, listFiles([folder]));

it("a build is current while nothing changes", () => {
  expect(current()).toBe(true);
  expect(isCurrent(stamp)).toBe(true);
});

it("a file that changed, came or went makes a build old", () => {
  writeFileSync(join(root, folder, "a.ts"), "longer");
  expect(current()).toBe(false);
  writeFileSync(join(root, folder, "a.ts"), "a");
  writeFileSync(join(root, folder, "c.ts"), "c");
  expect(current()).toBe(false);
  rmSync(join(root, folder, "c.ts"));
  expect(current()).toBe(true);
  rmSync(join(root, folder, "b.ts"));
  expect(current()).toBe(false);
});

it("a change that keeps the size is seen", () => {
  writeFileSync(join(root, folder, "a.ts"), "x");
  utimesSync(join(root, folder, "a.ts"), 1_000, 1_000);
  expect(current()).toBe(false);
});

it("a file that was only touched does not make a build old, and is not read twice", () => {
  utimesSync(join(root, folder, "a.ts"), 1_000, 1_000);
  expect(current()).toBe(true);
  expect(readStamp(stamp).inputs[`${folder}/a.ts`].mtimeMs).toBe(1_000_000);
});

it("another Node, another way of building, or half a stamp is no current build", () => {
  const good = readStamp(stamp);
  writeStamp(stamp, { ...good, node: "v0.0.0" });
  expect(current()).toBe(false);
  writeStamp(stamp, { ...good, format: -1 });
  expect(current()).toBe(false);
  writeFileSync(join(root, stamp), '{"format":');
  expect(current()).toBe(false);
});
