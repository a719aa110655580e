import type { WebSocket } from "ws";
import { ACK_MS, type Delivery, type Sent } from "./delivery";
import { isObject, type Json, parseJson, textOf } from "./json";
import type { World } from "./world";

/** One link of Socket Mode, from Slack's end. */

const PING_MS = 2000;

export type Link = {
  readonly id: string;
  /** How many envelopes went out over it. */
  readonly sentCount: () => number;
  readonly sayHello: (linkCount: number) => void;
  readonly deliver: (envelope: Json) => Promise<Delivery>;
  /** Says that it ends soon, then that it ends now, then ends; as Slack does every few hours. */
  readonly refresh: (timing?: { readonly warningMs?: number; readonly graceMs?: number }) => Promise<void>;
  /** Ends at once because the app's switch was turned off. */
  readonly disable: () => void;
  /** Half-open: it stands, and nobody is at the other end. */
  readonly fallSilent: () => void;
  /** The connection breaks without a word. */
  readonly drop: () => void;
  /** Breaks right after the next envelope went out. */
  readonly dropOnNext: () => void;
  /** Sends a frame as it is. */
  readonly sendRaw: (frame: string) => void;
  readonly isOpen: () => boolean;
};

type Waiting = { readonly settle: (answer: Partial<Delivery>) => void; readonly takesPayload: boolean };

export function attachLink(world: World, socket: WebSocket, onGone: () => void): Link {
  const id = world.nextId("link");
  const waiting = new Map<string, Waiting>();
  const state = { isSilent: false, dropsNext: false, sentCount: 0 };
  const say = (frame: Json) => {
    if (!state.isSilent) socket.send(JSON.stringify(frame));
  };
  const disconnect = (reason: string) => say({ type: "disconnect", reason, debug_info: { host: "fake" } });
  const pinging = setInterval(() => {
    if (!state.isSilent) socket.ping(`Ping from ${id}`);
  }, PING_MS);

  socket.on("ping", (data) => {
    if (!state.isSilent) socket.pong(data);
  });
  socket.on("message", (data) => {
    if (!state.isSilent) hear(world, waiting, String(data));
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    clearInterval(pinging);
    for (const { settle } of waiting.values())
      settle({ complaint: "the link broke before the acknowledgement" });
    onGone();
  });

  return {
    id,
    sentCount: () => state.sentCount,
    isOpen: () => socket.readyState === socket.OPEN,
    sendRaw: (frame) => socket.send(frame),
    drop: () => socket.terminate(),
    dropOnNext: () => {
      state.dropsNext = true;
    },
    fallSilent: () => {
      state.isSilent = true;
    },
    disable: () => {
      disconnect("link_disabled");
      socket.close();
    },
    sayHello: (linkCount) =>
      say({
        type: "hello",
        num_connections: linkCount,
        debug_info: { host: "fake", build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: world.app.id },
      }),
    refresh: async ({ warningMs = 200, graceMs = 200 } = {}) => {
      disconnect("warning");
      await pause(warningMs);
      disconnect("refresh_requested");
      await pause(graceMs);
      socket.close();
    },
    deliver: (envelope) => {
      state.sentCount += 1;
      const heard = waitForAck(waiting, id, envelope);
      say(envelope);
      if (state.dropsNext) setImmediate(() => socket.terminate());
      return heard;
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function waitForAck(waiting: Map<string, Waiting>, linkId: string, envelope: Json): Promise<Delivery> {
  const envelopeId = textOf(envelope.envelope_id);
  const startedAt = performance.now();
  const sent: Sent = { transport: "socket", linkId, envelope };
  return new Promise((resolve) => {
    const settle = (answer: Partial<Delivery>) => {
      clearTimeout(timer);
      waiting.delete(envelopeId);
      const ackMs = performance.now() - startedAt;
      resolve({
        status: 0,
        body: null,
        text: "",
        headers: {},
        attemptCount: 1,
        complaint: null,
        ...answer,
        sent,
        ackMs,
      });
    };
    const timer = setTimeout(() => settle({ complaint: "nobody acknowledged it in time" }), ACK_MS);
    waiting.set(envelopeId, { settle, takesPayload: envelope.accepts_response_payload === true });
  });
}

/** The app may say nothing but acknowledgements, each once. */
function hear(world: World, waiting: Map<string, Waiting>, text: string): void {
  const frame = parseJson(text);
  if (!isObject(frame)) return void world.complaints.push(`a frame is no JSON object: ${text.slice(0, 200)}`);
  const found = waiting.get(textOf(frame.envelope_id));
  if (!found) return void world.complaints.push(`nobody waits for ${text.slice(0, 200)}`);
  const { payload } = frame;
  const isEmpty =
    payload === undefined || payload === null || (isObject(payload) && Object.keys(payload).length === 0);
  if (!isEmpty && !found.takesPayload)
    world.complaints.push(`an event was answered with ${text.slice(0, 200)}`);
  found.settle({ status: 200, body: isEmpty ? null : payload, text: isEmpty ? "" : JSON.stringify(payload) });
}
