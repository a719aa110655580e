import type { ASTNode } from "@marcbachmann/cel-js";
import { type Compiled, hintFor, labelOf, report, type Scope } from "./condition-scope";
import {
  type ConditionType,
  DYN,
  eitherOf,
  mayBe,
  NUMBER,
  type ObjectType,
  STRING,
  typeName,
} from "./condition-types";
import { Indeterminate, illTyped, isObject, ownValue } from "./condition-values";

/** Reaching into objects and lists. What is not there is missing, which is indeterminate; it is never null or false. */
export function compileField(node: ASTNode, object: Compiled, name: string, scope: Scope): Compiled {
  const type = fieldOf(object, name, scope);
  if (typeof type === "string") return report(node, scope, type, `${object.label}.${name}`);
  const label = labelOf(node, scope);
  const missing = new Indeterminate("missing", `${label} is missing`);
  const runObject = object.run;
  return {
    type,
    weight: object.weight + 1,
    label,
    run: (frame) => {
      const value = runObject(frame);
      if (!isObject(value)) throw illTyped(object.label, value, "an object");
      const found = ownValue(value, name);
      if (found === undefined) throw missing;
      return found;
    },
  };
}

export function compileIndex(node: ASTNode, object: Compiled, key: Compiled, scope: Scope): Compiled {
  const name = key.literal?.value;
  if (typeof name === "string" && object.type.kind !== "list") return compileField(node, object, name, scope);
  const { type } = object;
  if (type.kind !== "dyn" && type.kind !== "list" && type.kind !== "object") {
    return report(node, scope, `${object.label} is ${typeName(type)} and has no elements`);
  }
  const wanted = { dyn: DYN, list: NUMBER, object: STRING }[type.kind];
  if (!mayBe(key.type, wanted.kind) && wanted.kind !== "dyn") {
    return report(
      node,
      scope,
      `${object.label} takes ${typeName(wanted)} as its index, not ${typeName(key.type)}`,
    );
  }
  const label = labelOf(node, scope);
  return {
    type: elementType(type),
    weight: object.weight + key.weight + 1,
    label,
    run: (frame) => {
      const element = elementOf(object.run(frame), key.run(frame), object.label);
      if (element === undefined) throw new Indeterminate("missing", `${label} is missing`);
      return element;
    },
  };
}

function elementType(type: ConditionType): ConditionType {
  if (type.kind === "list") return type.element;
  if (type.kind !== "object") return DYN;
  const types = [...type.fields.values(), ...(type.rest ? [type.rest] : [])];
  return types.length === 0 ? DYN : types.reduce((either, next) => eitherOf(either, next));
}

function elementOf(object: unknown, key: unknown, label: string): unknown {
  if (Array.isArray(object)) {
    if (typeof key !== "number") throw illTyped(`the index of ${label}`, key, "a number");
    return Number.isInteger(key) && key >= 0 ? object[key] : undefined;
  }
  if (!isObject(object)) throw illTyped(label, object, "a list or an object");
  if (typeof key !== "string") throw illTyped(`the index of ${label}`, key, "a string");
  return ownValue(object, key);
}

/** The type of a field, or in words why there is no such field. */
export function fieldOf(object: Compiled, name: string, scope: Scope): ConditionType | string {
  if (object.type.kind === "dyn") return DYN;
  if (object.type.kind !== "object") return `${object.label} is ${typeName(object.type)} and has no fields`;
  return (
    object.type.fields.get(name) ??
    object.type.rest ??
    unknownField(object.type, `${object.label}.${name}`, name, scope)
  );
}

function unknownField(object: ObjectType, path: string, name: string, scope: Scope): string {
  const meant = hintFor(scope, name, object.fields.keys());
  const hint = meant
    ? `did you mean ${meant}?`
    : `there are ${[...object.fields.keys()].slice(0, 12).join(", ")}`;
  const fault = object.declaredBy ? `is not in ${object.declaredBy}` : "does not exist";
  return `${path} ${fault}${object.fields.size > 0 ? `; ${hint}` : ""}`;
}
