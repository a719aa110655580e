import type { IncomingHttpHeaders } from "node:http";
import { type JsonObject, textOrNull } from "../json";
import { CALL_TOOL, isObject } from "./messages";

/**
 * What of a request's headers goes on to the server. From protocol 2026-07-28 on, headers repeat parts of the body, and
 * a server may act on either: so they must agree with the body when they come in, and those of a tool call are written
 * anew from what was approved.
 */

/** Of one connection only, or made anew. The client's Origin was judged here; the server behind has another address. */
const NOT_PASSED_ON = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "origin",
  "content-length",
  "accept-encoding",
  "expect",
]);

export type Headers = Readonly<Record<string, string | readonly string[]>>;

export function passedOn(headers: IncomingHttpHeaders): Headers {
  const named = String(headers.connection ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || NOT_PASSED_ON.has(name) || named.includes(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(kept);
}

const isMirror = (name: string): boolean => /^mcp-(method|name|param-.*)$/.test(name);

/** The headers of a request of this method, repeating these params; only where the client repeats them at all. */
export function mirrored(
  headers: Headers,
  method: string,
  params: JsonObject,
  tool: JsonObject | null,
): Headers {
  const others = Object.entries(headers).filter(([name]) => !isMirror(name));
  if (headers["mcp-method"] === undefined) return Object.fromEntries(others);
  const name = method === CALL_TOOL ? textOrNull(params.name) : null;
  return Object.fromEntries([
    ...others,
    ["mcp-method", encodeValue(method)],
    ...(name === null ? [] : [["mcp-name", encodeValue(name)]]),
    ...(tool === null ? [] : argumentHeaders(tool.inputSchema, params.arguments)),
  ]);
}

/** What is wrong with the headers that repeat the body; null when they agree. */
export function disagreement(
  headers: IncomingHttpHeaders,
  method: string,
  params: JsonObject,
): string | null {
  const said = decodeValue(headers["mcp-method"]);
  if (said !== null && said !== method) return `Mcp-Method '${said}' does not match '${method}'`;
  const named = decodeValue(headers["mcp-name"]);
  const name = textOrNull(params.name) ?? textOrNull(params.uri) ?? "";
  if (named !== null && named !== name) return `Mcp-Name '${named}' does not match '${name}'`;
  return null;
}

/** Arguments the tool's schema wants repeated, from wherever a chain of `properties` leads to them. */
function argumentHeaders(schema: unknown, value: unknown): [string, string][] {
  if (!isObject(schema) || !isObject(schema.properties) || !isObject(value)) return [];
  const given = value;
  return Object.entries(schema.properties).flatMap(([name, property]): [string, string][] => {
    const found = Object.hasOwn(given, name) ? given[name] : undefined;
    if (!isObject(property)) return [];
    const header = textOrNull(property["x-mcp-header"]);
    const isPrimitive = typeof found === "string" || typeof found === "number" || typeof found === "boolean";
    if (header === null || !isPrimitive) return argumentHeaders(property, found);
    return TOKEN.test(header) ? [[`mcp-param-${header.toLowerCase()}`, encodeValue(String(found))]] : [];
  });
}

const TOKEN = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
const ENCODED = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/;
const SAFE = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;

const encodeValue = (text: string): string =>
  SAFE.test(text) && !ENCODED.test(text) ? text : `=?base64?${Buffer.from(text).toString("base64")}?=`;

function decodeValue(value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  const text = String(value);
  const encoded = ENCODED.exec(text)?.[1];
  return encoded === undefined ? text : Buffer.from(encoded, "base64").toString("utf8");
}
