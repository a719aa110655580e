import { expect, test } from "@playwright/test";
import Ajv2020 from "ajv/dist/2020.js";
import { at, bearer, createCaller, expectProblem, listAt, textAt } from "../support/http";
import { nameOf, operations, readDocument } from "../support/operations";
import { type Agent, escalate, foundOrganisation, type Organisation } from "../support/organisation";
import { ADDRESS } from "../support/settings";

/** What holds for every endpoint: problems, methods, lists, the published document, health and metrics. */

let organisation: Organisation;
let agent: Agent;
const anonymous = createCaller(ADDRESS);

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
});

test("a path nobody knows is a 404 problem, whoever asks", async () => {
  for (const caller of [anonymous, agent, organisation.operator]) {
    for (const path of [
      "/api/v1/nothing",
      "/api/v2/actions",
      "/api/",
      "/api/v1/actions/a/b/c",
      "/.well-known/x",
    ]) {
      expectProblem(await caller.get(path), 404, "not_found");
    }
  }
});

test("a known path with another method is 405 and says which methods there are", async () => {
  const known = await operations();
  for (const path of new Set(known.map((operation) => operation.path))) {
    const methods = known.filter((operation) => operation.path === path).map(({ method }) => method);
    const wrong = ["PATCH", "DELETE", "PUT", "POST", "GET"].find((method) => !methods.includes(method));
    const concrete = path.replaceAll(/\{\w+\}/g, "anything");
    const answer = await organisation.operator.send(wrong ?? "PATCH", concrete, null);
    expectProblem(answer, 405, "method_not_allowed");
    const allowed = (answer.headers.get("allow") ?? "").split(/, */);
    expect(allowed, path).toEqual(expect.arrayContaining(methods));
  }
});

test("ids that are no ids are not found, and never more than that", async () => {
  const hostile = [
    "%00",
    "..%2f..%2fetc",
    "%2e%2e",
    "a".repeat(4_000),
    "'%20OR%201=1--",
    "%F0%9F%92%A9",
    "act_%ff",
    "-1",
    "{id}",
  ];
  for (const id of hostile) {
    for (const [caller, path] of [
      [agent, `/api/v1/actions/${id}`],
      [organisation.operator, `/api/v1/requests/${id}`],
      [organisation.operator, `/api/v1/schedules/${id}/on-call`],
    ] as const) {
      const answer = await caller.get(path);
      expect([400, 404, 414, 422, 431], `${path.slice(0, 80)} ${answer.status}`).toContain(answer.status);
      expectProblem(answer, answer.status);
    }
  }
});

test("a query with a field nobody knows, a field twice, or a NUL is refused", async () => {
  const { operator } = organisation;
  for (const query of ["colour=red", "view=all&view=mine", "q=%00", "__proto__=1", "constructor=1"]) {
    expectProblem(await operator.get(`/api/v1/requests?${query}`), 422);
  }
});

test("every list is its noun, in an object, with a cursor", async () => {
  for (const noun of [
    "people",
    "teams",
    "agents",
    "surfaces",
    "policies",
    "routes",
    "schedules",
    "overrides",
  ]) {
    const answer = await organisation.operator.get(`/api/v1/${noun}`);
    expect(answer.status, `${noun}: ${answer.text.slice(0, 300)}`).toBe(200);
    expect(listAt(answer.body, noun), noun).toEqual(expect.any(Array));
    expect(Object.keys(Object(answer.body)), noun).toContain("next_cursor");
  }
});

test("answers are not cached, and not to be guessed at", async () => {
  const held = await escalate(agent);
  for (const [caller, path] of [
    [agent, `/api/v1/actions/${held.action}`],
    [organisation.operator, "/api/v1/config"],
    [anonymous, "/api/v1/nothing"],
  ] as const) {
    const { headers } = await caller.get(path);
    expect(headers.get("cache-control")).toContain("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("HEAD is GET without the body", async () => {
  const answer = await organisation.operator.send("HEAD", "/api/v1/config", null);
  expect(answer.status).toBe(200);
  expect(answer.text).toBe("");
});

test("openapi.json is OpenAPI 3.1: complete, without a dangling reference, each schema a schema", async () => {
  const document = await readDocument();
  expect(textAt(document, "openapi")).toMatch(/^3\.1\.\d+$/);
  expect(document).toMatchObject({ info: { title: expect.any(String), version: expect.any(String) } });
  const seen = new Set<string>();
  for (const operation of await operations()) {
    const id = textAt(operation.details, "operationId");
    expect(seen.has(id), `${id} is named once`).toBe(false);
    seen.add(id);
    const named = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const parameters = Object(at(operation.details, "parameters") ?? []) as readonly unknown[];
    const inPath = parameters.filter((one) => at(one, "in") === "path");
    expect(
      inPath.map((one) => at(one, "name")),
      nameOf(operation),
    ).toEqual(named);
    for (const one of inPath) expect(at(one, "required")).toBe(true);
    const responses = Object.entries(Object(at(operation.details, "responses")));
    expect(responses.length, nameOf(operation)).toBeGreaterThan(0);
    for (const [status, response] of responses) {
      expect(status).toMatch(/^[1-5]\d\d$/);
      expect(textAt(response, "description")).toMatch(/\S/);
    }
  }
  for (const reference of referencesIn(document)) {
    expect(reference).toMatch(/^#\//);
    expect(lookUp(document, reference), reference).toBeDefined();
  }
});

test("every schema of openapi.json compiles as JSON Schema 2020-12", async () => {
  const document = await readDocument();
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "https://openapi.test/", ...Object(document) }, "https://openapi.test/");
  const names = Object.keys(Object(at(document, "components.schemas")));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    expect(ajv.getSchema(`https://openapi.test/#/components/schemas/${name}`), name).toBeInstanceOf(Function);
  }
});

test("answers are what openapi.json says they are", async () => {
  const document = await readDocument();
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "https://openapi.test/", ...Object(document) }, "https://openapi.test/");
  const held = await escalate(agent);
  for (const [caller, template, concrete] of [
    [agent, "/api/v1/actions/{id}", `/api/v1/actions/${held.action}`],
    [organisation.operator, "/api/v1/requests", "/api/v1/requests?view=all"],
    [organisation.operator, "/api/v1/requests/{id}", `/api/v1/requests/${held.request}`],
    [organisation.operator, "/api/v1/config", "/api/v1/config"],
    [organisation.operator, "/api/v1/audit", "/api/v1/audit"],
    [anonymous, "/api/health/ready", "/api/health/ready"],
  ] as const) {
    const pointer = ["paths", template, "get", "responses", "200", "content", "application/json", "schema"]
      .map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))
      .map(encodeURIComponent)
      .join("/");
    const validate = ajv.getSchema(`https://openapi.test/#/${pointer}`);
    const answer = await caller.get(concrete);
    expect(validate?.(answer.body), `${template} ${JSON.stringify(validate?.errors)}`).toBe(true);
  }
});

test("every reason code an endpoint may give is in the published table", async () => {
  const codes = Object(at(await readDocument(), "x-reason-codes"));
  for (const code of [
    "not_found",
    "already_decided",
    "deadline_passed",
    "machine_principal",
    "digest_mismatch",
  ]) {
    expect(Object.keys(codes)).toContain(code);
  }
});

test("health says alive and ready, with what ready rests on", async () => {
  expect((await anonymous.get("/api/health/live")).status).toBe(200);
  const ready = await anonymous.get("/api/health/ready");
  expect(ready.status, ready.text).toBe(200);
  const checks = Object.keys(Object(at(ready.body, "checks"))).join(" ");
  for (const part of [/database/, /migration/, /worker/, /clock/]) expect(checks).toMatch(part);
});

test("metrics are Prometheus text, for the operator only", async () => {
  expectProblem(await anonymous.get("/api/metrics"), 401);
  expectProblem(await agent.get("/api/metrics"), 403);
  const answer = await organisation.operator.get("/api/metrics");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
  expect(answer.text).toMatch(/^# (HELP|TYPE) \w+/m);
  expect(answer.text).not.toContain(organisation.id);
});

test("a credential in the address is no credential", async () => {
  const secret = agent.headers.Authorization?.replace("Bearer ", "") ?? "";
  const path = `/api/v1/requests?access_token=${secret}`;
  expectProblem(await anonymous.get(path), 401);
  expectProblem(await bearer(ADDRESS, "csa_wrong").get("/api/v1/requests"), 401);
});

function referencesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === "$ref" && typeof member === "string" ? [member] : referencesIn(member),
  );
}

function lookUp(document: unknown, reference: string): unknown {
  let found = document;
  for (const part of reference.slice(2).split("/")) {
    found = Reflect.get(Object(found), decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return found;
}
