import type { RequestListener } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDatabase, openDatabase } from "@/lib/db/client";
import { openEmbedded } from "@/lib/db/embedded";
import { migrate } from "@/lib/db/migrate";
import { seedDemo } from "@/lib/ops/demo/seed";
import { openKeyring } from "@/lib/ops/evidence/keyring";
import { listDemoPeople } from "@/lib/ops/identity/find-demo-person";

import { BootError } from "@/lib/ops/start/boot-error";
import type { FirstPerson } from "@/lib/ops/start/first-person";
import { startOrganisation } from "@/lib/ops/start/start-organisation";
import { startListening, stopListening } from "@/lib/ops/wakes";
import { config } from "@/lib/runtime/config";
import { isDatabaseAway } from "@/lib/runtime/database-away";
import { log } from "@/lib/runtime/log";
import { closeMailer } from "@/lib/runtime/mailer";
import { observeProcess } from "@/lib/runtime/metrics";
import { remember } from "@/lib/runtime/remember";
import { apiListener } from "./http/listener";
import { makeApi } from "./http/make-api";
import { serve } from "./http/served";
import { parseYaml } from "./runtime/yaml";
import { openSlack } from "./slack/start";
import { startWorker } from "./worker/worker";

export { isApiPath, refuseStrangers } from "./http/listener";

/** Starts the house in order: database, migrations, keys, organisation, worker. Stops it in the opposite order. */

export type App = {
  /** What the person at the terminal should know: how to sign in, how to make an agent ask. */
  readonly greeting: readonly string[];
  /** Ends the worker; calls in flight may still use the database. */
  readonly stopWork: () => Promise<void>;
  /** Closes the database, and the embedded server if nobody else uses it. */
  readonly stop: () => Promise<void>;
};

/** The API needs no database to exist, only to answer: the server listens before the database is there. */
export function openApi(): RequestListener {
  const api = makeApi();
  serve((request) => api.fetch(request));
  return apiListener(api);
}

export const boot = (): Promise<App> => remember("boot", start);

async function start(): Promise<App> {
  observeProcess();
  const server = await openServer();
  const close = async () => {
    await stopListening();
    await closeDatabase();
    await server.stop();
  };
  try {
    await prepareDatabase(server.url);
    openDatabase(server.url);
    startListening();
    await openKeyring();
    const { firstPerson } = await startOrganisation(config(), { readDocument: parseYaml, seedDemo });
    // Again at every start: it sees to it that the demo agents' keys lie where the command looks for them.
    if (config().demo) await seedDemo();
    const greeting = [...(await signInLines(firstPerson)), ...askLines()];
    const worker = startWorker();
    const slack = await openSlack();
    const stopWork = async () => {
      await Promise.all([slack.stop(), worker.stop()]);
      closeMailer();
    };
    return { greeting, stopWork, stop: close };
  } catch (error) {
    await close().catch((second: unknown) => log().error({ error: second }, "closing after a failed start"));
    throw error;
  }
}

type DatabaseServer = { readonly url: string; readonly stop: () => Promise<void> };

async function openServer(): Promise<DatabaseServer> {
  const { databaseUrl, dataDir } = config();
  if (databaseUrl !== null) return { url: databaseUrl, stop: async () => {} };
  return openEmbedded({ dataDir, log: (message) => log().info({ part: "database" }, message) });
}

/** A database that starts at the same time as we do is waited for; one that refuses us is not. */
const PATIENCE_MS = 30_000;

async function prepareDatabase(url: string): Promise<void> {
  const { migrationUrl } = config();
  const split = migrationUrl === null ? {} : { appRole: decodeURIComponent(new URL(url).username) };
  const endAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await migrate({
        url: migrationUrl ?? url,
        directory: join(process.cwd(), "prisma", "migrations"),
        log: (message) => log().info({ part: "migrations" }, message),
        ...split,
      });
      return;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      if (performance.now() > endAt) {
        throw new BootError(
          "The database of DATABASE_URL cannot be reached. Is it running, and is the address right?",
          {
            cause: error,
          },
        );
      }
      log().warn({ error }, "waiting for the database");
      await sleep(500);
    }
  }
}

async function signInLines(firstPerson: FirstPerson): Promise<string[]> {
  const address = `${config().url}/sign-in`;
  switch (firstPerson.kind) {
    case "created":
      return [
        `Sign in at ${address} as ${firstPerson.email} with the password ${firstPerson.password}`,
        "(shown this once; give people passwords of their own, or set up single sign-on).",
      ];
    case "configure_people":
      return [
        "Nobody can sign in yet: put people into the configuration with the operator token (PUT /api/v1/config).",
      ];
    case "nobody_needed": {
      const [first, ...others] = await listDemoPeople();
      if (!first) return [`Sign in at ${address}`];
      return [
        `Sign in with one click at ${address}`,
        `as ${first.name} (${first.role}) or one of ${others.length} others.`,
      ];
    }
    default:
      return firstPerson satisfies never;
  }
}

const askLines = (): string[] =>
  config().demo ? ["", "Make an agent ask for something now, in another terminal:  npm run demo:agent"] : [];
