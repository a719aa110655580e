import { Conversations } from "./conversation";
import { idKey, type RequestId } from "./messages";
import { Run } from "./run";
import { endsWithin } from "./server-process";

/**
 * Who is behind a request over HTTP. A client with a session (protocols before 2026-07-28) is one run, and its ids are
 * its own; those without one share a run, and their ids mean nothing beside each other.
 */

const MOST_SESSIONS = 1_000;
const FAREWELL_MILLISECONDS = 1500;

export class HttpSession {
  readonly run = new Run();
  readonly conversations = new Conversations();
  readonly #calls = new Map<string, { readonly left: AbortController; isForwarded: boolean }>();
  readonly #all = new Set<AbortController>();
  readonly #tasks = new Set<Promise<void>>();

  constructor(private readonly hasOwnIds: boolean) {}

  /** Null when a call of this id is under way. */
  begin(key: string): AbortController | null {
    const left = new AbortController();
    if (this.hasOwnIds) {
      if (this.#calls.has(key)) return null;
      this.#calls.set(key, { left, isForwarded: false });
    }
    this.#all.add(left);
    return left;
  }

  forwarded(key: string): void {
    const call = this.#calls.get(key);
    if (call) call.isForwarded = true;
  }

  end(key: string, left: AbortController): void {
    this.#all.delete(left);
    if (this.#calls.get(key)?.left === left) this.#calls.delete(key);
  }

  track(work: Promise<void>): void {
    this.#tasks.add(work);
    void work.finally(() => this.#tasks.delete(work));
  }

  /** True when the call was only held here, so that the server need not hear of it. */
  cancel({ id, reason }: { readonly id: RequestId | null; readonly reason: string }): boolean {
    const call = id === null ? undefined : this.#calls.get(idKey(id));
    if (call === undefined || call.isForwarded) return false;
    call.left.abort({ isWithdrawn: true, reason: reason.slice(0, 1000) || "the agent took the call back" });
    return true;
  }

  async leave(): Promise<void> {
    for (const left of this.#all) left.abort({ isWithdrawn: true, reason: "the session ended" });
    this.conversations.close();
    await endsWithin(FAREWELL_MILLISECONDS, Promise.all(this.#tasks));
  }
}

export class HttpSessions {
  readonly #shared = new HttpSession(false);
  readonly #byId = new Map<string, HttpSession>();

  of(id: string | null): HttpSession {
    if (id === null) return this.#shared;
    const known = this.#byId.get(id) ?? new HttpSession(true);
    // The latest used stands last, so that the first is the one to go.
    this.#byId.delete(id);
    this.#byId.set(id, known);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > MOST_SESSIONS && oldest !== undefined) this.end(oldest);
    return known;
  }

  end(id: string | null): void {
    if (id === null) return;
    void this.#byId.get(id)?.leave();
    this.#byId.delete(id);
  }

  async leaveAll(): Promise<void> {
    await Promise.all([this.#shared, ...this.#byId.values()].map((session) => session.leave()));
  }
}
