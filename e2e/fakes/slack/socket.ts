import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Delivery, Forgery, Retry, Transport } from "./delivery";
import type { Draft } from "./drafts";
import type { Faults } from "./faults";
import type { Json } from "./json";
import { attachLink, type Link } from "./link";
import type { Methods } from "./method";
import type { World } from "./world";

/** Socket Mode: links the app opens, and envelopes that go to any one of them. */

const MOST_LINKS = 10;
const TICKET_MS = 30_000;
const TYPES = { interactive: "interactive", command: "slash_commands", event: "events_api" } as const;

export type Socket = {
  readonly transport: Transport;
  readonly methods: Methods;
  /** Those that stand, half-open ones included: Slack does not know either. */
  readonly links: () => readonly Link[];
  readonly accept: (server: Server) => void;
  readonly close: () => void;
};

export function createSocket(world: World, faults: Faults): Socket {
  const tickets = new Map<string, number>();
  const links = new Map<string, Link>();
  const server = new WebSocketServer({ noServer: true, autoPong: false });
  let turn = 0;

  const nextLink = () => {
    // One that is being closed takes nothing more: what is said on it would reach nobody.
    const all = [...links.values()].filter((link) => link.isOpen());
    return all[turn++ % Math.max(all.length, 1)];
  };
  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const ticket = new URL(request.url ?? "/", "http://fake").searchParams.get("ticket") ?? "";
    const issuedAt = tickets.get(ticket);
    tickets.delete(ticket);
    const isGood = issuedAt !== undefined && world.now() - issuedAt <= TICKET_MS;
    const fault = faults.outage === null ? faults.take("link") : "drop_before";
    if (fault === "hang") return;
    if (fault !== null || !isGood) return void stream.end(`HTTP/1.1 ${isGood ? 503 : 401} Refused\r\n\r\n`);
    server.handleUpgrade(request, stream, head, (socket) => welcome(socket));
  };
  const welcome = (socket: WebSocket) => {
    if (links.size >= MOST_LINKS) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      return socket.close();
    }
    const link = attachLink(world, socket, () => links.delete(link.id));
    links.set(link.id, link);
    link.sayHello(links.size);
  };

  return {
    links: () => [...links.values()],
    accept: (http) => void http.on("upgrade", upgrade),
    close: () => {
      for (const link of links.values()) link.drop();
      server.close();
    },
    methods: { "apps.connections.open": connectionsOpen(world, tickets) },
    transport: {
      isReady: () => [...links.values()].some((link) => link.isOpen()),
      deliver: (draft, how, retry) => {
        const link = nextLink();
        const envelope = envelopeOf(world, draft, how, retry);
        return link ? link.deliver(envelope) : Promise.resolve(nobody(envelope));
      },
      resend: (sent) => {
        if (sent.transport !== "socket") throw new Error("it went out over HTTP");
        return (
          links.get(sent.linkId)?.deliver(sent.envelope) ??
          nextLink()?.deliver(sent.envelope) ??
          Promise.resolve(nobody(sent.envelope))
        );
      },
    },
  };
}

const connectionsOpen = (world: World, tickets: Map<string, number>): Methods[string] => ({
  token: "app",
  tier: 1,
  args: {},
  run: () => {
    const ticket = world.nextId("ticket");
    tickets.set(ticket, world.now());
    return { url: `${world.origin.replace("http:", "ws:")}/link/?ticket=${ticket}&app_id=${world.app.id}` };
  },
});

function envelopeOf(world: World, draft: Draft, how: Forgery, retry: Retry | null): Json {
  const isEvent = draft.kind === "event";
  return {
    envelope_id: world.nextId("env-"),
    type: TYPES[draft.kind],
    payload: how.edit ? how.edit(structuredClone(draft.payload)) : draft.payload,
    accepts_response_payload: !isEvent,
    ...(isEvent ? { retry_attempt: retry?.number ?? 0, retry_reason: retry ? "timeout" : "" } : {}),
  };
}

const nobody = (envelope: Json): Delivery => ({
  status: 0,
  ackMs: 0,
  body: null,
  text: "",
  headers: {},
  sent: { transport: "socket", linkId: "", envelope },
  attemptCount: 1,
  complaint: "the app has no link open",
});
