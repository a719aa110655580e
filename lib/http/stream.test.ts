import { beforeEach, describe, expect, it } from "vitest";
import { eventStream, type StreamItem, type StreamSource } from "./stream";

const EVENT = { id: "req_1", version: 1, status: "pending" };
let leaving: AbortController;
let taken: number;
let released: number;
let asked: number;
beforeEach(() => {
  leaving = new AbortController();
  taken = 0;
  released = 0;
  asked = 0;
});

async function* forever(): AsyncGenerator<StreamItem> {
  for (let seq = 1; ; seq += 1) {
    asked = seq;
    yield { seq, event: { ...EVENT, version: seq } };
  }
}

async function* silence(signal: AbortSignal): AsyncGenerator<StreamItem> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
}

const open = (source: Partial<StreamSource>) =>
  eventStream({
    name: "request",
    items: forever,
    isStillWelcome: async () => true,
    patience: () => {
      taken += 1;
      return {
        signal: leaving.signal,
        release: () => {
          released += 1;
        },
      };
    },
    ...source,
  }).getReader();

const read = async (reader: ReturnType<typeof open>): Promise<string | null> => {
  const { value } = await reader.read();
  return value === undefined ? null : new TextDecoder().decode(value);
};

describe("an event stream", () => {
  it("starts with the time to reconnect, then names each event and its number", async () => {
    const reader = open({});
    expect(await read(reader)).toBe("retry: 2000\n\n");
    expect(await read(reader)).toBe(`id: 1\nevent: request\ndata: ${JSON.stringify(EVENT)}\n\n`);
    await reader.cancel();
    expect(released).toBeGreaterThan(0);
  });

  it("reads ahead no further than one event, however slow the consumer is", async () => {
    const reader = open({});
    for (let count = 0; count < 5; count += 1) await read(reader);
    expect(asked).toBeLessThanOrEqual(6);
    await reader.cancel();
  });

  it("starts nothing until somebody reads, as for a HEAD", async () => {
    open({}).releaseLock();
    expect(taken).toBe(0);
    expect(asked).toBe(0);
  });

  it("sends heartbeats while nothing happens", async () => {
    const reader = open({ items: silence, heartbeatMs: 5 });
    await read(reader);
    expect(await read(reader)).toBe(": still here\n\n");
    expect(await read(reader)).toBe(": still here\n\n");
    leaving.abort();
    expect(await read(reader)).toBeNull();
  });

  it("ends when the session does", async () => {
    let welcome = true;
    const reader = open({ items: silence, heartbeatMs: 5, isStillWelcome: async () => welcome });
    await read(reader);
    expect(await read(reader)).toBe(": still here\n\n");
    welcome = false;
    expect(await read(reader)).toBeNull();
    expect(released).toBe(1);
  });

  it("ends when the process drains, at once and without waiting for an event", async () => {
    const reader = open({ items: silence });
    await read(reader);
    const next = read(reader);
    leaving.abort();
    expect(await next).toBeNull();
    expect(released).toBe(1);
  });

  it("ends when the source does", async () => {
    const reader = open({
      items: async function* () {
        yield { seq: 7, event: EVENT };
      },
    });
    await read(reader);
    expect(await read(reader)).toContain("id: 7");
    expect(await read(reader)).toBeNull();
  });
});
