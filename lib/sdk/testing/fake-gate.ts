import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import canonicalize from "canonicalize";
import { ZodError } from "zod";
import {
  AnswerInput,
  ClaimAnswer,
  ClaimInput,
  OutcomeAnswer,
  OutcomeInput,
  ProposeInput,
  WaitQuery,
  WithdrawInput,
} from "@/lib/contract/actions";
import {
  actionOf,
  type Decided,
  digestOf,
  grantOf,
  type Held,
  type Script,
  showAction,
} from "./fake-gate-answers";

/**
 * A gate for tests of the agent's side: a real HTTP server that follows a script instead of deciding. It reads and
 * writes through the contract's own schemas, so what passes here fits the wire; faults break the wire on purpose.
 */

export type Operation = "propose" | "get" | "claim" | "outcome" | "withdraw" | "answers";

/** What goes wrong, once, at the next call of the operation. `lost`: the work is done, the answer never arrives. */
export type Fault = { readonly at: Operation } & (
  | { readonly kind: "hang_up" | "lost" }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
);

export type RecordedCall = {
  readonly operation: Operation;
  readonly actionId: string | null;
  readonly headers: IncomingMessage["headers"];
  readonly query: string;
  readonly body: unknown;
};

export type FakeGate = {
  readonly url: string;
  readonly calls: RecordedCall[];
  readonly faults: Fault[];
  readonly actions: ReadonlyMap<string, Held>;
  readonly decide: (actionId: string, decided: Decided) => void;
  /** The id of the next action somebody waits for while it is pending. */
  readonly nextWait: () => Promise<string>;
  /** Severs every connection, as a network would; the gate lives on. */
  readonly sever: () => void;
  /** Severs every connection and stops listening, as a crash would. */
  readonly kill: () => Promise<void>;
};

export const FAKE_KEY = "csa_fake";

export async function startFakeGate(scriptFor: (input: ProposeInput) => Script, port = 0): Promise<FakeGate> {
  const gate = new Gate(scriptFor);
  const server = createServer((request, response) => {
    gate.serve(request, response).catch((error: unknown) => {
      response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ reason_code: "fake_gate_failed", detail: String(error) }));
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: boundPort } = server.address() as AddressInfo; // safe because it listens on TCP
  gate.url = `http://127.0.0.1:${boundPort}`;
  return {
    url: gate.url,
    calls: gate.calls,
    faults: gate.faults,
    actions: gate.actions,
    decide: (actionId, decided) => gate.decide(actionId, decided),
    nextWait: () => new Promise((resolve) => gate.watchers.push(resolve)),
    sever: () => server.closeAllConnections(),
    kill: () => stop(server),
  };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly reasonCode: string,
  ) {
    super(reasonCode);
  }
}

class Gate {
  url = "";
  readonly calls: RecordedCall[] = [];
  readonly faults: Fault[] = [];
  readonly actions = new Map<string, Held>();
  readonly watchers: ((actionId: string) => void)[] = [];
  readonly #byIdempotencyKey = new Map<string, string>();
  readonly #waiters: { readonly actionId: string; readonly wake: () => void }[] = [];

  constructor(private readonly scriptFor: (input: ProposeInput) => Script) {}

  decide(actionId: string, decided: Decided): void {
    const held = this.#find(actionId);
    held.decided ??= decided;
    for (const waiter of this.#waiters) if (waiter.actionId === actionId) waiter.wake();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? "/", "http://gate");
    const [, , , , actionId = null, verb] = address.pathname.split("/");
    const operation = (verb ?? (request.method === "POST" ? "propose" : "get")) as Operation; // safe because unknown ones answer 404
    const text = await textOf(request);
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    this.calls.push({ operation, actionId, headers: request.headers, query: address.search, body });

    const fault = this.#takeFault(operation);
    if (fault?.kind === "hang_up") return void request.socket.destroy();
    if (fault?.kind === "answer") return void response.writeHead(fault.status, fault.headers).end(fault.body);
    const answer = await this.#answer(operation, actionId, body, address, request);
    if (fault?.kind === "lost") return void request.socket.destroy();
    response
      .writeHead(answer.status, { "content-type": "application/json" })
      .end(JSON.stringify(answer.body));
  }

  #takeFault(operation: Operation): Fault | undefined {
    const index = this.faults.findIndex((fault) => fault.at === operation);
    return index < 0 ? undefined : this.faults.splice(index, 1)[0];
  }

  async #answer(
    operation: Operation,
    actionId: string | null,
    body: unknown,
    address: URL,
    request: IncomingMessage,
  ): Promise<{ status: number; body: unknown }> {
    try {
      if (request.headers.authorization !== `Bearer ${FAKE_KEY}`) throw new Refusal(401, "unauthenticated");
      if (operation === "propose") return this.#propose(body, request);
      const held = this.#find(actionId);
      if (operation === "get") return { status: 200, body: await this.#wait(held, address) };
      if (operation === "claim") return { status: 200, body: this.#claim(held, body) };
      if (operation === "outcome") return { status: 200, body: this.#report(held, body) };
      if (operation === "answers") return { status: 200, body: AnswerInput.parse(body) };
      if (operation !== "withdraw") throw new Refusal(404, "not_found");
      const { reason } = WithdrawInput.parse(body);
      if (held.decided) throw new Refusal(409, "already_decided");
      this.decide(held.id, { outcome: "denied", cause: "withdrawn", reason: reason ?? "" });
      return { status: 200, body: showAction(held, this.url) };
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof ZodError)) throw error;
      const { status, reasonCode } =
        error instanceof Refusal ? error : { status: 422, reasonCode: `invalid ${error.message}` };
      return {
        status,
        body: { status, reason_code: reasonCode, title: reasonCode, detail: `no: ${reasonCode}` },
      };
    }
  }

  #propose(body: unknown, request: IncomingMessage): { status: number; body: unknown } {
    const input = ProposeInput.parse(body);
    const key = String(request.headers["idempotency-key"]);
    const known = this.#byIdempotencyKey.get(key);
    const id = known ?? `act_${this.actions.size + 1}`;
    this.#byIdempotencyKey.set(key, id);
    if (known === undefined) this.actions.set(id, this.#hold(id, input));
    const held = this.#find(id);
    if (canonicalize(held.input) !== canonicalize(input)) throw new Refusal(422, "idempotency_key_reused");
    return { status: held.script.verdict === "escalate" ? 202 : 200, body: showAction(held, this.url) };
  }

  #hold(id: string, input: ProposeInput): Held {
    const script = this.scriptFor(input);
    const digest = digestOf(input, input.arguments);
    return { id, input, script, digest, decided: null, claimKey: null, claimCount: 0, outcome: null };
  }

  async #wait(held: Held, address: URL): Promise<unknown> {
    const { wait } = WaitQuery.parse(Object.fromEntries(address.searchParams));
    if (held.script.answer) held.decided ??= held.script.answer;
    if (held.script.verdict === "escalate" && !held.decided && wait > 0 && !held.script.isImpatient) {
      const decided = new Promise<void>((wake) => this.#waiters.push({ actionId: held.id, wake }));
      for (const watch of this.watchers.splice(0)) watch(held.id);
      await decided;
    }
    return showAction(held, this.url);
  }

  #claim(held: Held, body: unknown): unknown {
    const input = ClaimInput.parse(body);
    held.claimCount += 1;
    if (held.decided?.outcome !== "approved") throw new Refusal(409, "not_approved");
    if (held.claimCount <= (held.script.heldClaims ?? 0)) throw new Refusal(409, "grant_held");
    if (held.script.refuseClaim) throw new Refusal(409, held.script.refuseClaim);
    const digest = input.digest ?? digestOf(held.input, input.arguments ?? {});
    if (digest !== held.digest) throw new Refusal(409, "digest_mismatch");
    if (held.claimKey !== null && held.claimKey !== input.claim_key)
      throw new Refusal(409, "already_claimed");
    held.claimKey = input.claim_key ?? "";
    return ClaimAnswer.parse({ grant: { ...grantOf(held), constraints: {} }, receipt: "claim.jws.x" });
  }

  #report(held: Held, body: unknown): unknown {
    const outcome = OutcomeInput.parse(body);
    if (held.script.verdict === "escalate" && held.claimKey === null) throw new Refusal(409, "not_claimed");
    held.outcome ??= outcome;
    return OutcomeAnswer.parse({
      ...{ action: actionOf(held), grant: null, unconfirmed: null },
      receipt: "outcome.jws.x",
    });
  }

  #find(actionId: string | null): Held {
    const held = actionId === null ? undefined : this.actions.get(actionId);
    if (!held) throw new Refusal(404, "not_found");
    return held;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
