import { expect } from "@playwright/test";
import { type Caller, textAt } from "./http";

/** A console's open stream of server-sent events, read from the wire by the rules of the HTML standard. */

export type StreamEvent = { readonly id: string; readonly event: string; readonly data: unknown };

export type Stream = {
  readonly events: readonly StreamEvent[];
  /** Waits for an event about this request in this status, also when it came already. */
  readonly waitFor: (requestId: string, status: string) => Promise<StreamEvent>;
  readonly close: () => Promise<void>;
};

export async function openStream(caller: Caller, lastEventId?: string): Promise<Stream> {
  const aborter = new AbortController();
  const response = await fetch(`${caller.url}/api/v1/stream`, {
    headers: {
      ...caller.headers,
      Accept: "text/event-stream",
      ...(lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId }),
    },
    signal: aborter.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const events: StreamEvent[] = [];
  const reading = read(response, events).catch(() => {});
  return {
    events,
    waitFor: async (requestId, status) => {
      const isIt = ({ data }: StreamEvent) =>
        textAt(data, "id") === requestId && textAt(data, "status") === status;
      await expect
        .poll(() => events.some(isIt), { message: `${status} ${requestId} on the stream`, timeout: 10_000 })
        .toBe(true);
      const found = events.find(isIt);
      if (!found) throw new Error("it was there a moment ago");
      return found;
    },
    close: async () => {
      aborter.abort();
      await reading;
    },
  };
}

async function read(response: Response, events: StreamEvent[]): Promise<void> {
  const decoder = new TextDecoder();
  let pending = "";
  for await (const chunk of response.body ?? []) {
    pending += decoder.decode(chunk, { stream: true });
    const blocks = pending.split("\n\n");
    pending = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parse(block);
      if (event) events.push(event);
    }
  }
}

/** Null for a comment or a block without data. */
function parse(block: string): StreamEvent | null {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ""));
  }
  const data = fields.get("data");
  if (data === undefined) return null;
  return { id: fields.get("id") ?? "", event: fields.get("event") ?? "message", data: JSON.parse(data) };
}
