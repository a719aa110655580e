import { expect, test } from "vitest";
import { ConfigDocument } from "./config";
import { fieldErrors } from "./field-errors";

function errorsIn(value: unknown) {
  const parsed = ConfigDocument.safeParse(value);
  return parsed.success ? [] : fieldErrors(parsed.error.issues, { schema: ConfigDocument, value });
}

const organisation = { id: "acme", name: "Acme" };

test("an unknown field is named with the one that was meant", () => {
  expect(errorsIn({ organisation, routes: [{ id: "main", dedline: "15m", colour: "red" }] })).toEqual([
    { path: "/routes/0/dedline", message: "unknown field; did you mean deadline?" },
    { path: "/routes/0/colour", message: "unknown field" },
  ]);
  expect(errorsIn({ organisation, rotues: [] })).toEqual([
    { path: "/rotues", message: "unknown field; did you mean routes?" },
  ]);
});

test("fields are found behind defaults, prefaults and optional parts", () => {
  const routes = [{ id: "main", approval: { sets: [{ treshold: [] }] } }];
  const messages = errorsIn({ organisation, routes }).map(({ message }) => message);
  expect(messages).toContain("unknown field; did you mean thresholds?");
  expect(errorsIn({ organisation: { ...organisation, limits: { per_minte: 1 } } })).toEqual([
    { path: "/organisation/limits/per_minte", message: "unknown field; did you mean per_minute?" },
  ]);
});

test("a word that is none of the choices is named with the one that was meant", () => {
  const [error] = errorsIn({ organisation, people: [{ id: "ana", name: "Ana", role: "mananger" }] });
  expect(error).toMatchObject({ path: "/people/0/role" });
  expect(error?.message).toMatch(/did you mean manager\?$/);
});

test("a pointer escapes what a pointer must", () => {
  expect(errorsIn({ organisation, "a/b~": 1 })[0]?.path).toBe("/a~1b~0");
});
