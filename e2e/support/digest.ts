import { createHash } from "node:crypto";
import { at } from "./http";

/** RFC 8785 and the action digest, written from the specification, so that the product is checked and not repeated. */

export function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  // RFC 8785 sorts names by UTF-16 code units, which is how this language compares strings.
  const names = Object.keys(value).sort();
  const members = names.map((name) => `${JSON.stringify(name)}:${canonical(Reflect.get(value, name))}`);
  return `{${members.join(",")}}`;
}

export const sha256 = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** From the `action` of an answer alone. */
export function actionDigest(action: unknown): string {
  const names = [
    "organisation",
    "agent",
    "run",
    "surface",
    "tool",
    "tool_version",
    "arguments",
    "on_behalf_of",
  ];
  const covered = names.map((name) => [name, at(action, name)] as const);
  return sha256(canonical({ v: 1, ...Object.fromEntries(covered) }));
}
