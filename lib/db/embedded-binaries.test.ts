import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { linkLibraries } from "./embedded-binaries";

let home = "";

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "countersign-binaries-"));
  await mkdir(join(home, "native", "lib"), { recursive: true });
  await writeFile(join(home, "native", "lib", "libx.so.1.2"), "library");
  const links = [
    { source: "native/lib/libx.so.1.2", target: "native/lib/libx.so.1" },
    { source: "native/lib/libx.so.1.2", target: "native/lib/libx.so" },
  ];
  await writeFile(join(home, "native", "pg-symlinks.json"), JSON.stringify(links));
});

afterEach(() => rm(home, { recursive: true, force: true }));

const own = () => join(home, "own");

it("the libraries' short names are made beside them, also by several at once, and made once", async () => {
  const made = await Promise.all([1, 2, 3, 4].map(() => linkLibraries(home, own())));
  expect(made).toEqual([null, null, null, null]);
  expect(await readlink(join(home, "native", "lib", "libx.so"))).toBe("libx.so.1.2");
  expect(await readFile(join(home, "native", "lib", "libx.so.1"), "utf8")).toBe("library");
  expect(await linkLibraries(home, own())).toBeNull();
});

it("where they cannot be made beside the libraries, the loader is sent to a directory of ours", async () => {
  // Even root cannot make a link in a directory that is not there.
  const links = [{ source: "native/lib/libx.so.1.2", target: "native/gone/libx.so.1" }];
  await writeFile(join(home, "native", "pg-symlinks.json"), JSON.stringify(links));
  const path = `${own()}:${join(home, "native", "lib")}`;
  expect(await Promise.all([linkLibraries(home, own()), linkLibraries(home, own())])).toEqual([path, path]);
  expect(await readFile(join(own(), "libx.so.1"), "utf8")).toBe("library");
});

it("a package without a list of links needs none", async () => {
  await rm(join(home, "native", "pg-symlinks.json"));
  expect(await linkLibraries(home, own())).toBeNull();
});
