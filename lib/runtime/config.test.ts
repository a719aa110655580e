import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { ConfigError, parseConfig } from "./config";
import { renderEnvExample, SETTINGS } from "./settings";

const parse = (env: Record<string, string>) => parseConfig(env, { isTerminal: false });
const reasons = (env: Record<string, string>): string => {
  try {
    parse(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return "";
};
const TOKEN = `cso_${"a".repeat(32)}`;

describe("configuration", () => {
  it("needs nothing: the embedded default is a demo on this machine only", () => {
    const config = parse({});
    expect(config).toMatchObject({ databaseUrl: null, port: 3000, url: "http://localhost:3000", demo: true });
    expect(config).toMatchObject({ hosts: ["127.0.0.1", "::1"], testMode: false, logLevel: "info" });
  });

  it("takes an empty value for one that is not set", () => {
    expect(parse({ DATABASE_URL: "", PORT: " ", COUNTERSIGN_OUTBOUND_ALLOW: "" })).toMatchObject({
      port: 3000,
    });
  });

  it("says everything that is wrong at once, and never a value", () => {
    const text = reasons({
      PORT: "http",
      COUNTERSIGN_URL: "ftp://x",
      DATABASE_URL: "mysql://root:hunter2@db",
    });
    expect(text).toContain("PORT: must be a port number");
    expect(text).toContain("COUNTERSIGN_URL: must be an http:// or https:// URL");
    expect(text).toContain("DATABASE_URL: must start with postgresql://");
    expect(text).not.toContain("hunter2");
  });

  it.each([
    "https://gate.example.com",
    "http://10.0.0.5:3000",
    "http://localhost.example.com",
    "http://0.0.0.0",
  ])("refuses test mode on %s", (url) =>
    expect(reasons({ COUNTERSIGN_TEST_MODE: "1", COUNTERSIGN_URL: url })).toContain("COUNTERSIGN_TEST_MODE"),
  );

  it.each([
    "http://localhost:3000",
    "http://127.0.0.1:4000",
    "http://[::1]:3000",
    "https://gate.test",
    "http://a.localhost",
  ])("allows test mode on %s", (url) =>
    expect(parse({ COUNTERSIGN_TEST_MODE: "1", COUNTERSIGN_URL: url }).testMode).toBe(true),
  );

  it("accepts an operator token only with its prefix and 32 characters", () => {
    expect(parse({ COUNTERSIGN_OPERATOR_TOKEN: TOKEN }).operatorToken).toBe(TOKEN);
    for (const token of ["a".repeat(40), "cso_short", `csa_${"a".repeat(32)}`, `cso_${"a".repeat(31)}`]) {
      expect(reasons({ COUNTERSIGN_OPERATOR_TOKEN: token })).toContain("must be cso_ and at least 32");
    }
  });

  it("wants a shared secret for a public deployment on its own database, and only there", () => {
    const database = { DATABASE_URL: "postgresql://app@db/countersign" };
    expect(reasons({ ...database, COUNTERSIGN_URL: "https://gate.example.com" })).toContain(
      "NEXTAUTH_SECRET",
    );
    expect(parse(database).secret).toBeNull();
  });

  it("demo is off wherever somebody else's data or reach is likely, unless asked for", () => {
    expect(parse({ DATABASE_URL: "postgresql://app@db/x" }).demo).toBe(false);
    expect(parse({ COUNTERSIGN_URL: "https://gate.example.com" }).demo).toBe(false);
    expect(parse({ COUNTERSIGN_CONFIG: "countersign.yaml" }).demo).toBe(false);
    expect(parse({ COUNTERSIGN_TEST_MODE: "1" }).demo).toBe(false);
    expect(parse({ COUNTERSIGN_TEST_MODE: "1", COUNTERSIGN_DEMO: "1" }).demo).toBe(true);
    expect(parse({ COUNTERSIGN_DEMO: "0" }).demo).toBe(false);
  });

  it("ignores a HOSTNAME that is only the machine's own name", () => {
    expect(parse({ HOSTNAME: hostname() }).hosts).toEqual(["127.0.0.1", "::1"]);
    expect(parse({ HOSTNAME: "3f2a9c0d11ee" }).hosts).toEqual(["127.0.0.1", "::1"]);
    expect(parse({ HOSTNAME: "0.0.0.0" }).hosts).toEqual(["0.0.0.0"]);
    expect(parse({ HOSTNAME: "[::]" }).hosts).toEqual(["::"]);
  });

  it("keeps one origin: a path, credentials or half a sign-in provider are refused", () => {
    expect(reasons({ COUNTERSIGN_URL: "https://x.test/console" })).toContain("must be the root of a host");
    expect(reasons({ COUNTERSIGN_URL: "https://a:b@x.test" })).toContain("COUNTERSIGN_URL");
    expect(reasons({ AUTH_OIDC_ISSUER: "https://id.test" })).toContain("set all three or none");
    expect(parse({ COUNTERSIGN_URL: "https://x.test/" })).toMatchObject({
      url: "https://x.test",
      isSecure: true,
    });
  });

  it("takes a second Slack signing secret only beside the first", () => {
    const both = { SLACK_SIGNING_SECRET: "new", SLACK_SIGNING_SECRET_PREVIOUS: "old" };
    expect(parse(both).slack).toMatchObject({ signingSecret: "new", previousSigningSecret: "old" });
    expect(reasons({ SLACK_SIGNING_SECRET_PREVIOUS: "old" })).toContain("SLACK_SIGNING_SECRET_PREVIOUS");
  });

  it("installs the Slack app only with both halves of its name, and a key every process shares", () => {
    const app = { SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "hunter2" };
    const key = { COUNTERSIGN_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64") };
    const database = { DATABASE_URL: "postgresql://app@db/countersign" };
    expect(parse(app).slack.oauth).toEqual({ id: "1.2", secret: "hunter2" });
    expect(parse({}).slack.oauth).toBeNull();
    expect(reasons({ SLACK_CLIENT_ID: "1.2" })).toContain("set both or none");
    expect(reasons({ SLACK_CLIENT_SECRET: "hunter2" })).toContain("set both or none");
    expect(reasons({ ...app, ...database })).toContain("COUNTERSIGN_ENCRYPTION_KEY: set it");
    expect(parse({ ...app, ...database, ...key }).encryption.key).toBe(key.COUNTERSIGN_ENCRYPTION_KEY);
    expect(parse(database).encryption.key).toBeNull();
  });

  it("takes an encryption key of 32 bytes, and a previous one only beside it", () => {
    for (const key of ["short", Buffer.alloc(31).toString("base64"), Buffer.alloc(33).toString("base64")]) {
      expect(reasons({ COUNTERSIGN_ENCRYPTION_KEY: key })).toContain("must be 32 bytes as base64");
      expect(reasons({ COUNTERSIGN_ENCRYPTION_KEY: key })).not.toContain(key);
    }
    const previous = { COUNTERSIGN_ENCRYPTION_KEY_PREVIOUS: Buffer.alloc(32).toString("base64url") };
    expect(reasons(previous)).toContain("means nothing without COUNTERSIGN_ENCRYPTION_KEY");
  });

  it("reads the allow-list of outbound targets and refuses entries without a port", () => {
    expect(
      parse({ COUNTERSIGN_OUTBOUND_ALLOW: "127.0.0.1:9000, Hooks.test:443,[::1]:1" }).outboundAllow,
    ).toEqual(["127.0.0.1:9000", "hooks.test:443", "[::1]:1"]);
    expect(reasons({ COUNTERSIGN_OUTBOUND_ALLOW: "localhost" })).toContain("must be host:port");
  });
});

describe(".env.example", () => {
  it("names every setting and sets none", () => {
    const text = renderEnvExample();
    for (const name of Object.keys(SETTINGS)) expect(text).toContain(`# ${name}=\n`);
    expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
  });

  it("is the file in the repository", () => {
    expect(readFileSync(".env.example", "utf8")).toBe(renderEnvExample());
  });
});
