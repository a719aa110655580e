import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiListener, isApiPath, refuseStrangers } from "./listener";
import { AGENT_KEY, testApi } from "./test-api";

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer(apiListener(testApi()));
  refuseStrangers(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Raw = { readonly status: number; readonly headers: string; readonly body: Record<string, unknown> };

/** Writes bytes to a socket, whatever they are, and reads one answer. */
function raw(...parts: readonly (string | Buffer)[]): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let seen = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      seen = Buffer.concat([seen, chunk]);
      const end = seen.indexOf("\r\n\r\n");
      const headers = seen.subarray(0, Math.max(0, end)).toString("latin1").toLowerCase();
      const length = Number(/content-length: (\d+)/.exec(headers)?.[1]);
      const isHead = parts[0]?.toString().startsWith("HEAD ");
      if (end < 0 || !(isHead || seen.length >= end + 4 + length)) return;
      socket.destroy();
      const body = seen.subarray(end + 4).toString("utf8");
      resolve({ status: Number(headers.slice(9, 12)), headers, body: body === "" ? {} : JSON.parse(body) });
    });
    socket.on("close", () => reject(new Error(`closed after: ${seen.toString("latin1")}`)));
    for (const part of parts) socket.write(part);
  });
}

const post = (headers: string, path = "/api/v1/echo") =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${AGENT_KEY}\r\n${headers}\r\n`;
const JSON_LINE = "Content-Type: application/json\r\n";

describe("what is not quite HTTP", () => {
  it.each<[string, number, string]>([
    ["noise", 400, "\x16\x03\x01 hello\r\n\r\n"],
    ["a header without a name", 400, "GET /api/health/live HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"],
    ["headers of 20 KB", 431, `GET /api/health/live HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}\r\n\r\n`],
    ["a path of 20 KB", 431, `GET /api/health/${"x".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["two lengths", 400, post(`${JSON_LINE}Content-Length: 2\r\nContent-Length: 3\r\n`)],
    ["a length and chunks", 400, post(`${JSON_LINE}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n`)],
    ["a length that is no number", 400, post(`${JSON_LINE}Content-Length: 0x10\r\n`)],
    ["a Host with a path in it", 400, "GET /api/health/live HTTP/1.1\r\nHost: a/b@c\r\n\r\n"],
    ["a backslash in the path", 400, "GET /api\\v1 HTTP/1.1\r\nHost: a\r\n\r\n"],
  ])("%s is %i problem+json", async (_name, status, bytes) => {
    const answer = await raw(bytes);
    expect(answer).toMatchObject({ status, body: { reason_code: "bad_request", status } });
    expect(answer.headers).toContain("application/problem+json");
  });
});

describe("large and strange bodies over a socket", () => {
  it("10 MiB announced is 413 at once, without waiting for them", async () => {
    const answer = await raw(post(`${JSON_LINE}Content-Length: 10485760\r\n`), "{");
    expect(answer).toMatchObject({ status: 413, body: { reason_code: "too_large" } });
  });

  it("10 MiB sent is 413", async () => {
    const answer = await raw(
      post(`${JSON_LINE}Content-Length: 10485760\r\n`),
      Buffer.alloc(10_485_760, 0x20),
    );
    expect(answer.status).toBe(413);
  });

  it("10 MiB in chunks is 413", async () => {
    const chunk = Buffer.concat([
      Buffer.from("100000\r\n"),
      Buffer.alloc(0x100000, 0x20),
      Buffer.from("\r\n"),
    ]);
    const answer = await raw(post(`${JSON_LINE}Transfer-Encoding: chunked\r\n`), ...Array(10).fill(chunk));
    expect(answer.status).toBe(413);
  });

  it("small chunks are read together", async () => {
    const answer = await raw(
      post(`${JSON_LINE}Transfer-Encoding: chunked\r\n`),
      '6\r\n{"text\r\n',
      '6\r\n":"a"}\r\n0\r\n\r\n',
    );
    expect(answer).toMatchObject({ status: 200, body: { echo: { text: "a" } } });
  });

  it("an unknown Expect is 417", async () => {
    const answer = await raw(post(`${JSON_LINE}Content-Length: 2\r\nExpect: 200-maybe\r\n`), "{}");
    expect(answer).toMatchObject({ status: 417, body: { reason_code: "bad_request" } });
  });

  it("the connection serves the next request after an early answer", async () => {
    const long = Buffer.alloc(2_000_000, 0x20);
    const agent = post(`${JSON_LINE}Content-Length: ${long.length}\r\n`);
    expect((await raw(agent, long)).status).toBe(413);
    expect((await raw(post(`${JSON_LINE}Content-Length: 2\r\n`), "{}")).status).toBe(200);
  });

  it("lengths count bytes, not characters", async () => {
    const body = '{"text":"é€😀"}';
    const answer = await raw(post(`${JSON_LINE}Content-Length: ${Buffer.byteLength(body)}\r\n`), body);
    expect(answer).toMatchObject({ status: 200, body: { echo: { text: "é€😀" } } });
  });
});

it("answers HEAD without a body, and 405 with Allow", async () => {
  const head = await raw("HEAD /api/health/live HTTP/1.1\r\nHost: a\r\n\r\n");
  expect(head).toMatchObject({ status: 200, body: {} });
  const wrong = await raw("DELETE /api/health/live HTTP/1.1\r\nHost: a\r\n\r\n");
  expect(wrong).toMatchObject({ status: 405 });
  expect(wrong.headers).toContain("allow: get, head");
});

it("the API has every path under /api but next-auth's", () => {
  for (const path of ["/api/v1/actions", "/api/nothing", "/.well-known/jwks.json", "/hooks/x", "/access/x"]) {
    expect(isApiPath(path)).toBe(true);
  }
  for (const path of ["/", "/api/auth/session", "/requests/req_1", "/apiary"])
    expect(isApiPath(path)).toBe(false);
});
