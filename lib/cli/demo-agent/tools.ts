import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { git } from "./git";
import { RELEASE_BRANCH, remoteCommit, type Scratch } from "./scratch";
import {
  assertSame,
  Branch,
  Commit,
  defineTool,
  headOf,
  isCommitted,
  Message,
  Path,
  Remote,
  shorten,
  type Tool,
} from "./tool";

const commit = defineTool({
  name: "commit",
  tool: "git.commit",
  schema: z.strictObject({
    parent: Commit,
    files: z.array(z.strictObject({ path: Path, text: z.string() })),
    message: Message,
  }),
  plan: async (scratch) => ({
    arguments: {
      parent: await headOf(scratch),
      files: [
        { path: "CHANGELOG.md", text: "# Changelog\n\n- The gateway key comes from the environment.\n" },
      ],
      message: "Note the change of the gateway key",
    },
    title: "Commit a changelog entry",
    why: "The fix is in; its note is missing.",
  }),
  run: async (scratch, args) => {
    assertSame("HEAD", args.parent, await headOf(scratch));
    for (const { path, text } of args.files) {
      await mkdir(dirname(join(scratch.clone, path)), { recursive: true });
      await writeFile(join(scratch.clone, path), text);
    }
    await git(scratch.clone, ["add", "--", ...args.files.map(({ path }) => path)]);
    return git(scratch.clone, ["commit", "-m", args.message]);
  },
  isDone: isCommitted,
  effectOf: (args) => `“${args.message}” on top of ${shorten(args.parent)}`,
});

const push = defineTool({
  name: "push",
  tool: "git.push",
  schema: z.strictObject({ remote: Remote, branch: Branch, from: Commit, to: Commit }),
  plan: async (scratch) => ({
    arguments: {
      remote: "origin" as const,
      branch: "main",
      from: await mainOf(scratch),
      to: await headOf(scratch),
    },
    title: "Push main",
    why: "The fix and its note belong on the remote.",
  }),
  run: async (scratch, args) => {
    assertSame(args.branch, args.from, await remoteCommit(scratch, args.remote, args.branch));
    return git(scratch.clone, ["push", args.remote, `${args.to}:refs/heads/${args.branch}`]);
  },
  isDone: async (scratch, args) => (await remoteCommit(scratch, args.remote, args.branch)) === args.to,
  effectOf: (args) =>
    `${args.branch} on ${args.remote} goes from ${shorten(args.from)} to ${shorten(args.to)}`,
});

const forcePush = defineTool({
  name: "force-push",
  tool: "git.push_force",
  schema: z.strictObject({
    remote: Remote,
    branch: Branch,
    from: Commit,
    to: Commit,
    drops_commits: z.number().int(),
  }),
  plan: async (scratch) => {
    const from = await mainOf(scratch);
    return {
      arguments: {
        remote: "origin" as const,
        branch: "main",
        from,
        to: await squash(scratch, from),
        drops_commits: Number(await git(scratch.remote, ["rev-list", "--count", from])),
      },
      title: "Rewrite the history of main",
      why: "A gateway key was committed once; squashing the history removes it.",
    };
  },
  run: async (scratch, args) =>
    git(scratch.clone, [
      "push",
      // With a lease the remote itself refuses when the branch is not where the approver saw it.
      `--force-with-lease=refs/heads/${args.branch}:${args.from}`,
      args.remote,
      `${args.to}:refs/heads/${args.branch}`,
    ]),
  isDone: async (scratch, args) => (await remoteCommit(scratch, args.remote, args.branch)) === args.to,
  effectOf: (args) =>
    `${args.branch} on ${args.remote} rewritten from ${shorten(args.from)} to ${shorten(args.to)}, ${args.drops_commits} commits dropped`,
});

const branchDelete = defineTool({
  name: "branch-delete",
  tool: "git.branch_delete",
  schema: z.strictObject({ remote: Remote, branch: Branch, from: Commit }),
  plan: async (scratch) => {
    const from = await remoteCommit(scratch, "origin", RELEASE_BRANCH);
    if (from === null) throw new Error(`there is no branch ${RELEASE_BRANCH} on the remote`);
    return {
      arguments: { remote: "origin" as const, branch: RELEASE_BRANCH, from },
      title: `Delete the branch ${RELEASE_BRANCH} on the remote`,
      why: "Nobody has pushed to it since the release.",
    };
  },
  run: async (scratch, args) =>
    git(scratch.clone, [
      "push",
      `--force-with-lease=refs/heads/${args.branch}:${args.from}`,
      args.remote,
      `:refs/heads/${args.branch}`,
    ]),
  isDone: async (scratch, args) => (await remoteCommit(scratch, args.remote, args.branch)) === null,
  effectOf: (args) => `${args.branch} is gone from ${args.remote}`,
});

const massDelete = defineTool({
  name: "mass-delete",
  tool: "files.delete",
  schema: z.strictObject({ parent: Commit, paths: z.array(Path).min(1), message: Message }),
  plan: async (scratch) => {
    const paths = (await git(scratch.clone, ["ls-files", "--", "exports"])).split("\n");
    return {
      arguments: { parent: await headOf(scratch), paths, message: `Delete ${paths.length} monthly exports` },
      title: `Delete ${paths.length} files`,
      why: "The exports look unused: nothing in src reads them.",
    };
  },
  run: async (scratch, args) => {
    assertSame("HEAD", args.parent, await headOf(scratch));
    await git(scratch.clone, ["rm", "--quiet", "--ignore-unmatch", "--", ...args.paths]);
    return git(scratch.clone, ["commit", "-m", args.message]);
  },
  isDone: isCommitted,
  effectOf: (args) => `${args.paths.length} files are gone`,
});

/** In the order of a working day: harmless first, then ever harder to undo. */
export const TOOLS: readonly Tool[] = [commit, push, forcePush, branchDelete, massDelete];

async function mainOf(scratch: Scratch): Promise<string> {
  const main = await remoteCommit(scratch, "origin", "main");
  if (main === null) throw new Error("there is no main on the remote");
  return main;
}

/** One commit with the same files and no past. It is an object beside the history: no branch points to it yet. */
async function squash({ clone }: Scratch, from: string): Promise<string> {
  const message = `Squash the history of main at ${shorten(from)}`;
  return git(clone, ["commit-tree", `${from}^{tree}`, "-m", message]);
}
