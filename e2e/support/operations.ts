import { expect } from "@playwright/test";
import { at, createCaller } from "./http";
import { ADDRESS } from "./settings";

/** Every endpoint there is, from the document the product publishes about itself. */

export type Operation = {
  readonly method: string;
  readonly path: string;
  /** The operation object of the document. */
  readonly details: unknown;
  readonly takesBody: boolean;
};

export const nameOf = ({ method, path }: Operation): string => `${method} ${path}`;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

export async function readDocument(url = ADDRESS): Promise<unknown> {
  const answer = await createCaller(url).get("/api/v1/openapi.json");
  expect(answer.status, answer.text.slice(0, 500)).toBe(200);
  return answer.body;
}

export async function operations(url = ADDRESS): Promise<readonly Operation[]> {
  const paths = Object.entries(Object(at(await readDocument(url), "paths")));
  const found = paths.flatMap(([path, item]) =>
    METHODS.flatMap((method): Operation[] => {
      const details = Reflect.get(Object(item), method);
      if (details === undefined) return [];
      const takesBody = at(details, "requestBody") !== undefined;
      return [{ method: method.toUpperCase(), path, details, takesBody }];
    }),
  );
  expect(found.length).toBeGreaterThan(20);
  return found;
}
