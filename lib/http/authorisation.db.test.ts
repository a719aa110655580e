import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "@/lib/contract/common";
import { SMALL_COMPANY } from "@/lib/ops/testing-fixtures";
import type { Endpoint } from "./endpoint";
import { mayRole } from "./permissions";
import { endpoints } from "./table";
import { call, JSON_TYPE } from "./test-api";
import { type HttpHouse, openHttpHouse } from "./test-house";

process.env.COUNTERSIGN_TEST_MODE = "1";

/** Who may call what, over every endpoint there is. A new row changes this list, and somebody reads the change. */
const ROWS = endpoints({ testMode: true });
const isUnsafe = ({ method }: Endpoint) => method !== "GET";
const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;
const pathOf = ({ path }: Endpoint) => path.replaceAll(/\{\w+\}/g, "nothing");

let http: HttpHouse;
const people: Partial<Record<Role, Record<string, string>>> = {};
beforeAll(async () => {
  http = await openHttpHouse({
    ...SMALL_COMPANY,
    people: [...(SMALL_COMPANY.people ?? []), { id: "aud", name: "Aud Itor", role: "auditor" }],
  });
  people.admin = await http.person("ana");
  people.member = await http.person("bo");
  people.manager = await http.person("di");
  people.auditor = await http.person("aud");
});

/** A body no schema is asked about: whoever is let in is told that it is not JSON. */
const knock = async (row: Endpoint, headers: Record<string, string>) => {
  const body = row.body ? "{" : undefined;
  const answer = await call(http.api, row.method, pathOf(row), {
    headers: { ...JSON_TYPE, ...headers },
    body,
  });
  return { status: answer.status, code: answer.body.reason_code };
};

const closed = ROWS.filter(({ principals }) => !principals.includes("anyone"));
const streams = (row: Endpoint) => row.path === "/api/v1/stream";

describe.each(closed.map((row) => [nameOf(row), row] as const))("%s", (_name, row) => {
  it("is 401 for nobody and for a key nobody has", async () => {
    expect(await knock(row, {})).toEqual({ status: 401, code: "unauthenticated" });
    const unknown = { authorization: `Bearer csa_${"x".repeat(43)}` };
    expect(await knock(row, unknown)).toEqual({ status: 401, code: "unauthenticated" });
  });

  it.each(["agent", "operator"] as const)(
    "is closed to an %s key unless the row lets it in",
    async (kind) => {
      if (row.principals.includes(kind)) return;
      const isPeoples = isUnsafe(row) && row.principals.join() === "person";
      const code = isPeoples ? "machine_principal" : "forbidden";
      expect(await knock(row, http[kind])).toEqual({ status: 403, code });
    },
  );

  it.each(["member", "manager", "admin", "auditor"] as const)(
    "lets a %s in exactly when the row and the role say so",
    async (role) => {
      const isLet = row.principals.includes("person") && row.permission && mayRole(role, row.permission);
      if (isLet && streams(row)) return;
      const { status, code } = await knock(row, people[role] ?? {});
      if (!isLet) expect({ status, code }).toEqual({ status: 403, code: "forbidden" });
      else if (row.body) expect({ status, code }).toEqual({ status: 400, code: "malformed" });
      else expect([401, 403, 405, 500]).not.toContain(status);
    },
  );

  it("lets the keys of the row in", async () => {
    for (const kind of ["agent", "operator"] as const) {
      if (!row.principals.includes(kind) || streams(row)) continue;
      const { status, code } = await knock(row, http[kind]);
      if (row.body) expect({ status, code }).toEqual({ status: 400, code: "malformed" });
      else expect([401, 403, 405, 500]).not.toContain(status);
    }
  });

  it("refuses a session from another origin when it changes something", async () => {
    if (!isUnsafe(row) || !row.principals.includes("person")) return;
    const elsewhere = { ...people.admin, origin: "https://elsewhere.test" };
    expect(await knock(row, elsewhere)).toEqual({ status: 403, code: "wrong_origin" });
  });
});

describe("the table", () => {
  it("lets no key write a response, by whatever row", () => {
    const answering = ROWS.filter(
      ({ path, method }) => /^\/api\/v1\/requests\/\{id\}\//.test(path) && method !== "GET",
    );
    expect(answering.length).toBeGreaterThanOrEqual(6);
    for (const row of answering) expect([nameOf(row), row.principals]).toEqual([nameOf(row), ["person"]]);
  });

  it("lets an auditor change nothing, and send a test page to nobody but themselves", () => {
    const open = ROWS.filter((row) => isUnsafe(row) && row.permission && mayRole("auditor", row.permission));
    expect(open.map(nameOf)).toEqual([
      "POST /api/v1/slack/test-page",
      "POST /api/v1/schedules/preview",
      "POST /api/v1/routes/preview",
    ]);
  });

  it("is open to anyone at these places only", () => {
    expect(
      ROWS.filter(({ principals }) => principals.includes("anyone"))
        .map(nameOf)
        .sort(),
    ).toEqual([
      "GET /.well-known/authzen-configuration",
      "GET /.well-known/jwks.json",
      "GET /api/health/live",
      "GET /api/health/ready",
      "GET /api/v1/config/schema.json",
      "GET /api/v1/openapi.json",
      "GET /calendars/{file}",
    ]);
  });

  it("has no two rows for one method and path", () => {
    const names = ROWS.map((row) => nameOf(row).replaceAll(/\{\w+\}/g, "{}"));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("has no test endpoints outside test mode", () => {
    expect(endpoints({ testMode: false }).filter(({ path }) => path.startsWith("/api/test"))).toEqual([]);
  });
});
