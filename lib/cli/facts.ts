import type { JsonObject, JsonValue } from "@/lib/sdk/json";
import { UsageError } from "./command";

/** Options of the commands that attest facts beside what a model does. */
export const FACTS_OPTIONS = {
  fact: { type: "string", multiple: true },
  "on-behalf-of": { type: "string" },
} as const;

export const FACTS_HELP = [
  "--fact <name=value>   what policies may rely on; JSON, else text; repeat for several",
  "--on-behalf-of <who>  the person it works for, as in user:maria",
];

export function parseFacts(given: readonly string[]): JsonObject {
  return Object.fromEntries(
    given.map((fact): [string, JsonValue] => {
      const equals = fact.indexOf("=");
      if (equals < 1) throw new UsageError("--fact takes name=value, such as account_verified=true");
      return [fact.slice(0, equals), parseValue(fact.slice(equals + 1))];
    }),
  );
}

function parseValue(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
