import { spawnSync } from "node:child_process";
import { existsSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { root } from "./house.mjs";
import { inTurn } from "./turn.mjs";

const name = `turn-test-${process.pid}`;
const path = join(root, "dist", `${name}.turn`);

vi.spyOn(console, "error").mockImplementation(() => undefined);
afterEach(() => rmSync(path, { force: true }));

it("whoever comes second waits for the first, and nothing stays behind", async () => {
  const order: string[] = [];
  let finish: () => void = () => undefined;
  const first = inTurn(name, async () => {
    order.push("first begins");
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    order.push("first ends");
  });
  await vi.waitFor(() => expect(order).toEqual(["first begins"]));
  const second = inTurn(name, async () => {
    order.push("second");
  });
  await vi.waitFor(() => expect(console.error).toHaveBeenCalled());
  finish();
  await Promise.all([first, second]);
  expect(order).toEqual(["first begins", "first ends", "second"]);
  expect(existsSync(path)).toBe(false);
});

it("work that fails gives its turn back", async () => {
  await expect(inTurn(name, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await inTurn(name, async () => "next")).toBe("next");
});

it("the turn of a process that died is taken over", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(path, JSON.stringify({ pid, host: hostname(), id: "dead" }));
  expect(await inTurn(name, async () => "mine")).toBe("mine");
});

it("a turn nobody has renewed is taken over, wherever its holder ran", async () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, host: "elsewhere", id: "gone" }));
  utimesSync(path, 1_000, 1_000);
  expect(await inTurn(name, async () => "mine")).toBe("mine");
});
