import { Ajv2020 } from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { ConfigDocument } from "./config";
import { configSchema } from "./config-schema";

const validate = new Ajv2020({
  strict: false,
  formats: { email: true, date: true, "date-time": true, uri: true },
}).compile(configSchema());

/** Every property of the schema without a sentence. */
function undescribed(schema: unknown, place = ""): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword !== "properties") return undescribed(value, place);
    return Object.entries(Object(value)).flatMap(([name, field]) => {
      const at = `${place}.${name}`;
      const isDescribed = typeof Reflect.get(Object(field), "description") === "string";
      return [...(isDescribed ? [] : [at]), ...undescribed(field, at)];
    });
  });
}

describe("the JSON Schema of countersign.yaml", () => {
  it("is draft 2020-12, and says something about every field", () => {
    expect(configSchema()).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      title: "countersign.yaml",
    });
    expect(undescribed(configSchema())).toEqual([]);
  });

  const least = { organisation: { id: "acme", name: "Acme" } };

  it("takes what the server takes, with and without the defaults", () => {
    for (const document of [least, ConfigDocument.parse(least)]) {
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it.each([
    ["an unknown field", { ...least, rotues: [] }],
    ["an unknown field deep inside", { ...least, routes: [{ id: "main", dedline: "15m" }] }],
    ["a duration without a unit", { ...least, routes: [{ id: "main", deadline: "15" }] }],
    ["a role nobody has", { ...least, people: [{ id: "ana", name: "Ana", role: "boss" }] }],
    ["a document without an organisation", { version: 1 }],
  ])("refuses %s, as the server does", (_name, document) => {
    expect(validate(document)).toBe(false);
    expect(ConfigDocument.safeParse(document).success).toBe(false);
  });
});
