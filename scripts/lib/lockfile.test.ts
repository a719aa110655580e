import { expect, it } from "vitest";
import { completeLock, describePackage, missingOptionals, platformOf, withoutDigest } from "./lockfile.mjs";

const lock = () => ({
  packages: {
    "": { name: "x" },
    "node_modules/tool": {
      version: "1.2.3",
      resolved: "https://registry.example/tool.tgz",
      integrity: "sha512-a",
      dev: true,
      license: "MIT",
      optionalDependencies: { "@tool/linux-x64": "1.2.3", "@tool/darwin-arm64": "^1.2.3" },
    },
    "node_modules/@tool/linux-x64": { version: "1.2.3", integrity: "sha512-b", optional: true },
  } as Record<string, Record<string, unknown>>,
});

it("a platform that the registry did not serve gets its entry, like its siblings", () => {
  const completed = lock();
  completeLock(completed);
  expect(missingOptionals(completed)).toEqual([]);
  expect(completed.packages["node_modules/@tool/darwin-arm64"]).toMatchObject({
    version: "1.2.3",
    os: ["darwin"],
    cpu: ["arm64"],
    dev: true,
    optional: true,
  });
});

it("no entry names a registry, and completing twice changes nothing", () => {
  const completed = lock();
  completeLock(completed);
  const once = JSON.stringify(completed);
  completeLock(completed);
  expect(JSON.stringify(completed)).toBe(once);
  expect(once).not.toContain("registry.example");
});

it("what has no digest is known, and gets one when a registry names it", () => {
  const completed = lock();
  completeLock(completed);
  const [open] = withoutDigest(completed);
  expect(open).toEqual({
    path: "node_modules/@tool/darwin-arm64",
    name: "@tool/darwin-arm64",
    version: "1.2.3",
  });
  describePackage(completed, "node_modules/@tool/darwin-arm64", { integrity: "sha512-c", os: ["darwin"] });
  expect(withoutDigest(completed)).toEqual([]);
});

it("names tell platforms apart", () => {
  expect(platformOf("@next/swc-win32-x64-msvc")).toEqual({ os: ["win32"], cpu: ["x64"] });
  expect(platformOf("lightningcss-linux-arm64-musl")).toEqual({
    os: ["linux"],
    cpu: ["arm64"],
    libc: ["musl"],
  });
  expect(platformOf("@oxc/binding-linux-arm-gnueabihf")).toEqual({
    os: ["linux"],
    cpu: ["arm"],
    libc: ["glibc"],
  });
  expect(platformOf("@oxide/oxide-wasm32-wasi")).toEqual({ cpu: ["wasm32"] });
  expect(platformOf("@img/sharp-linuxmusl-x64")).toEqual({ os: ["linux"], cpu: ["x64"], libc: ["musl"] });
});
