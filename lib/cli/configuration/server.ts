import { z } from "zod";
import { Problem } from "@/lib/contract/common";
import { ConfigDrift } from "@/lib/contract/config-history";
import { ConfigPlan, ConfigProblemList } from "@/lib/contract/config-plan";
import { Rederivation, ReplayReport } from "@/lib/contract/replay";
import { sha256 } from "@/lib/core/canonical-json";
import { UsageError } from "../command";
import type { Ending } from "../exit-codes";
import type { Shell } from "../shell";
import type { Source } from "./source";

/** The configuration of a running server, and what stops its agents, asked with an operator token. */
export const SERVER_OPTIONS = { url: { type: "string" }, token: { type: "string" } } as const;

export const SERVER_HELP = [
  "--url <address>       the server (default COUNTERSIGN_URL, then http://localhost:3000)",
  "--token <cso_…>       an operator token (default COUNTERSIGN_OPERATOR_TOKEN)",
];

/** What the server said no to, or that it said nothing. */
export class ServerError extends Error {
  override readonly name = "ServerError";
  constructor(
    readonly ending: Ending,
    message: string,
    readonly problem: Problem | null = null,
  ) {
    super(message);
  }
}

export type Server = {
  readonly plan: (source: Source, expectVersion: number | undefined) => Promise<ConfigPlan>;
  readonly apply: (source: Source, expectVersion: number) => Promise<ConfigPlan>;
  readonly drift: () => Promise<ConfigDrift>;
  readonly replay: (source: Source, query: Window) => Promise<ReplayReport>;
  readonly rederivation: (query: Window) => Promise<Rederivation>;
  readonly problems: () => Promise<ConfigProblemList>;
  readonly document: (media: "application/yaml" | "application/json") => Promise<string>;
  /** Stop an agent or a surface, or let it go on. */
  readonly stop: <T>(
    path: string,
    input: { readonly reason?: string | undefined },
    answer: z.ZodType<T>,
  ) => Promise<T>;
  readonly url: string;
};

/** How far back, and at most how many actions. */
export type Window = { readonly since: string; readonly limit: number };

const PATIENCE_MS = 60_000;

export function connect(
  given: { readonly url?: string | undefined; readonly token?: string | undefined },
  shell: Shell,
): Server {
  const url = baseOf(given.url ?? shell.environment("COUNTERSIGN_URL") ?? "http://localhost:3000");
  const token = given.token ?? shell.environment("COUNTERSIGN_OPERATOR_TOKEN");
  if (token === undefined)
    throw new UsageError("No operator token: give --token or COUNTERSIGN_OPERATOR_TOKEN.");
  const ask = asking({ url, token, signal: shell.signal });
  const send = (method: "PUT" | "POST", path: string, source: Source) => {
    const media = source.isJson ? "application/json" : "application/yaml";
    return ask(method, path, { "Content-Type": media }, source.bytes);
  };
  const put = async (source: Source, query: Readonly<Record<string, string>>) =>
    understand(ConfigPlan, await send("PUT", `/api/v1/config?${new URLSearchParams(query)}`, source));
  const get = (path: string) => ask("GET", `/api/v1/config${path}`, { Accept: "application/json" });
  return {
    url,
    plan: (source, expectVersion) =>
      put(source, {
        dry_run: "1",
        ...(expectVersion === undefined ? {} : { expect_version: String(expectVersion) }),
      }),
    apply: (source, expectVersion) =>
      put(source, {
        expect_version: String(expectVersion),
        source: source.name.slice(0, 200),
        source_hash: sha256(source.bytes),
      }),
    replay: async (source, query) =>
      understand(ReplayReport, await send("POST", `/api/v1/config/replay?${asQuery(query)}`, source)),
    rederivation: async (query) => understand(Rederivation, await get(`/rederivation?${asQuery(query)}`)),
    drift: async () => understand(ConfigDrift, await get("/drift")),
    problems: async () => understand(ConfigProblemList, await get("/problems")),
    stop: async (path, input, answer) => {
      const body = new TextEncoder().encode(JSON.stringify(input));
      return understand(
        answer,
        await ask("POST", `/api/v1${path}`, { "Content-Type": "application/json" }, body),
      );
    },
    document: (media) => ask("GET", "/api/v1/config", { Accept: media }),
  };
}

const asQuery = ({ since, limit }: Window): string =>
  new URLSearchParams({ since, limit: String(limit) }).toString();

function baseOf(text: string): string {
  if (/^https?:/i.test(text) && URL.canParse(text)) return text.replace(/\/+$/, "");
  throw new UsageError("--url takes an http(s) address, such as https://gate.example.com");
}

function asking({ url, token, signal }: { url: string; token: string; signal: AbortSignal }) {
  return async (
    method: "GET" | "PUT" | "POST",
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: Uint8Array,
  ): Promise<string> => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...headers },
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
        // A redirect would carry the token to wherever it points.
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      });
      text = await response.text();
    } catch {
      signal.throwIfAborted();
      throw new ServerError("unreachable", `No answer from ${url}, so nothing was changed.`);
    }
    if (response.ok) return text;
    throw refusal(response.status, text);
  };
}

function refusal(status: number, text: string): ServerError {
  const problem = Problem.safeParse(parseJson(text));
  if (!problem.success)
    return new ServerError(status >= 500 ? "unreachable" : "failed", `The server answered HTTP ${status}.`);
  return new ServerError(endingOf(problem.data), problem.data.detail, problem.data);
}

function endingOf({ status, errors }: Problem): Ending {
  if (status === 412 || status === 409) return "conflict";
  if (status >= 500 || status === 429) return "unreachable";
  return errors === undefined ? "failed" : "findings";
}

function understand<T>(schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ServerError(
    "failed",
    `The server's answer is not understood: is it of this version?\n${z.prettifyError(parsed.error)}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
