import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as access from "@/lib/contract/access";
import * as actions from "@/lib/contract/actions";
import * as config from "@/lib/contract/config";
import * as people from "@/lib/contract/people";
import * as requests from "@/lib/contract/requests";
import { endpoint, ok } from "./endpoint";
import { openApiDocument } from "./openapi";
import { ROWS } from "./test-api";

type Operation = {
  operationId: string;
  security: unknown[];
  requestBody?: { required?: boolean; content: Record<string, unknown> };
  responses: Record<string, { content: Record<string, unknown> }>;
  parameters?: { name: string; in: string }[];
};
const pathsOf = (rows: Parameters<typeof openApiDocument>[0]) =>
  openApiDocument(rows, "http://localhost:3000").paths as Record<string, Record<string, Operation>>;

describe("the OpenAPI document", () => {
  it("has every row of the table, and nothing else", () => {
    const rendered = Object.entries(pathsOf(ROWS)).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(rendered.sort()).toEqual(ROWS.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it("says who may call, what may go wrong, and where the parameters are", () => {
    const paths = pathsOf(ROWS);
    const answer = paths["/api/v1/requests/{id}/responses"]?.post;
    expect(answer?.security).toEqual([{ session: [] }]);
    expect(Object.keys(answer?.responses ?? {})).toEqual(
      expect.arrayContaining(["200", "400", "401", "403", "404", "409", "410", "413", "415", "422", "503"]),
    );
    expect(answer?.responses["403"]?.content).toHaveProperty(["application/problem+json"]);
    expect(answer?.parameters).toContainEqual(expect.objectContaining({ name: "id", in: "path" }));
    expect(paths["/api/v1/echo"]?.post?.parameters).toContainEqual(
      expect.objectContaining({ name: "Idempotency-Key", in: "header" }),
    );
    expect(paths["/api/health/live"]?.get?.security).toEqual([]);
  });

  it("can render every schema of the contract", () => {
    const schemas = [access, actions, config, people, requests]
      .flatMap((module) => Object.entries(module))
      .filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType);
    const rows = schemas.map(([name, schema]) =>
      endpoint({
        method: "POST",
        path: `/api/v1/${name}`,
        summary: name,
        principals: ["agent"],
        body: schema,
        answers: { 200: schema },
        verb: async () => ok({}),
      }),
    );
    const document = openApiDocument(rows, "http://localhost:3000");
    const text = JSON.stringify(document);
    expect(schemas.length).toBeGreaterThan(40);
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      expect(document.components).toHaveProperty(["schemas", name ?? ""]);
    }
  });
});
