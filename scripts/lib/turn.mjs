// One at a time: two builds in one checkout would write the same files.
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "./house.mjs";

const heartbeatMilliseconds = 5_000;
const abandonedMilliseconds = 30_000;

/** Runs `work` while holding the turn of that name, after waiting for whoever holds it. */
export async function inTurn(name, work) {
  const path = join(root, "dist", `${name}.turn`);
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  mkdirSync(join(root, "dist"), { recursive: true });
  for (let waiting = false; !claim(path, mine); waiting = true) {
    if (!waiting) console.error(`Another ${name} is running in this checkout; waiting for it.`);
    await delay(200);
  }
  const release = () => rmSync(path, { force: true });
  const heartbeat = setInterval(
    () => utimesSync(path, new Date(), new Date()),
    heartbeatMilliseconds,
  ).unref();
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off("exit", release);
    release();
  }
}

function claim(path, mine) {
  try {
    writeFileSync(path, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    removeAbandoned(path);
    return false;
  }
}

/** A holder that died leaves its file. Renaming first means that of several who notice, one removes it. */
function removeAbandoned(path) {
  try {
    const content = readFileSync(path, "utf8");
    if (!isAbandoned(path, content)) return;
    const aside = `${path}.${process.pid}`;
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") === content) rmSync(aside);
    else renameSync(aside, path);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}

function isAbandoned(path, content) {
  if (Date.now() - statSync(path).mtimeMs > abandonedMilliseconds) return true;
  try {
    const { pid, host } = JSON.parse(content);
    if (host !== hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}
