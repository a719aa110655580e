// Completes package-lock.json after every change of dependencies: `npm run lock`.
//
// npm writes an optional package into the lockfile only where the registry serves it, and npm 11 then refuses
// `npm ci` when a name is missing. Every platform must be able to install from one lockfile, so this adds the
// missing platform entries, asks the registry for their digests, and removes every `resolved` so that the file names
// no registry. Running it twice changes nothing. `--verify` also installs from a clean copy; `--npm=10` does that with another npm.
import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./lib/house.mjs";
import { completeLock, describePackage, serializeLock, withoutDigest } from "./lib/lockfile.mjs";

const path = join(root, "package-lock.json");

/** What the registry says of one package, or nothing where it does not serve it. */
async function registryEntry(name, version) {
  const fields = ["version", "os", "cpu", "libc", "engines", "license", "dist.integrity"];
  try {
    const { stdout } = await promisify(execFile)("npm", ["view", `${name}@${version}`, ...fields, "--json"]);
    const { "dist.integrity": integrity, ...entry } = JSON.parse(stdout);
    return { ...entry, integrity };
  } catch {
    return undefined;
  }
}

function verify(npmVersion) {
  const copy = mkdtempSync(join(tmpdir(), "countersign-lock-"));
  for (const file of ["package.json", "package-lock.json", ".npmrc"])
    cpSync(join(root, file), join(copy, file));
  const command = npmVersion ? ["npx", "--yes", `npm@${npmVersion}`, "ci"] : ["npm", "ci"];
  const { status } = spawnSync(command[0], command.slice(1), { cwd: copy, stdio: "inherit" });
  rmSync(copy, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${command.join(" ")} fails in a clean copy`);
  console.log(`${command.join(" ")} works in a clean copy.`);
}

const before = readFileSync(path, "utf8");
const lock = JSON.parse(before);
completeLock(lock);
const open = withoutDigest(lock);
for (const { path: place, name, version } of open) {
  const entry = await registryEntry(name, version);
  if (entry?.integrity) describePackage(lock, place, entry);
}
const after = serializeLock(lock);
if (after !== before) writeFileSync(path, after);
const unfixed = withoutDigest(lock).length;
console.log(`package-lock.json is ${after === before ? "complete" : "completed"}.`);
if (unfixed > 0) console.log(`${unfixed} entries have no digest, because this registry does not serve them.`);

const npmVersion = process.argv.find((argument) => argument.startsWith("--npm="))?.slice("--npm=".length);
if (process.argv.includes("--verify") || npmVersion) verify(npmVersion);
