import { sha256 } from "@/lib/core/canonical-json";
import { database } from "@/lib/db/client";
import { findLiveKey, type LiveKey, noteUse } from "@/lib/db/keys";
import { background } from "@/lib/runtime/log";
import { remember } from "@/lib/runtime/remember";
import { loadSnapshot } from "../config/snapshot";
import type { AgentActor, OperatorActor } from "../context";
import { onWake } from "../wakes";

type Machine = AgentActor | OperatorActor;
type Kept = { readonly found: Promise<Machine | null>; readonly until: number };

const KEPT_MS = 1_000;
/** More keys than a deployment has: beyond it the memory starts anew. */
const MOST_KEPT = 10_000;

/**
 * Who a key belongs to; null for one that nobody has, that was revoked or has expired, or whose agent is not in the
 * configuration in force. Asked on every call of every agent, so an answer is kept for a second, and dropped at once
 * when any process announces a change of keys or of the configuration.
 */
export function authenticateKey(secret: string): Promise<Machine | null> {
  const hash = sha256(secret);
  const kept = cache();
  const known = kept.get(hash);
  if (known && known.until > performance.now()) return known.found;
  if (kept.size >= MOST_KEPT) kept.clear();
  const entry: Kept = {
    found: look(hash, () => {
      if (kept.get(hash) === entry) kept.delete(hash);
    }),
    until: performance.now() + KEPT_MS,
  };
  kept.set(hash, entry);
  return entry.found;
}

/** What this process has changed itself it does not wait to be told. */
export const forgetKeys = (): void => cache().clear();

function cache(): Map<string, Kept> {
  return remember("keys", () => {
    const kept = new Map<string, Kept>();
    onWake((wake) => {
      if (wake === null || wake.keys || wake.config !== undefined) kept.clear();
    });
    return kept;
  });
}

/** `forget` when the answer is good for this call only: no key, a key that ends at an instant, or a failure. */
async function look(hash: string, forget: () => void): Promise<Machine | null> {
  let mayKeep = false;
  try {
    const key = await findLiveKey(hash);
    const machine = key && (await machineOf(key));
    if (key && machine && key.isUnnoted) background(noteUse(key.organisation, key.id), "note a key's use");
    mayKeep = key !== null && machine !== null && !key.isEnding;
    return machine;
  } finally {
    if (!mayKeep) forget();
  }
}

async function machineOf(key: LiveKey): Promise<Machine | null> {
  const { organisation, id: keyId } = key;
  switch (key.kind) {
    case "operator":
      return { kind: "operator", organisation, keyId, bootstrap: key.bootstrap };
    case "agent": {
      const { agents } = await loadSnapshot(database(), organisation, key.configVersion);
      return key.agent !== null && agents.has(key.agent)
        ? { kind: "agent", organisation, agent: key.agent, keyId }
        : null;
    }
    default:
      return key.kind satisfies never;
  }
}
