import { beforeEach, describe, expect, it } from "vitest";
import { DomainError } from "@/lib/contract/errors";
import { config } from "@/lib/runtime/config";
import type { Api } from "./mount";
import { AGENT_KEY, as, call, JSON_TYPE, type TestDoors, testApi, testDoors } from "./test-api";

let doors: TestDoors;
let api: Api;
beforeEach(() => {
  doors = testDoors();
  api = testApi(doors);
});

const post = (path: string, headers: Record<string, string>, body: BodyInit = "{}") =>
  call(api, "POST", path, { headers: { ...JSON_TYPE, ...headers }, body });

describe("who calls", () => {
  it.each([
    ["nothing", {}],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["an unknown key", { authorization: `Bearer ${AGENT_KEY}x` }],
    ["a key without its prefix", { authorization: "Bearer abcdefghijklmnopqrstuvwxyz" }],
    ["two keys", { authorization: `Bearer ${AGENT_KEY} ${AGENT_KEY}` }],
    ["a cookie nobody sealed", { cookie: "next-auth.session-token=forged" }],
    ["an empty cookie", { cookie: "next-auth.session-token=" }],
  ])("%s is 401 with WWW-Authenticate", async (_name, headers) => {
    const answer = await post("/api/v1/echo", headers);
    expect(answer.status).toBe(401);
    expect(answer.body.reason_code).toBe("unauthenticated");
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  it("a bad key is not excused by a good cookie", async () => {
    const answer = await post("/api/v1/echo", {
      ...as("person"),
      authorization: "Bearer csa_nonsense-nonsense",
    });
    expect(answer.status).toBe(401);
  });

  it("a good key wins over a cookie, so no Origin is asked for", async () => {
    const answer = await post("/api/v1/requests/req_1/responses", { ...as("person"), ...as("agent") });
    expect(answer.body.reason_code).toBe("machine_principal");
  });

  it("a revoked key says so", async () => {
    doors.failure = new DomainError("key_revoked", "This key was revoked.");
    expect((await post("/api/v1/echo", as("agent"))).body).toMatchObject({
      status: 401,
      reason_code: "key_revoked",
    });
  });
});

describe("who may", () => {
  it.each(["agent", "operator"] as const)(
    "an %s key on a people's mutation is machine_principal before its body is read",
    async (kind) => {
      const answer = await post("/api/v1/requests/req_1/responses", as(kind), "{not json");
      expect(answer).toMatchObject({ status: 403, body: { reason_code: "machine_principal" } });
    },
  );

  it("a key of the wrong kind is forbidden", async () => {
    expect((await post("/api/v1/crash", as("agent"))).body.reason_code).toBe("forbidden");
    expect((await call(api, "GET", "/api/v1/echo/a", { headers: as("operator") })).body.reason_code).toBe(
      "forbidden",
    );
  });

  it("a role without the permission is forbidden, and told which", async () => {
    doors.role = "auditor";
    const answer = await post("/api/v1/requests/req_1/responses", { ...as("person"), origin: config().url });
    expect(answer).toMatchObject({ status: 403, body: { reason_code: "forbidden" } });
    expect(answer.body.detail).toContain("auditor");
  });
});

describe("where a browser's request comes from", () => {
  const answered = async (headers: Record<string, string>) =>
    (await post("/api/v1/requests/req_1/responses", { ...as("person"), ...headers })).body.reason_code ??
    "answered";

  it("our own origin, or no sign of a browser", async () => {
    expect(await answered({ origin: config().url })).toBe("answered");
    expect(await answered({})).toBe("answered");
    expect(await answered({ "sec-fetch-site": "same-origin" })).toBe("answered");
    expect(await answered({ "sec-fetch-site": "none" })).toBe("answered");
  });

  it.each<Record<string, string>>([
    { origin: "https://evil.test" },
    { origin: "null" },
    { origin: "http://localhost:3001" },
    { origin: "https://localhost:3000" },
    { origin: "http://localhost:3000.evil.test" },
    { origin: "" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.test", host: "evil.test", "sec-fetch-site": "same-origin" },
  ])("anything else is wrong_origin: %o", async (headers) => {
    expect(await answered(headers)).toBe("wrong_origin");
  });

  it("a read needs no origin, a key is never asked for one", async () => {
    const read = await call(api, "GET", "/api/v1/echo/a", {
      headers: { ...as("person"), origin: "https://evil.test" },
    });
    expect(read.status).toBe(200);
    expect((await post("/api/v1/echo", { ...as("agent"), origin: "https://evil.test" })).status).toBe(200);
  });
});

describe("where nothing is", () => {
  it("an unknown path is 404, whoever asks", async () => {
    for (const path of ["/api/v1/nothing", "/api/v1/echo/a/b", "/api/v1/echo/", "/api/v1/%zz", "/api"]) {
      const answer = await call(api, "GET", path);
      expect(answer).toMatchObject({ status: 404, body: { reason_code: "not_found" } });
    }
  });

  it("a known path with another method is 405 and says which it has", async () => {
    const answer = await call(api, "DELETE", "/api/v1/echo", { headers: as("agent") });
    expect(answer).toMatchObject({ status: 405, body: { reason_code: "method_not_allowed" } });
    expect(answer.headers.get("allow")).toBe("POST");
    expect((await call(api, "PATCH", "/api/v1/echo/x")).headers.get("allow")).toBe("GET, HEAD");
    expect((await call(api, "OPTIONS", "/api/v1/echo")).status).toBe(405);
  });

  it("HEAD is GET without the body", async () => {
    const answer = await call(api, "HEAD", "/api/v1/echo/a", { headers: as("agent") });
    expect(answer).toMatchObject({ status: 200, body: {} });
    expect((await call(api, "HEAD", "/api/v1/echo")).status).toBe(405);
  });

  it.each(["%00", "a%00b", "%2e%2e%2f", "%zz", "%ff", "a'b", "%F0%9F%98%80", "x".repeat(129)])(
    "an id no one could have (%s) is 404",
    async (id) => {
      const answer = await call(api, "GET", `/api/v1/echo/${id}`, { headers: as("agent") });
      expect(answer).toMatchObject({ status: 404, body: { reason_code: "not_found" } });
    },
  );
});

describe("queries", () => {
  const read = (query: string) => call(api, "GET", `/api/v1/echo/a?${query}`, { headers: as("agent") });

  it("are read strictly; empty means not set", async () => {
    expect((await read("wait=25")).body.wait).toBe(25);
    expect((await read("wait=")).body.wait).toBe(0);
    expect((await read("")).body.wait).toBe(0);
  });

  it.each([
    "wait=26",
    "wait=-1",
    "wait=1.5",
    "wait=soon",
    "wait=1&wait=2",
    "wiat=1",
    "wait=%00",
    "__proto__=1",
    "wait=NaN",
  ])("%s is 422 and names the field", async (query) => {
    const answer = await read(query);
    expect(answer).toMatchObject({ status: 422, body: { reason_code: "invalid" } });
    expect(answer.body.errors).toHaveLength(1);
  });
});

describe("idempotency", () => {
  const echo = (key: string, body = '{"text":"a"}') =>
    post("/api/v1/echo", { ...as("agent"), "idempotency-key": key }, body);

  it("the same key and body answers the same, and says it is a replay", async () => {
    const first = await echo("k1");
    const second = await echo("k1", '{ "text" : "a" }');
    expect(second.body).toEqual(first.body);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect((await echo("k2")).body).not.toEqual(first.body);
  });

  it.each(["x".repeat(256), "caf\u00e9", "tab\there"])(
    "a key out of bounds is 422 and stores nothing",
    async (key) => {
      expect(await echo(key)).toMatchObject({ status: 422, body: { reason_code: "invalid" } });
    },
  );

  it("255 characters are fine", async () => {
    expect((await echo("x".repeat(255))).status).toBe(200);
  });

  it("a body that is refused stores nothing", async () => {
    expect((await echo("k3", '{"text":1}')).status).toBe(422);
    expect((await echo("k3")).headers.get("idempotency-replayed")).toBeNull();
  });
});

describe("what goes wrong inside", () => {
  it("a bug is 500 with the request id and nothing else", async () => {
    const answer = await post("/api/v1/crash", { ...as("operator"), "x-request-id": "my-own-id-1" });
    expect(answer).toMatchObject({ status: 500, body: { reason_code: "internal" } });
    expect(answer.body.detail).toContain("my-own-id-1");
    expect(JSON.stringify(answer.body)).not.toContain("secret detail");
  });

  it.each(["ECONNREFUSED", "57P01", "08006", "53300", "P1001", "P2024"])(
    "a database that is away (%s) is 503 with Retry-After",
    async (code) => {
      const answer = await post("/api/v1/crash", as("operator"), JSON.stringify({ code }));
      expect(answer).toMatchObject({ status: 503, body: { reason_code: "unavailable" } });
      expect(answer.headers.get("retry-after")).toBe("1");
    },
  );

  it("the same when the database is away while the key is looked up, however deep the cause", async () => {
    const driver = { name: "DriverAdapterError", cause: { kind: "DatabaseNotReachable" } };
    doors.failure = new Error("query failed", {
      cause: Object.assign(new Error("x"), { meta: { driverAdapterError: driver } }),
    });
    expect((await post("/api/v1/echo", as("agent"))).status).toBe(503);
  });
});

describe("every answer", () => {
  it("has a request id, the caller's own where it is harmless, and is never cached", async () => {
    const given = await post("/api/v1/echo", { ...as("agent"), "x-request-id": "trace-4711.a" });
    expect(given.headers.get("x-request-id")).toBe("trace-4711.a");
    const hostile = await post("/api/v1/echo", { "x-request-id": 'a"}<script>' });
    expect(hostile.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(hostile.headers.get("cache-control")).toBe("no-store");
  });
});
