import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { type JsonObject, listOf, textOrNull } from "../json";
import { isObject } from "./messages";

/**
 * What a tool says it is. The hash of the whole definition is the `tool_version` that an approval covers, so a server
 * that describes the tool differently when the approval is used does not get the call.
 */
export type Definition = { readonly tool: JsonObject; readonly version: string };

/** Far more pages than any server has tools; a server that never ends its list is not followed. */
const MOST_PAGES = 100;

export type ListPage = (cursor: string | null) => Promise<JsonObject>;

/** The tool's definition as the server gives it now. Null when it gives none, or two: then nobody knows what runs. */
export async function findDefinition(listPage: ListPage, name: string): Promise<Definition | null> {
  const found: JsonObject[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const result: JsonObject = await listPage(cursor);
    for (const tool of listOf(result.tools)) if (isObject(tool) && tool.name === name) found.push(tool);
    cursor = textOrNull(result.nextCursor);
    if (cursor === null) break;
  }
  const [tool, second] = found;
  if (cursor !== null || tool === undefined || second !== undefined) return null;
  return { tool, version: sha256(canonicalJson(tool)) };
}
