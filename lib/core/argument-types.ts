import {
  BOOL,
  type ConditionType,
  DYN,
  listOf,
  NULL,
  NUMBER,
  type ObjectType,
  OPEN_OBJECT,
  STRING,
} from "./condition-types";

/**
 * A surface's input schema read as types, so that a condition on `args` is checked against what the agents will send.
 *
 * Only what must hold is used. Where the schema leaves a choice (`anyOf`, several types, a reference) the type is
 * open: a correct condition is never refused, and at run time a wrong guess is indeterminate like any other.
 *
 * A property the schema does not name is an error although JSON Schema would let it pass: a rule about an argument
 * nobody declared is a typo far more often than a wish. `additionalProperties: true` says that it is a wish.
 */
export function argumentTypes(inputSchema: unknown, surface: string): ConditionType {
  const type = typeOf(inputSchema, `the input_schema of ${surface}`, 0);
  return type.kind === "object" ? type : OPEN_OBJECT;
}

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Deeper than any argument can be; the schema itself is bounded where it is saved. */
const MAXIMUM_DEPTH = 64;

/** With any of these a schema says more, or less, than its own `properties`. */
const COMBINATORS = ["$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "patternProperties"];

function typeOf(schema: unknown, declaredBy: string, depth: number): ConditionType {
  if (!isSchema(schema) || depth > MAXIMUM_DEPTH) return DYN;
  const { names, nullable } = declaredKinds(schema);
  const [name, ...others] = names;
  if (others.length > 0) return DYN;
  if (name === undefined) return nullable ? NULL : untypedOf(schema, declaredBy, depth);
  const type = kindOf(name, schema, declaredBy, depth);
  return nullable && type.kind !== "dyn" ? { ...type, nullable: true } : type;
}

/** A schema with `properties` and no `type` is meant as an object, and conditions use it as one. */
function untypedOf(schema: Schema, declaredBy: string, depth: number): ConditionType {
  if (isSchema(schema.properties)) return objectType(schema, declaredBy, depth);
  const words = stringValues(schema);
  return words ? { kind: "string", oneOf: words } : DYN;
}

function kindOf(name: string, schema: Schema, declaredBy: string, depth: number): ConditionType {
  switch (name) {
    case "boolean":
      return BOOL;
    case "number":
    case "integer":
      return NUMBER;
    case "string": {
      const words = stringValues(schema);
      return words ? { kind: "string", oneOf: words } : STRING;
    }
    case "array":
      return listOf(Array.isArray(schema.prefixItems) ? DYN : typeOf(schema.items, declaredBy, depth + 1));
    case "object":
      return objectType(schema, declaredBy, depth);
    default:
      return DYN;
  }
}

function declaredKinds(schema: Schema): { names: readonly string[]; nullable: boolean } {
  const declared: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  const names = declared.filter((name): name is string => typeof name === "string");
  return {
    names: names.filter((name) => name !== "null"),
    nullable: names.includes("null") || schema.nullable === true,
  };
}

/** `enum` and `const`, when all of it is text. */
function stringValues(schema: Schema): readonly string[] | null {
  const values: unknown = schema.const === undefined ? schema.enum : [schema.const];
  if (!Array.isArray(values) || values.length === 0) return null;
  const words = values.filter((value): value is string => typeof value === "string");
  return words.length === values.length ? words : null;
}

function objectType(schema: Schema, declaredBy: string, depth: number): ObjectType {
  const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
  const fields = new Map(properties.map(([name, member]) => [name, typeOf(member, declaredBy, depth + 1)]));
  return { kind: "object", fields, rest: restOf(schema, fields.size, declaredBy, depth), declaredBy };
}

function restOf(schema: Schema, named: number, declaredBy: string, depth: number): ConditionType | null {
  if (COMBINATORS.some((keyword) => schema[keyword] !== undefined)) return DYN;
  const rest = schema.additionalProperties;
  if (rest === true) return DYN;
  if (isSchema(rest)) return typeOf(rest, declaredBy, depth + 1);
  if (rest === false) return null;
  return named === 0 ? DYN : null;
}
