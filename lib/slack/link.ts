import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { Agent, buildConnector, ping, WebSocket } from "undici";
import { SLACK_LIMITS } from "./payload";

/** One WebSocket to Slack, and whether somebody is still at its other end. */

export type LinkTimes = {
  /** Slack answers a ping; so hearing nothing for longer than this means that nobody is there. */
  readonly silenceMs: number;
  readonly pingMs: number;
  /** From dialling to `hello`. */
  readonly helloMs: number;
};

export type LinkEvents = {
  readonly heard: (text: string) => void;
  /** Nothing was heard for too long. Once. */
  readonly silent: () => void;
  /** Once, whoever ended it and however far it had come. */
  readonly closed: () => void;
};

export type Link = {
  /** False when it cannot be sent any more. */
  readonly send: (text: string) => boolean;
  /** `hello` came: it need not come within its time any more. */
  readonly greeted: () => void;
  readonly close: () => void;
  /** At once, without the other end's consent. */
  readonly destroy: () => void;
};

const PINGS = ["undici:websocket:ping", "undici:websocket:pong"] as const;

/** Throws for an address that is no WebSocket's. */
export function openLink(url: string, times: LinkTimes, events: LinkEvents): Link {
  const sockets = new Set<Socket>();
  const dispatcher = agentThatKeeps(sockets);
  const socket = new WebSocket(url, { dispatcher });
  let isOver = false;
  const silence = setTimeout(events.silent, times.silenceMs);
  const hello = setTimeout(() => destroy(), times.helloMs);
  const beat = setInterval(() => {
    if (socket.readyState === WebSocket.OPEN) ping(socket);
  }, times.pingMs);
  const heardPing = (message: unknown) => {
    if (isOf(socket, message)) silence.refresh();
  };
  for (const name of PINGS) subscribe(name, heardPing);
  const end = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(silence);
    clearTimeout(hello);
    clearInterval(beat);
    for (const name of PINGS) unsubscribe(name, heardPing);
    dispatcher.destroy().catch(() => {});
    events.closed();
  };
  const destroy = () => {
    if (socket.readyState === WebSocket.CONNECTING) socket.close();
    for (const open of sockets) open.destroy();
    end();
  };
  socket.addEventListener("message", ({ data }) => {
    if (isOver) return;
    silence.refresh();
    if (typeof data === "string") events.heard(data);
  });
  // An error is always followed by a close, which says the same.
  socket.addEventListener("error", () => {});
  socket.addEventListener("close", end);
  return {
    send: (text) => {
      if (isOver || socket.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
    greeted: () => clearTimeout(hello),
    close: () => {
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
      else destroy();
    },
    destroy,
  };
}

/**
 * A WebSocket keeps its connection to itself, and one whose other end is gone cannot be closed by consent; so the
 * connection is taken note of when it is made. HTTP/1.1, because a link must have a connection of its own.
 */
function agentThatKeeps(sockets: Set<Socket>): Agent {
  const connect = buildConnector({ allowH2: false });
  return new Agent({
    webSocket: { maxPayloadSize: SLACK_LIMITS.bytes },
    connect: (options, callback) =>
      connect(options, (...outcome) => {
        const [, socket] = outcome;
        if (socket) sockets.add(socket);
        callback(...outcome);
      }),
  });
}

const isOf = (socket: WebSocket, message: unknown): boolean =>
  typeof message === "object" && message !== null && Reflect.get(message, "websocket") === socket;
