import { type Json, parseJson } from "./json";
import { SlackError } from "./refusal";

/** The arguments of one call, checked against what the method knows. A name it does not know is a mistake of ours. */

type Kind = "text" | "flag" | "count" | "json";
export type Spec = Readonly<Record<string, Kind | `${Kind}!`>>;

/** Slack's own client says these with every call. */
const EVERYWHERE: readonly string[] = ["token", "team_id"];

export type Arguments = {
  /** Empty when it was not given. */
  readonly text: (name: string) => string;
  readonly find: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
  readonly count: (name: string, fallback: number) => number;
  /** Comma-separated, without empty members. */
  readonly list: (name: string) => readonly string[];
  /** Undefined when it was not given. */
  readonly json: (name: string) => unknown;
};

export function readArguments(spec: Spec, given: Json): Arguments {
  const messages = Object.keys(given)
    .filter((name) => !EVERYWHERE.includes(name) && !Object.hasOwn(spec, name))
    .map((name) => `[ERROR] unknown argument: ${name}`);
  const values = new Map<string, unknown>();
  for (const [name, kind] of Object.entries(spec)) {
    const raw = given[name];
    if (raw === undefined || raw === null || raw === "") {
      if (kind.endsWith("!")) messages.push(`[ERROR] missing required field: ${name}`);
      if (raw === "") values.set(name, raw);
      continue;
    }
    const value = coerce(kind.replace("!", ""), raw);
    if (value !== undefined) values.set(name, value);
    else if (name === "blocks") throw new SlackError("invalid_blocks_format");
    else messages.push(`[ERROR] must be ${kind.replace("!", "")} [json-pointer:/${name}]`);
  }
  if (messages.length > 0) throw new SlackError("invalid_arguments", { response_metadata: { messages } });
  return access(values);
}

function access(values: ReadonlyMap<string, unknown>): Arguments {
  const find = (name: string) => {
    const value = values.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    find,
    text: (name) => find(name) ?? "",
    flag: (name) => values.get(name) === true,
    count: (name, fallback) => {
      const value = values.get(name);
      return typeof value === "number" ? value : fallback;
    },
    list: (name) =>
      (find(name) ?? "")
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    json: (name) => values.get(name),
  };
}

/** Undefined for what the kind does not allow. */
function coerce(kind: string, raw: unknown): unknown {
  switch (kind) {
    case "text":
      if (Array.isArray(raw)) return raw.join();
      return typeof raw === "string" || typeof raw === "number" ? String(raw) : undefined;
    case "flag":
      if (raw === true || raw === "true" || raw === "1") return true;
      return raw === false || raw === "false" || raw === "0" ? false : undefined;
    case "count":
      return /^\d{1,6}$/.test(String(raw)) ? Number(raw) : undefined;
    default:
      return typeof raw === "string" ? parseJson(raw) : raw;
  }
}
