import { type JsonObject, textOrNull } from "../json";
import type { ToolCall } from "./messages";

/** What differs between protocol 2026-07-28, which has no sessions, and the ones before it. */

const FIELDS = ["protocolVersion", "clientInfo", "clientCapabilities"].map(
  (name) => `io.modelcontextprotocol/${name}`,
);

/** Versions are dates, so they compare as text. */
const STATELESS_SINCE = "2026-07-28";

export const isStateless = ({ meta }: ToolCall): boolean =>
  (textOrNull(meta["io.modelcontextprotocol/protocolVersion"]) ?? "") >= STATELESS_SINCE;

/** The params of a `tools/list` on behalf of this call: a stateless server wants to know who asks each time. */
export function listParams({ meta }: ToolCall, cursor: string | null): JsonObject {
  const known = Object.entries(meta).filter(([name]) => FIELDS.includes(name));
  return Object.fromEntries([
    ...(cursor === null ? [] : [["cursor", cursor]]),
    ...(known.length === 0 ? [] : [["_meta", Object.fromEntries(known)]]),
  ]);
}

/** A client that stays for a round of 60 seconds at most must get its answer before that. */
const STATELESS_HOLD_SECONDS = 45;

export const holdSecondsFor = (call: ToolCall, asked: number | undefined): number | undefined =>
  asked ?? (isStateless(call) ? STATELESS_HOLD_SECONDS : undefined);

/** How a result of our own is marked, where the protocol marks results. */
export const completed = (call: ToolCall, result: JsonObject): JsonObject =>
  isStateless(call) ? { resultType: "complete", ...result } : result;
