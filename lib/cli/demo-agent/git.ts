import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { promisify } from "node:util";
import { readEnvironment } from "@/lib/sdk/environment";

const execute = promisify(execFile);

const IDENTITY = { name: "Release bot", email: "release-bot@acme.test" };

/**
 * Runs git with an argument list, never through a shell, and answers what it printed on both channels. It sees nothing
 * of this machine's own configuration, hooks or credentials, and takes paths literally.
 */
export async function git(directory: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await execute("git", [...args], {
    cwd: directory,
    env: gitEnvironment(),
    timeout: 60_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  return `${stdout}${stderr}`.trim();
}

function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: readEnvironment("PATH"),
    SYSTEMROOT: readEnvironment("SYSTEMROOT"),
    HOME: devNull,
    LC_ALL: "C",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "init.defaultBranch",
    GIT_CONFIG_VALUE_0: "main",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_AUTHOR_NAME: IDENTITY.name,
    GIT_AUTHOR_EMAIL: IDENTITY.email,
    GIT_COMMITTER_NAME: IDENTITY.name,
    GIT_COMMITTER_EMAIL: IDENTITY.email,
  } as unknown as NodeJS.ProcessEnv; // safe because only Next's typing asks for a NODE_ENV, and git reads none
}
