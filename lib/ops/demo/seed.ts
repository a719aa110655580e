import { noteKeyUses } from "@/lib/db/agents";
import { sqlState, type Tx, transaction } from "@/lib/db/client";
import { countOrganisations, createOrganisationRow, lockOrganisation } from "@/lib/db/config-store";
import { findLiveKey, insertKey } from "@/lib/db/keys";
import { config } from "@/lib/runtime/config";
import { newId } from "@/lib/runtime/ids";
import { createAgentKey } from "../agents/create-key";
import { store } from "../config/apply";
import { forgetSnapshots } from "../config/snapshot";
import type { AgentActor, Context, SystemActor } from "../context";
import { demoNote, isDemo } from "../identity/demo-organisation";
import { newCallbackSecret, newKeySecret, secretOf } from "../identity/secrets";
import { writePast } from "../requests/transact";
import { DEMO_AUTHOR, DEMO_ORGANISATION, demoDocument } from "./company";
import { enact } from "./enact";
import { type AgentKeys, readKeyFile, writeKeyFile } from "./key-file";
import { dawnOf, storiesBefore } from "./stories";

const { id: ORGANISATION } = DEMO_ORGANISATION;
const UNIQUE_VIOLATION = "23505";

/**
 * Make the demo company in an empty database, once, with a month of history that happened by the same rules as
 * everything else; and leave its agents' keys where the demo agent finds them. A database that holds anything else is
 * left alone.
 */
export async function seedDemo(): Promise<void> {
  if ((await countOrganisations()) === 0) {
    const keys = await seedOnce();
    if (keys) return writeKeyFile(keys);
  }
  if (await isDemo(ORGANISATION)) await keepKeyFile();
}

/** The agents' new keys; null when another process was first. */
async function seedOnce(): Promise<AgentKeys | null> {
  try {
    return await transaction(seed);
  } catch (error) {
    // A version that was never committed must not be remembered as one that was.
    forgetSnapshots();
    if (sqlState(error) === UNIQUE_VIOLATION) return null;
    throw error;
  }
}

async function seed(tx: Tx): Promise<AgentKeys> {
  await createOrganisationRow(tx, DEMO_ORGANISATION);
  const dawn = dawnOf(await organisationClock(tx));
  const document = demoDocument();
  const secrets = document.agents.map(({ id }) => ({
    agent: id,
    keyId: newId("key"),
    ...newKeySecret("agent"),
  }));
  const actors = new Map(
    secrets.map(({ agent, keyId }): [string, AgentActor] => [
      agent,
      { kind: "agent", organisation: ORGANISATION, agent, keyId },
    ]),
  );
  await store(tx, {
    organisation: ORGANISATION,
    document,
    version: 1,
    author: DEMO_AUTHOR,
    now: dawn,
  });
  await writePast(tx, ORGANISATION, async (write, present) => {
    for (const { agent, keyId: id, prefix, hash } of secrets) {
      const key = {
        id,
        kind: "agent" as const,
        agent,
        name: "demo",
        prefix,
        hash,
        callbackSecret: newCallbackSecret(),
      };
      await insertKey(tx, ORGANISATION, key, dawn);
    }
    await write(dawn, [], () => ({ notes: [demoNote(ORGANISATION)], answer: () => ({ result: null }) }));
    await enact(write, storiesBefore(present), { present, actors });
  });
  await noteKeyUses(tx, ORGANISATION);
  return Object.fromEntries(secrets.map(({ agent, secret }) => [agent, secret]));
}

async function organisationClock(tx: Tx): Promise<Date> {
  const locked = await lockOrganisation(tx, ORGANISATION);
  if (!locked) throw new Error("the demo company is gone while it is made");
  return locked.now;
}

/** A file that is gone, or whose keys no longer hold here, is written anew with new keys. */
async function keepKeyFile(): Promise<void> {
  const kept = await readKeyFile();
  const agents = demoDocument().agents.map(({ id }) => id);
  const live = await Promise.all(agents.map((agent) => isLive(agent, kept?.agents[agent])));
  if (kept?.url === config().url && live.every(Boolean)) return;
  if (kept && live.every(Boolean)) return writeKeyFile(kept.agents);
  const ctx: Context<SystemActor> = {
    actor: { kind: "system", organisation: ORGANISATION },
    requestId: "start",
  };
  const keys: Record<string, string> = {};
  for (const agent of agents) keys[agent] = (await createAgentKey(ctx, { agent, name: "demo" })).key;
  await writeKeyFile(keys);
}

async function isLive(agent: string, secret: string | undefined): Promise<boolean> {
  const key = secret === undefined ? null : await findLiveKey(secretOf(secret).hash);
  return key?.organisation === ORGANISATION && key.agent === agent;
}
