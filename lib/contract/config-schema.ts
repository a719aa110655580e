import { z } from "zod";
import { ConfigDocument } from "./config";
import { describeField } from "./config-words";

/**
 * The JSON Schema of `countersign.yaml`, for editors: rendered from the schema that the server reads it with, so that the
 * two cannot differ, with a sentence for every field.
 */
export type JsonSchema = { readonly [name: string]: unknown };

export function configSchema(): JsonSchema {
  const rendered: JsonSchema = z.toJSONSchema(ConfigDocument, {
    io: "input",
    target: "draft-2020-12",
    unrepresentable: "any",
  });
  const { $defs, $ref: _, ...root } = rendered;
  const { ConfigDocument: document, ...others } = record($defs);
  return {
    ...root,
    title: "countersign.yaml",
    description: "Everything an organisation configures in Countersign, as one document.",
    ...described(record(document), ""),
    ...(Object.keys(others).length > 0 ? { $defs: others } : {}),
  };
}

/** The same schema with a description at every field; `place` is a path in which `*` is any item. */
function described(schema: JsonSchema, place: string): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, inside(keyword, value, place)]),
  );
}

function inside(keyword: string, value: unknown, place: string): unknown {
  switch (keyword) {
    case "properties":
      return Object.fromEntries(
        Object.entries(record(value)).map(([name, field]) => {
          const at = place === "" ? name : `${place}.${name}`;
          const description = describeField(at);
          return [name, { ...(description ? { description } : {}), ...described(record(field), at) }];
        }),
      );
    case "items":
      return described(record(value), `${place}.*`);
    case "anyOf":
    case "oneOf":
    case "allOf":
      return Array.isArray(value) ? value.map((option) => described(record(option), place)) : value;
    default:
      return value;
  }
}

/** Anything that is no object, such as the schema `true`, says nothing. */
const record = (value: unknown): JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
