import { type Outcome, type ProposedAction, toWireAction, toWireOutcome } from "./actions";
import { type Claim, readClaim, readStanding, type Standing } from "./answers";
import { type Clock, platformClock, randomId, readEnvironment } from "./environment";
import { CountersignError } from "./errors";
import { sealArguments } from "./json";
import { type Answer, type Call, send, type Transport } from "./transport";

export type CountersignOptions = {
  /** Where the gate is; `COUNTERSIGN_URL` by default. */
  readonly url?: string;
  /** The agent's key; `COUNTERSIGN_AGENT_KEY` by default. */
  readonly key?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** How long a call goes on while the gate cannot answer. Default 30. */
  readonly patienceSeconds?: number;
  /** The same for `wait`, which outlives a restart or a deployment of the gate. Default 300. */
  readonly waitPatienceSeconds?: number;
  readonly clock?: Clock;
};

export type ClaimInput = { readonly claimKey: string; readonly signal?: AbortSignal } & (
  | { readonly arguments: object; readonly digest?: never }
  | { readonly digest: string; readonly arguments?: never }
);

const LONG_POLL_SECONDS = 25;
const ATTEMPT_SECONDS = 20;

/**
 * An agent's way to the gate. Each method is one call of the contract, repeated while the gate cannot answer; each
 * returns what the gate said or throws. There is no method, and no failure, that permits an action: only a ruling of
 * `allow`, or a claim that succeeded, does.
 */
export class Countersign {
  readonly #transport: Transport;
  readonly #patienceSeconds: number;
  readonly #waitPatienceSeconds: number;

  constructor(options: CountersignOptions = {}) {
    const url = options.url ?? readEnvironment("COUNTERSIGN_URL");
    const key = options.key ?? readEnvironment("COUNTERSIGN_AGENT_KEY");
    if (!key) throw new CountersignError("no_key", "give an agent's key: `key`, or COUNTERSIGN_AGENT_KEY");
    this.#transport = {
      baseUrl: baseOf(url),
      key,
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      clock: options.clock ?? platformClock,
    };
    this.#patienceSeconds = options.patienceSeconds ?? 30;
    this.#waitPatienceSeconds = options.waitPatienceSeconds ?? 300;
  }

  get clock(): Clock {
    return this.#transport.clock;
  }

  /** Asks for a ruling. With the same idempotency key and action, a later process gets the first answer again. */
  async propose(
    action: ProposedAction,
    options: { readonly idempotencyKey?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Standing> {
    const body = toWireAction(action);
    const headers = { "idempotency-key": options.idempotencyKey ?? randomId() };
    const answer = await this.#post("/api/v1/actions", body, { headers, signal: options.signal });
    return readStanding(answer.body, answer.status);
  }

  /** How the action stands right now. */
  async get(actionId: string, options: { readonly signal?: AbortSignal } = {}): Promise<Standing> {
    const answer = await this.#call({ method: "GET", path: pathOf(actionId), signal: options.signal });
    return readStanding(answer.body, answer.status);
  }

  /**
   * Returns once the request is decided, or still pending after `timeoutSeconds`. It outlives restarts of the gate; one
   * that stays silent longer than the client's patience is `unreachable`.
   */
  async wait(
    actionId: string,
    options: { readonly signal?: AbortSignal; readonly timeoutSeconds?: number } = {},
  ): Promise<Standing> {
    const { clock } = this;
    const startedAt = clock.elapsed();
    const endsAt = startedAt + (options.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    for (;;) {
      const polledAt = clock.elapsed();
      const leftSeconds = Math.max(0, Math.ceil((endsAt - polledAt) / 1000));
      const pollSeconds = Math.min(LONG_POLL_SECONDS, leftSeconds);
      const answer = await this.#call({
        method: "GET",
        path: `${pathOf(actionId)}?wait=${pollSeconds}`,
        attemptSeconds: pollSeconds + ATTEMPT_SECONDS,
        patienceSeconds: Math.min(this.#waitPatienceSeconds, leftSeconds),
        signal: options.signal,
      });
      const standing = readStanding(answer.body, answer.status);
      if (standing.request?.status !== "pending" || clock.elapsed() >= endsAt) return standing;
      // A gate that answers at once although it was asked to hold the call must not be hammered.
      if (clock.elapsed() - polledAt < 1000) await clock.pause(1000, options.signal);
    }
  }

  /**
   * Takes the approval, once, for exactly these arguments (or this digest). 409 when they are not what was approved, or
   * it is not to be had. The same claim key gets the same answer, so a lost answer costs nothing.
   */
  async claim(actionId: string, input: ClaimInput): Promise<Claim> {
    const what =
      input.digest === undefined ? { arguments: sealArguments(input.arguments) } : { digest: input.digest };
    const body = { ...what, claim_key: input.claimKey };
    const answer = await this.#post(`${pathOf(actionId)}/claim`, body, { signal: input.signal });
    return readClaim(answer.body, answer.status);
  }

  /** Says what became of it. */
  async report(actionId: string, outcome: Outcome): Promise<void> {
    await this.#post(`${pathOf(actionId)}/outcome`, toWireOutcome(outcome));
  }

  /** The agent no longer wants it; the request ends as denied, cause withdrawn. 409 if it was decided before. */
  async withdraw(actionId: string, reason: string): Promise<void> {
    await this.#post(`${pathOf(actionId)}/withdraw`, { reason });
  }

  /** Answers what an approver asked; `wait` and `get` list the questions. */
  async answer(
    actionId: string,
    answer: { readonly question: string; readonly text: string },
  ): Promise<void> {
    await this.#post(`${pathOf(actionId)}/answers`, { question: answer.question, text: answer.text });
  }

  #post(path: string, body: unknown, more: Pick<Call, "headers" | "signal"> = {}): Promise<Answer> {
    return this.#call({ method: "POST", path, body, ...more });
  }

  #call(call: Omit<Call, "attemptSeconds" | "patienceSeconds"> & Partial<Call>): Promise<Answer> {
    return send(this.#transport, {
      attemptSeconds: ATTEMPT_SECONDS,
      patienceSeconds: this.#patienceSeconds,
      ...call,
    });
  }
}

const pathOf = (actionId: string): string => `/api/v1/actions/${encodeURIComponent(actionId)}`;

function baseOf(url: string | undefined): string {
  const parsed = url !== undefined && URL.canParse(url) ? new URL(url) : null;
  if (parsed && (parsed.protocol === "http:" || parsed.protocol === "https:") && !parsed.username) {
    return (parsed.origin + parsed.pathname).replace(/\/+$/, "");
  }
  const given = url === undefined ? "none was given" : "it must be an http(s) address without credentials";
  throw new CountersignError("bad_url", `give the gate's address (\`url\`, or COUNTERSIGN_URL): ${given}`);
}
