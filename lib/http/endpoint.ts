import type { z } from "zod";
import type { ErrorCode } from "@/lib/contract/errors";
import type { AgentActor, Context, OperatorActor, PersonActor } from "@/lib/ops/context";
import type { Patience } from "@/lib/runtime/lifecycle";
import type { Permission } from "./permissions";

/**
 * One row of the API's table. Mounting, the OpenAPI document and the authorisation test read the same rows, so an
 * endpoint cannot exist without saying who may call it.
 */

export type Principal = "agent" | "person" | "operator" | "anyone";
export type Method = "GET" | "POST" | "PUT" | "DELETE";

type ActorOf<P extends Principal> =
  | ("agent" extends P ? AgentActor : never)
  | ("person" extends P ? PersonActor : never)
  | ("operator" extends P ? OperatorActor : never);

/** `anyone` rows get no actor at all: what they answer cannot depend on who asks. */
type ContextOf<P extends Principal> = "anyone" extends P
  ? { readonly requestId: string }
  : Context<ActorOf<P>>;

type ParametersOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & ParametersOf<Rest>
  : unknown;

export type IdempotencyClaim = { readonly key: string; readonly bodyHash: string };

export type Call<Ctx, Parameters, Query, Body> = {
  readonly ctx: Ctx;
  readonly params: Parameters;
  readonly query: Query;
  readonly body: Body;
  readonly idempotency: IdempotencyClaim | null;
  readonly header: (name: string) => string | null;
  /** For verbs that wait: the signal aborts when the caller leaves or the process stops. */
  readonly wait: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** The same for answers that go on after the verb has returned: whoever takes it must release it. */
  readonly patience: () => Patience;
  /** Asks again who calls: for answers that outlive a credential, as streams do. */
  readonly isStillWelcome: () => Promise<boolean>;
};

export type Answer = {
  readonly status: number;
  /** JSON unless `media` says otherwise; then a string or a stream of bytes. */
  readonly body?: unknown;
  readonly media?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isReplay?: boolean;
  /** Of a problem document, for the log. */
  readonly reasonCode?: string;
};

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const accepted = (body: unknown): Answer => ({ status: 202, body });
export const noContent: Answer = { status: 204 };

/** How a standard that we speak besides our own words problems: other statuses, other types. Codes and details stay. */
export type Dialect = {
  readonly statuses: Partial<Readonly<Record<ErrorCode, number>>>;
  readonly types: Partial<Readonly<Record<ErrorCode, string>>>;
};

/** A schema of JSON, a media type, or nothing at all. */
export type Output = z.ZodType | string | null;

type Row<Path extends string, P extends Principal, Query, Body> = {
  readonly method: Method;
  /** `{name}` marks a parameter. */
  readonly path: Path;
  readonly summary: string;
  readonly principals: readonly P[];
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** The body may also be YAML. */
  readonly takesYaml?: boolean;
  /** A member of the body that carries an action's arguments, with limits of its own. */
  readonly argumentsAt?: string;
  readonly answers: Readonly<Record<number, Output>>;
  /**
   * What an Idempotency-Key does: `stored` keeps the answer and replays it; `verb` hands the key to the verb, which
   * keeps it in its own transaction. Left out: the key is ignored, because the answer must not be kept (a new key is
   * shown once) or because repeating is harmless.
   */
  readonly idempotency?: "stored" | "verb";
  /** Lets everybody in when it says so; read at each call. */
  readonly isOpen?: () => boolean;
  readonly dialect?: Dialect;
  /**
   * Says a problem in the words of a caller that takes no problem documents, where the beginning of the body shows that
   * it is one of them; to everybody else the problem itself.
   */
  readonly refusal?: (problem: Answer, beginning: string) => Answer;
  readonly verb: (call: Call<ContextOf<P>, ParametersOf<Path>, Query, Body>) => Promise<Answer>;
} & ("person" extends P ? { readonly permission: Permission } : { readonly permission?: undefined });

type ErasedContext = Context<AgentActor | PersonActor | OperatorActor>;
export type ErasedCall = Call<ErasedContext, Readonly<Record<string, string>>, unknown, unknown>;

export type Endpoint = {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly principals: readonly Principal[];
  readonly permission?: Permission;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly takesYaml?: boolean;
  readonly argumentsAt?: string;
  readonly answers: Readonly<Record<number, Output>>;
  readonly idempotency?: "stored" | "verb";
  readonly isOpen?: () => boolean;
  readonly dialect?: Dialect;
  readonly refusal?: (problem: Answer, beginning: string) => Answer;
  readonly verb: (call: ErasedCall) => Promise<Answer>;
};

export function endpoint<const Path extends string, P extends Principal, Query = undefined, Body = undefined>(
  row: Row<Path, P, Query, Body>,
): Endpoint {
  // safe because mount.ts admits only the row's principals, parses with the row's own schemas and matches its path
  return row as unknown as Endpoint;
}
