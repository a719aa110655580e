import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { currentInstant, unpredictableBytes } from "../environment";
import { isObject } from "./messages";
import type { Opening } from "./run";

/**
 * `requestState` of protocol 2026-07-28: what the client hands back when it makes a call again that waits for people.
 * It passes through hands that may want to read or change it, so it is sealed with a key derived from the agent's own:
 * another process of the same agent opens it, nobody else makes one. It permits nothing. It only says under which key
 * the same call was proposed, and the gate decides and counts as ever.
 */
export type RequestStates = {
  readonly seal: (opening: Opening) => string;
  /** Null for what was not sealed here, is about another call, or is too old. */
  readonly open: (state: string, call: string) => Opening | null;
};

const PREFIX = "countersign-1.";
/** Renewed with every round; a client that has been away for longer starts over. */
const LIFETIME_MILLISECONDS = 3_600_000;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createRequestStates(agentKey: string): RequestStates {
  const key = Buffer.from(hkdfSync("sha256", agentKey, "", "countersign mcp request state 1", 32));
  return {
    seal: (opening) => {
      const nonce = unpredictableBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const text = JSON.stringify({ ...opening, at: currentInstant() });
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    open: (state, call) => {
      const text = unseal(key, Buffer.from(state.slice(PREFIX.length), "base64url"));
      const opening = text === null ? null : read(text);
      return opening?.call === call ? opening : null;
    },
  };
}

/** Null for what this key did not seal. */
function unseal(key: Buffer, sealed: Buffer): string | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const opened = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([opened, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** Whether the proxy made it, as opposed to the server behind it. */
export const isOwnState = (state: string): boolean => state.startsWith(PREFIX);

function read(text: string): Opening | null {
  const sealed: unknown = JSON.parse(text);
  if (!isObject(sealed)) return null;
  const { call, key, context, at } = sealed;
  if (typeof call !== "string" || typeof key !== "string" || typeof at !== "string" || !isObject(context)) {
    return null;
  }
  // Two machines' clocks may differ by a little; a state from the far future is as wrong as an old one.
  const age = Math.abs(Date.parse(currentInstant()) - Date.parse(at));
  return age < LIFETIME_MILLISECONDS ? { call, key, context } : null;
}
