// Where the house stands, and how its tools run another program.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Ends the tool with one sentence instead of a stack trace: for what the reader can put right. */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Node's version is checked here and not by `engines`, which npm only warns about. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Countersign needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/** The installed packages are the lockfile's: npm keeps its own copy of what it installed. */
export function requirePackages() {
  const read = (path) => JSON.parse(readFileSync(path, "utf8")).packages;
  const installedPath = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedPath)) fail("The packages are not installed. Run: npm ci");
  const wanted = read(join(root, "package-lock.json"));
  const installed = read(installedPath);
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (!path || optional || installed[path]?.version === version) continue;
    if (!installed[path] && wanted[path].devOptional) continue;
    fail(`${path} is ${installed[path]?.version ?? "missing"}, not ${version}. Run: npm ci --include=dev`);
  }
}

/**
 * Runs a program to its end. With `quiet` its output is kept and returned, else it goes to the terminal: as it is, or
 * line by line behind a prefix, where several run at once.
 * A signal to this tool ends the program too, so that nothing is left running.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, quiet?: boolean, linePrefix?: string }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, options = {}) {
  const { cwd = root, env = {}, quiet = false, linePrefix } = options;
  const output = quiet || linePrefix !== undefined ? "pipe" : "inherit";
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", output, output],
    });
    const end = () => child.kill("SIGTERM");
    const stop = (signal) => process.exit(signal === "SIGINT" ? 130 : 143);
    process.once("SIGINT", stop).once("SIGTERM", stop).once("exit", end);
    let kept = "";
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      if (linePrefix === undefined) stream.on("data", (chunk) => (kept += chunk));
      else createInterface({ input: stream }).on("line", (line) => console.log(linePrefix + line));
    }
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("SIGINT", stop).off("SIGTERM", stop).off("exit", end);
      resolve({ code: code ?? 1, output: kept });
    });
  });
}

/** Runs a tool of this repository's own node_modules, without a shell or npx. */
export function runTool(name, args, options) {
  return run(process.execPath, [toolPath(name), ...args], options);
}

function toolPath(name) {
  const folder = join(root, "node_modules", name);
  const { bin, name: fullName } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const short = fullName.split("/").at(-1);
  return join(folder, typeof bin === "string" ? bin : (bin[short] ?? Object.values(bin)[0]));
}
