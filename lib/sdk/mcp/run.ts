import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import type { ActionContext, PathStep } from "../actions";
import { currentInstant, randomId } from "../environment";
import type { JsonObject } from "../json";

/**
 * One session of a client with a server is one **run**: it has an id, and the path of what was called so far.
 *
 * An action is kept word for word with its idempotency key from before it is proposed until it has an answer, so that the
 * same call made again, in this process or after it was killed, takes up the same request.
 */

/** `call` is the hash of what was called: the same call again has the same. */
export type Opening = { readonly call: string; readonly key: string; readonly context: ActionContext };

export type RunRecord = {
  readonly runId: string;
  readonly path: readonly PathStep[];
  readonly openings: readonly Opening[];
};

/** Where a run is written down so that another process can go on with it. */
export type Journal = { readonly read: () => RunRecord | null; readonly write: (record: RunRecord) => void };

/** The gate takes 500 steps; the latest of a long session tell more than its first. */
const LONGEST_PATH = 200;

export type CallFacts = { readonly tool: string; readonly version: string; readonly arguments: JsonObject };

export const callDigest = ({ tool, version, arguments: args }: CallFacts): string =>
  sha256(canonicalJson({ tool, version, arguments: args }));

export class Run {
  readonly id: string;
  #path: readonly PathStep[];
  #step: number;
  #openings: readonly Opening[];
  readonly #underWay = new Set<string>();
  readonly #sent = new Set<string>();

  constructor(private readonly journal: Journal | null = null) {
    const record = journal?.read() ?? null;
    this.id = record?.runId ?? `run_${randomId()}`;
    this.#path = record?.path ?? [];
    this.#openings = record?.openings ?? [];
    this.#step = this.#path.length;
    this.#write();
  }

  /** How the call is to be proposed: as before, if it was proposed before and nobody here is at it right now. */
  open(call: string, contextOf: (run: ActionContext["run"]) => ActionContext): Opening {
    const known = this.#openings.find((one) => one.call === call && !this.#underWay.has(one.key));
    const opening = known ?? { call, key: randomId(), context: contextOf(this.#next()) };
    this.#underWay.add(opening.key);
    return opening;
  }

  /** The same, as another process of the proxy had opened it. */
  resume(opening: Opening): Opening {
    this.#underWay.add(opening.key);
    return opening;
  }

  #next(): ActionContext["run"] {
    this.#step += 1;
    return { id: this.id, step: this.#step, path: this.#path };
  }

  /** It is about to be proposed: from here on the call can be taken up again. */
  keep(opening: Opening): void {
    if (this.#openings.some(({ key }) => key === opening.key)) return;
    this.#openings = [...this.#openings, opening];
    this.#write();
  }

  /** Nobody waits for it here any more, but it has no answer yet. */
  leave({ key }: Opening): void {
    this.#underWay.delete(key);
  }

  /** It goes to the server. The path says so before the client can act on the answer: policies judge by it. */
  send({ key }: Opening, tool: string): void {
    this.#sent.add(key);
    this.#append(tool, "let through");
    this.#write();
  }

  /** It has its answer. What was not let through is on the path as well, with what came of it. */
  finish(opening: Opening, tool: string, summary: string): void {
    this.leave(opening);
    this.#openings = this.#openings.filter(({ key }) => key !== opening.key);
    if (!this.#sent.delete(opening.key)) this.#append(tool, summary);
    this.#write();
  }

  #append(tool: string, summary: string): void {
    this.#path = [...this.#path, { tool, at: currentInstant(), summary }].slice(-LONGEST_PATH);
  }

  #write(): void {
    this.journal?.write({ runId: this.id, path: this.#path, openings: this.#openings });
  }
}
