import { mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../command";
import { git } from "./git";
import { hasJournal } from "./journal";

/** The little world the agent works in: a bare remote and a clone of it, real git both. */
export type Scratch = { readonly directory: string; readonly remote: string; readonly clone: string };

/** What git says about that world; two equal snapshots mean that nothing happened in between. */
export type Snapshot = {
  readonly remoteMain: string;
  readonly remoteBranches: readonly string[];
  readonly localHead: string;
  readonly localChanges: string;
  readonly commitCount: number;
  readonly fileCount: number;
};

export const RELEASE_BRANCH = "release/0.9";
const EXPORT_COUNT = 24;

/** An empty directory to start in, or one where an earlier run stopped and can go on. */
export async function openScratch(
  given: string | undefined,
): Promise<{ scratch: Scratch; isResumed: boolean }> {
  const directory = given === undefined ? await mkdtemp(join(tmpdir(), "countersign-demo-")) : resolve(given);
  await mkdir(directory, { recursive: true });
  const scratch = { directory, remote: join(directory, "origin.git"), clone: join(directory, "work") };
  if (await hasJournal(directory)) return { scratch, isResumed: true };
  if ((await readdir(directory)).length > 0) {
    throw new UsageError(`${directory} is not empty, and no earlier demo stopped there; give another --dir.`);
  }
  return { scratch, isResumed: false };
}

/** Sets the scene. Nothing here is asked for: it is the past in which the agent finds itself. */
export async function buildScratch({ directory, remote, clone }: Scratch): Promise<void> {
  await git(directory, ["init", "--quiet", "--bare", "origin.git"]);
  await git(directory, ["clone", "--quiet", "origin.git", "work"]);
  await writeFile(join(remote, "description"), "countersign demo\n");
  await commit(clone, "Start the billing service", {
    "README.md": "# Billing\n\nA scratch repository of the Countersign demo.\n",
    "src/total.js": "export const total = (lines) => lines.reduce((sum, line) => sum + line.cents, 0);\n",
  });
  await commit(clone, "Keep the monthly exports", exportFiles());
  await git(clone, ["branch", RELEASE_BRANCH]);
  await commit(clone, "Configure the card gateway", {
    "src/gateway.js": 'export const gateway = { host: "cards.example", key: "pk_live_DEMO_ONLY" };\n',
  });
  await git(clone, ["push", "--quiet", "origin", "main", RELEASE_BRANCH]);
  await commit(clone, "Read the gateway key from the environment", {
    "src/gateway.js": 'export const gateway = { host: "cards.example", key: process.env.GATEWAY_KEY };\n',
  });
}

function exportFiles(): Record<string, string> {
  const names = Array.from({ length: EXPORT_COUNT }, (_, index) => {
    const month = String((index % 12) + 1).padStart(2, "0");
    return `exports/${2024 + Math.floor(index / 12)}-${month}.csv`;
  });
  return Object.fromEntries(names.map((name) => [name, `month,total\n${name.slice(8, 15)},1200\n`]));
}

async function commit(clone: string, message: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await writeFile(join(clone, path), text);
  }
  await git(clone, ["add", "--all"]);
  await git(clone, ["commit", "--quiet", "-m", message]);
}

export async function takeSnapshot({ remote, clone }: Scratch): Promise<Snapshot> {
  const branches = await git(remote, [
    "for-each-ref",
    "--format=%(refname:short) %(objectname:short)",
    "refs/heads",
  ]);
  const files = await git(clone, ["ls-files"]);
  return {
    remoteMain: await git(remote, ["rev-parse", "refs/heads/main"]),
    remoteBranches: branches.split("\n"),
    localHead: await git(clone, ["rev-parse", "HEAD"]),
    localChanges: await git(clone, ["status", "--porcelain"]),
    commitCount: Number(await git(remote, ["rev-list", "--count", "refs/heads/main"])),
    fileCount: files === "" ? 0 : files.split("\n").length,
  };
}

export const isSame = (before: Snapshot, after: Snapshot): boolean =>
  JSON.stringify(before) === JSON.stringify(after);

/** Where the branch stands on the remote itself, null when it is not there. */
export async function remoteCommit(
  { clone }: Scratch,
  remote: string,
  branch: string,
): Promise<string | null> {
  const listed = await git(clone, ["ls-remote", remote, `refs/heads/${branch}`]);
  return listed === "" ? null : listed.slice(0, 40);
}
