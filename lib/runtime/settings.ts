/**
 * Every setting of the product, once: what it is called, what it does, what happens without it. `.env.example` and
 * the documentation are rendered from this table; config.ts is the only reader of the values. All are optional.
 */

export type Setting = {
  readonly description: string;
  /** What happens when it is not set, in words or as a value. */
  readonly default: string;
  readonly secret?: boolean;
};

export const SETTINGS = {
  DATABASE_URL: {
    description: "PostgreSQL 14 or newer, as postgresql://user:password@host:5432/name.",
    default: "a private embedded PostgreSQL under COUNTERSIGN_DATA_DIR",
    secret: true,
  },
  DATABASE_MIGRATION_URL: {
    description: "A role that owns the tables, so that the app's own role cannot alter them.",
    default: "the role of DATABASE_URL does both, and readiness says `unsplit`",
    secret: true,
  },
  COUNTERSIGN_DATA_DIR: {
    description: "Where the embedded database and generated secrets live.",
    default: ".countersign",
  },
  PORT: { description: "The port to listen on.", default: "3000" },
  HOSTNAME: {
    description:
      "The address to listen on: an IP address or `localhost`. 0.0.0.0 is every network. A machine's own name, which shells and containers put here unasked, is ignored.",
    default: "this machine only (127.0.0.1 and ::1)",
  },
  COUNTERSIGN_URL: {
    description:
      "The public base URL. Browser requests must come from its origin; https makes cookies Secure.",
    default: "http://localhost:PORT",
  },
  NEXTAUTH_SECRET: {
    description:
      "At least 32 characters. A session is valid on every process with the same secret. Required when DATABASE_URL is set and COUNTERSIGN_URL is public.",
    default: "made once and kept in COUNTERSIGN_DATA_DIR, readable by this user only",
    secret: true,
  },
  COUNTERSIGN_ENCRYPTION_KEY: {
    description:
      "32 bytes as base64 (openssl rand -base64 32): seals the tokens of installed Slack workspaces. Required with SLACK_CLIENT_ID when DATABASE_URL is set.",
    default: "made once and kept in COUNTERSIGN_DATA_DIR, readable by this user only",
    secret: true,
  },
  COUNTERSIGN_ENCRYPTION_KEY_PREVIOUS: {
    description:
      "The key before it was replaced: what it sealed can still be opened, and is sealed anew at the next start.",
    default: "only COUNTERSIGN_ENCRYPTION_KEY opens",
    secret: true,
  },
  AUTH_OIDC_ISSUER: {
    description: "OpenID Connect issuer for single sign-on, with AUTH_OIDC_ID and AUTH_OIDC_SECRET.",
    default: "no single sign-on",
  },
  AUTH_OIDC_ID: { description: "Client id at the issuer.", default: "none" },
  AUTH_OIDC_SECRET: { description: "Client secret at the issuer.", default: "none", secret: true },
  SLACK_BOT_TOKEN: {
    description: "Bot token (xoxb-…) of one workspace, which every organisation uses.",
    default: "no Slack, unless the app is installed (SLACK_CLIENT_ID)",
    secret: true,
  },
  SLACK_SIGNING_SECRET: {
    description: "Signing secret of the Slack app, for events over HTTP.",
    default: "no events over HTTP",
    secret: true,
  },
  SLACK_SIGNING_SECRET_PREVIOUS: {
    description: "The signing secret before the last regeneration; accepted besides the current one.",
    default: "only SLACK_SIGNING_SECRET is accepted",
    secret: true,
  },
  SLACK_APP_TOKEN: {
    description: "App token (xapp-…): Socket Mode, and POST /api/slack/events answers 404.",
    default: "no Socket Mode",
    secret: true,
  },
  SLACK_CLIENT_ID: {
    description:
      "Client id of the Slack app, with SLACK_CLIENT_SECRET: admins install the app into workspaces of their organisation.",
    default: "only the workspace of SLACK_BOT_TOKEN",
  },
  SLACK_CLIENT_SECRET: { description: "Client secret of the Slack app.", default: "none", secret: true },
  SLACK_API_URL: { description: "Base URL of Slack's Web API.", default: "https://slack.com/api/" },
  SMTP_URL: {
    description:
      "Mail server, as smtps://user:password@host:465, or smtp://…:587, which is encrypted where the server offers it (?requireTLS=true insists).",
    default: "no e-mail",
    secret: true,
  },
  SMTP_FROM: {
    description: "The address that e-mail is from.",
    default: "countersign@ the host of COUNTERSIGN_URL",
  },
  COUNTERSIGN_CONFIG: {
    description: "Path of a countersign.yaml applied at every start.",
    default: "none; people edit the configuration in the console",
  },
  COUNTERSIGN_DEMO: {
    description:
      "1 seeds a believable company into an empty database and lets anyone sign in as its people; 0 does not.",
    default:
      "1 for the embedded database on a local URL without COUNTERSIGN_CONFIG and outside test mode, else 0",
  },
  COUNTERSIGN_OPERATOR_TOKEN: {
    description: "The first operator token: `cso_` and at least 32 characters. It may create organisations.",
    default: "none",
    secret: true,
  },
  COUNTERSIGN_METRICS_PUBLIC: {
    description: "1 serves /api/metrics without an operator token.",
    default: "0",
  },
  COUNTERSIGN_OUTBOUND_ALLOW: {
    description:
      "host:port,… that outbound calls may reach although they are private, loopback or plain http.",
    default: "none",
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    description:
      "An OpenTelemetry collector, as http://host:4318: spans of approvals and executions go to its /v1/traces, as OTLP over HTTP in JSON. It may be on a private network.",
    default: "no spans",
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    description: "Headers for the collector, as name=value,… (a key, for example).",
    default: "none",
    secret: true,
  },
  COUNTERSIGN_LOG_LEVEL: {
    description: "debug, info, warn, error or silent. Logs are JSON lines on standard output.",
    default: "warn on a terminal, else info",
  },
  COUNTERSIGN_TEST_MODE: {
    description:
      "1 opens /api/test/*: one movable clock, sessions for anyone. Refused with a public COUNTERSIGN_URL.",
    default: "0",
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** The text of `.env.example`. */
export function renderEnvExample(): string {
  const lines = ["# Every setting is optional. Copy this file to .env and uncomment what you need.", ""];
  for (const [name, setting] of Object.entries(SETTINGS)) {
    lines.push(...wrap(setting.description), ...wrap(`Without it: ${setting.default}.`), `# ${name}=`, "");
  }
  return lines.join("\n");
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "#";
  for (const word of text.split(" ")) {
    if (line.length + word.length > 110) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
