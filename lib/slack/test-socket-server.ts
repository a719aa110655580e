import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** Slack's half of Socket Mode, as small as it can be: it hands out addresses, and its links do as the test says. */

export type TestLink = {
  readonly number: number;
  readonly received: unknown[];
  readonly hello: () => void;
  readonly disconnect: (reason: string) => void;
  readonly envelope: (id: string, payload: unknown, more?: object) => void;
  readonly text: (text: string) => void;
  readonly ping: () => void;
  readonly close: () => void;
  readonly drop: () => void;
  isOpen: boolean;
};

type Ask = (response: ServerResponse, next: () => void) => void;

export type TestSlack = {
  readonly apiUrl: string;
  readonly links: TestLink[];
  readonly askedAt: number[];
  /** What the next calls of apps.connections.open are answered with; after them, addresses. */
  readonly asks: Ask[];
  /** Said at once on each new link, unless a test wants otherwise. */
  greet: (link: TestLink) => void;
  /** Pings are answered, as every WebSocket does. */
  answersPings: (link: TestLink) => boolean;
  /** Nothing that arrives on a link is read. */
  isDeaf: boolean;
  mostOpen: number;
  readonly openLinks: () => TestLink[];
  readonly stop: () => Promise<void>;
};

export const answerJson =
  (status: number, body: unknown, headers: Record<string, string> = {}): Ask =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

export async function testSlack(): Promise<TestSlack> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    request.resume();
    slack.askedAt.push(performance.now());
    const give = () =>
      answerJson(200, { ok: true, url: `ws://127.0.0.1:${port()}/link` })(response, () => {});
    const ask = slack.asks.shift();
    if (ask) ask(response, give);
    else give();
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket) => accept(slack, request, socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = () => (server.address() as AddressInfo).port;
  const slack: TestSlack = {
    apiUrl: `http://127.0.0.1:${port()}/api/`,
    links: [],
    askedAt: [],
    asks: [],
    greet: (link) => link.hello(),
    answersPings: () => true,
    isDeaf: false,
    mostOpen: 0,
    openLinks: () => slack.links.filter(({ isOpen }) => isOpen),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return slack;
}

function accept(slack: TestSlack, request: IncomingMessage, socket: Socket): void {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${createHash("sha1").update(key).digest("base64")}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const link = makeLink(slack.links.length + 1, socket);
  slack.links.push(link);
  slack.mostOpen = Math.max(slack.mostOpen, slack.openLinks().length);
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    if (slack.isDeaf) return;
    pending = Buffer.concat([pending, chunk]);
    for (let frame = readFrame(pending); frame !== null; frame = readFrame(pending)) {
      pending = pending.subarray(frame.size);
      if (frame.opcode === 1) link.received.push(JSON.parse(frame.data.toString()));
      if (frame.opcode === 9 && slack.answersPings(link)) socket.write(frameOf(10, frame.data));
      if (frame.opcode === 8) {
        link.isOpen = false;
        socket.end(frameOf(8, frame.data));
      }
    }
  });
  const over = () => {
    link.isOpen = false;
    socket.destroy();
  };
  // Node's server lets the other direction stay open; a WebSocket has no half.
  socket.on("end", over).on("close", over);
  slack.greet(link);
}

function makeLink(number: number, socket: Socket): TestLink {
  const text = (words: string) => void socket.write(frameOf(1, Buffer.from(words)));
  const say = (message: unknown) => text(JSON.stringify(message));
  return {
    number,
    received: [],
    isOpen: true,
    text,
    hello: () => say({ type: "hello", num_connections: 1 }),
    disconnect: (reason) => say({ type: "disconnect", reason }),
    envelope: (id, payload, more = {}) =>
      say({ type: "interactive", envelope_id: id, payload, accepts_response_payload: true, ...more }),
    ping: () => void socket.write(frameOf(9, Buffer.from("p"))),
    close: () => void socket.write(frameOf(8, Buffer.from([0x03, 0xe8]))),
    drop: () => void socket.destroy(),
  };
}

function frameOf(opcode: number, data: Buffer): Buffer {
  const head = data.length < 126 ? [data.length] : [126, data.length >> 8, data.length & 255];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...head]), data]);
}

/** One masked frame of a client, or null while it is not whole. */
function readFrame(bytes: Buffer): { opcode: number; data: Buffer; size: number } | null {
  if (bytes.length < 6) return null;
  const short = bytes.readUInt8(1) & 127;
  const at = short === 126 ? 4 : 2;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < at + 4 + length) return null;
  const mask = bytes.subarray(at, at + 4);
  const data = Buffer.from(bytes.subarray(at + 4, at + 4 + length));
  for (let index = 0; index < data.length; index++) {
    data.writeUInt8(data.readUInt8(index) ^ mask.readUInt8(index % 4), index);
  }
  return { opcode: bytes.readUInt8(0) & 15, data, size: at + 4 + length };
}
