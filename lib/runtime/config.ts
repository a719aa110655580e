import { isIP } from "node:net";
import { hostname as machineName } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { remember } from "./remember";
import { SETTINGS, type SettingName } from "./settings";

/**
 * The only reader of `process.env`: the environment is parsed once into facts, or the process does not start and says
 * every reason at once. Values never appear in a reason, because half of them are secrets.
 */

const Flag = z.enum(["0", "1"], "must be 0 or 1");
const LogLevel = z.enum(["debug", "info", "warn", "error", "silent"]);

const HttpUrl = z.string().refine((text) => isHttpUrl(text), "must be an http:// or https:// URL");
const PostgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, "must start with postgresql://")
  .refine((text) => URL.canParse(text), "must be a URL, with special characters of the password escaped");

const EncryptionKey = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]{43}=?$/, "must be 32 bytes as base64 (openssl rand -base64 32)");

const Environment = z.object({
  DATABASE_URL: PostgresUrl.optional(),
  DATABASE_MIGRATION_URL: PostgresUrl.optional(),
  COUNTERSIGN_DATA_DIR: z.string().default(".countersign"),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, "must be a port number")
    .transform(Number)
    .refine((port) => port <= 65_535, "must be a port number, 0–65535")
    .default(3000),
  HOSTNAME: z.string().optional(),
  COUNTERSIGN_URL: HttpUrl.refine(
    (text) => !isHttpUrl(text) || new URL(text).pathname === "/",
    "must be the root of a host: the console cannot live under a path",
  ).optional(),
  NEXTAUTH_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  COUNTERSIGN_ENCRYPTION_KEY: EncryptionKey.optional(),
  COUNTERSIGN_ENCRYPTION_KEY_PREVIOUS: EncryptionKey.optional(),
  AUTH_OIDC_ISSUER: HttpUrl.optional(),
  AUTH_OIDC_ID: z.string().optional(),
  AUTH_OIDC_SECRET: z.string().optional(),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_SIGNING_SECRET_PREVIOUS: z.string().optional(),
  SLACK_APP_TOKEN: z.string().optional(),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: z.string().optional(),
  SLACK_API_URL: HttpUrl.default("https://slack.com/api/"),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "must start with smtp:// or smtps://")
    .refine((text) => URL.canParse(text), "must be a URL, with special characters of the password escaped")
    .optional(),
  SMTP_FROM: z
    .string()
    .regex(/^[^\s<>@,;]+@[^\s<>@,;]+$/, "must be an e-mail address, without a name")
    .optional(),
  COUNTERSIGN_CONFIG: z.string().optional(),
  COUNTERSIGN_DEMO: Flag.optional(),
  COUNTERSIGN_OPERATOR_TOKEN: z
    .string()
    .regex(/^cso_[A-Za-z0-9_-]{32,250}$/, "must be cso_ and at least 32 letters, digits, _ or -")
    .optional(),
  COUNTERSIGN_METRICS_PUBLIC: Flag.default("0"),
  COUNTERSIGN_OUTBOUND_ALLOW: z
    .string()
    .transform((text) => text.split(",").map((entry) => entry.trim().toLowerCase()))
    .transform((entries) => entries.filter((entry) => entry !== ""))
    .refine(
      (entries) => entries.every((entry) => /^(\[[0-9a-f:.]+\]|[^\s:/[\]]+):\d{1,5}$/.test(entry)),
      "must be host:port, separated by commas",
    )
    .default([]),
  OTEL_EXPORTER_OTLP_ENDPOINT: HttpUrl.optional(),
  // The exporter reads it by itself, as it does the other variables of its specification.
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional(),
  COUNTERSIGN_LOG_LEVEL: LogLevel.optional(),
  COUNTERSIGN_TEST_MODE: Flag.default("0"),
  NODE_ENV: z.string().optional(),
});
type Environment = z.infer<typeof Environment>;

export type Config = {
  readonly databaseUrl: string | null;
  readonly migrationUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  readonly port: number;
  /** The addresses to listen on. */
  readonly hosts: readonly string[];
  /** The public base, without a trailing slash: also the only origin a browser request may come from. */
  readonly url: string;
  readonly isSecure: boolean;
  readonly isLocal: boolean;
  /** What was set; `sessionSecret()` gives the one in force. */
  readonly secret: string | null;
  /** What was set, as base64; `sealingKeys()` gives those in force. */
  readonly encryption: { readonly key: string | null; readonly previous: string | null };
  readonly oidc: { readonly issuer: string; readonly id: string; readonly secret: string } | null;
  readonly slack: {
    readonly botToken: string | null;
    readonly signingSecret: string | null;
    /** While a secret is being replaced, Slack signs with either. */
    readonly previousSigningSecret: string | null;
    readonly appToken: string | null;
    /** Who the app is when it is installed into a workspace; null: it is not. */
    readonly oauth: { readonly id: string; readonly secret: string } | null;
    readonly apiUrl: string;
  };
  /** The mail server, and the address that its letters are from. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  readonly configPath: string | null;
  readonly demo: boolean;
  readonly operatorToken: string | null;
  readonly metricsPublic: boolean;
  readonly outboundAllow: readonly string[];
  /** Of the collector, without a trailing slash; null: no spans. */
  readonly otlpEndpoint: string | null;
  readonly logLevel: z.infer<typeof LogLevel>;
  readonly testMode: boolean;
  readonly isDevelopment: boolean;
  /** Under the test runner: answers are checked against their schemas. */
  readonly isTest: boolean;
};

/** Every reason at once, in words for the person at the terminal. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly reasons: readonly string[]) {
    super(`The settings are not valid:\n${reasons.map((reason) => `  - ${reason}`).join("\n")}`);
  }
}

type RawEnvironment = Readonly<Record<string, string | undefined>>;

/** The configuration of this process. */
export const config = (): Config =>
  remember("config", () => parseConfig(process.env, { isTerminal: process.stdout.isTTY === true }));

/**
 * next-auth 4 learns its own address from the environment and from nowhere else; the manual flag keeps Next from
 * installing signal handlers of its own, which would wait for open consoles.
 */
export function publishToLibraries(url: string): void {
  process.env.NEXTAUTH_URL = url;
  process.env.NEXT_MANUAL_SIG_HANDLE = "true";
  process.env.NEXT_TELEMETRY_DISABLED ??= "1";
}

/** Throws ConfigError. Pure, so that a test can ask about any environment. */
export function parseConfig(raw: RawEnvironment, options: { readonly isTerminal: boolean }): Config {
  const parsed = Environment.safeParse(withoutEmpty(raw));
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  }
  const config = assemble(parsed.data, options.isTerminal);
  const reasons = contradictions(parsed.data, config);
  if (reasons.length > 0) throw new ConfigError(reasons);
  return config;
}

/** `FOO=` in a file or a compose document means "not set". */
function withoutEmpty(raw: RawEnvironment): Partial<Record<SettingName | "NODE_ENV", string>> {
  const names = [...Object.keys(SETTINGS), "NODE_ENV"];
  return Object.fromEntries(names.map((name) => [name, raw[name]?.trim()]).filter(([, value]) => value));
}

function assemble(env: Environment, isTerminal: boolean): Config {
  const url = new URL(env.COUNTERSIGN_URL ?? `http://localhost:${env.PORT}`);
  const isLocal = isLocalName(url.hostname);
  const testMode = env.COUNTERSIGN_TEST_MODE === "1";
  const demoByDefault = isLocal && !env.DATABASE_URL && !env.COUNTERSIGN_CONFIG && !testMode;
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    migrationUrl: env.DATABASE_MIGRATION_URL ?? null,
    dataDir: resolve(env.COUNTERSIGN_DATA_DIR),
    port: env.PORT,
    hosts: listenOn(env.HOSTNAME),
    url: url.origin,
    isSecure: url.protocol === "https:",
    isLocal,
    secret: env.NEXTAUTH_SECRET ?? null,
    encryption: {
      key: env.COUNTERSIGN_ENCRYPTION_KEY ?? null,
      previous: env.COUNTERSIGN_ENCRYPTION_KEY_PREVIOUS ?? null,
    },
    oidc: oidcOf(env),
    slack: slackOf(env),
    smtp: env.SMTP_URL ? { url: env.SMTP_URL, from: env.SMTP_FROM ?? `countersign@${url.hostname}` } : null,
    configPath: env.COUNTERSIGN_CONFIG ? resolve(env.COUNTERSIGN_CONFIG) : null,
    demo: env.COUNTERSIGN_DEMO === undefined ? demoByDefault : env.COUNTERSIGN_DEMO === "1",
    operatorToken: env.COUNTERSIGN_OPERATOR_TOKEN ?? null,
    metricsPublic: env.COUNTERSIGN_METRICS_PUBLIC === "1",
    outboundAllow: env.COUNTERSIGN_OUTBOUND_ALLOW,
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, "") ?? null,
    logLevel: env.COUNTERSIGN_LOG_LEVEL ?? defaultLogLevel(env, isTerminal),
    testMode,
    isDevelopment: env.NODE_ENV === "development",
    isTest: env.NODE_ENV === "test",
  };
}

/** A person at a terminal reads the start lines; a test reads its own report. */
function defaultLogLevel(env: Environment, isTerminal: boolean): Config["logLevel"] {
  if (env.NODE_ENV === "test") return "silent";
  return isTerminal ? "warn" : "info";
}

/** What is valid by itself but not together: each would open a door or fail later, at a worse moment. */
function contradictions(env: Environment, config: Config): string[] {
  const reasons: string[] = [];
  if (config.testMode && !config.isLocal) {
    reasons.push(
      "COUNTERSIGN_TEST_MODE: lets anyone with the operator token be anybody, so COUNTERSIGN_URL must be localhost, 127.0.0.1, [::1], *.test or *.localhost",
    );
  }
  if (env.DATABASE_URL && !env.NEXTAUTH_SECRET && !config.isLocal) {
    reasons.push(
      "NEXTAUTH_SECRET: set it (openssl rand -base64 32): with DATABASE_URL and a public COUNTERSIGN_URL, every process must share one",
    );
  }
  const oidc = [env.AUTH_OIDC_ISSUER, env.AUTH_OIDC_ID, env.AUTH_OIDC_SECRET];
  if (oidc.some(Boolean) && !oidc.every(Boolean)) {
    reasons.push("AUTH_OIDC_ISSUER, AUTH_OIDC_ID, AUTH_OIDC_SECRET: set all three or none");
  }
  reasons.push(...installationContradictions(env));
  if (env.SLACK_SIGNING_SECRET_PREVIOUS && !env.SLACK_SIGNING_SECRET) {
    reasons.push("SLACK_SIGNING_SECRET_PREVIOUS: means nothing without SLACK_SIGNING_SECRET");
  }
  if (env.DATABASE_MIGRATION_URL && !env.DATABASE_URL) {
    reasons.push("DATABASE_MIGRATION_URL: means nothing without DATABASE_URL");
  }
  return reasons;
}

function installationContradictions(env: Environment): string[] {
  const reasons: string[] = [];
  const isInstallable = Boolean(env.SLACK_CLIENT_ID && env.SLACK_CLIENT_SECRET);
  if (Boolean(env.SLACK_CLIENT_ID) !== Boolean(env.SLACK_CLIENT_SECRET)) {
    reasons.push("SLACK_CLIENT_ID, SLACK_CLIENT_SECRET: set both or none");
  }
  if (isInstallable && env.DATABASE_URL && !env.COUNTERSIGN_ENCRYPTION_KEY) {
    reasons.push(
      "COUNTERSIGN_ENCRYPTION_KEY: set it (openssl rand -base64 32): with DATABASE_URL and SLACK_CLIENT_ID, every process must open the Slack tokens another one sealed",
    );
  }
  if (env.COUNTERSIGN_ENCRYPTION_KEY_PREVIOUS && !env.COUNTERSIGN_ENCRYPTION_KEY) {
    reasons.push("COUNTERSIGN_ENCRYPTION_KEY_PREVIOUS: means nothing without COUNTERSIGN_ENCRYPTION_KEY");
  }
  return reasons;
}

const slackOf = (env: Environment): Config["slack"] => ({
  botToken: env.SLACK_BOT_TOKEN ?? null,
  signingSecret: env.SLACK_SIGNING_SECRET ?? null,
  previousSigningSecret: env.SLACK_SIGNING_SECRET_PREVIOUS ?? null,
  appToken: env.SLACK_APP_TOKEN ?? null,
  oauth:
    env.SLACK_CLIENT_ID && env.SLACK_CLIENT_SECRET
      ? { id: env.SLACK_CLIENT_ID, secret: env.SLACK_CLIENT_SECRET }
      : null,
  apiUrl: env.SLACK_API_URL,
});

function oidcOf(env: Environment): Config["oidc"] {
  if (!env.AUTH_OIDC_ISSUER || !env.AUTH_OIDC_ID || !env.AUTH_OIDC_SECRET) return null;
  return { issuer: env.AUTH_OIDC_ISSUER, id: env.AUTH_OIDC_ID, secret: env.AUTH_OIDC_SECRET };
}

/**
 * Browsers take `localhost` for ::1 or for 127.0.0.1, so the default listens on both, and on no network. Bash and
 * container engines put the machine's own name into HOSTNAME; nobody who starts us meant that as an instruction.
 */
function listenOn(name: string | undefined): readonly string[] {
  const loopback = ["127.0.0.1", "::1"];
  if (name === undefined || name === "localhost") return loopback;
  const address = name.replace(/^\[(.*)\]$/, "$1");
  if (isIP(address) !== 0) return [address];
  return name === machineName() || !name.includes(".") ? loopback : [name];
}

function isLocalName(hostname: string): boolean {
  if (hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname)) return true;
  return hostname.endsWith(".test") || hostname.endsWith(".localhost");
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username === "" && password === "";
}
