import { connect } from "node:net";
import { expect, test } from "@playwright/test";
import { createCaller } from "../support/http";
import { ADDRESS } from "../support/settings";

/** Who does not even speak HTTP properly is told so, or hung up on, and nothing else happens. */

/** Everything the server says until it hangs up or has nothing more to say. */
function say(text: string): Promise<string> {
  const { hostname, port } = new URL(ADDRESS);
  return new Promise((resolve) => {
    const heard: string[] = [];
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text));
    const finish = () => {
      socket.destroy();
      resolve(heard.join(""));
    };
    socket.on("data", (chunk) => heard.push(String(chunk)));
    socket.on("close", finish).on("error", finish);
    socket.setTimeout(1_000, finish);
  });
}

const statusOf = (heard: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1] ?? 0);
const HOST = "Host: localhost\r\n";

const REFUSED: readonly (readonly [name: string, text: string])[] = [
  ["bytes that are not HTTP", "hello\r\n\r\n"],
  ["no host", "GET /api/health/live HTTP/1.1\r\n\r\n"],
  ["a host with a space", "GET /api/health/live HTTP/1.1\r\nHost: a b\r\n\r\n"],
  ["two lengths", `POST /api/v1/actions HTTP/1.1\r\n${HOST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
  [
    "a length and chunks",
    `POST /api/v1/actions HTTP/1.1\r\n${HOST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
  ],
  ["a length that is none", `POST /api/v1/actions HTTP/1.1\r\n${HOST}Content-Length: two\r\n\r\n{}`],
  ["a target that is no path", `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`],
  ["headers without end", `GET /api/health/live HTTP/1.1\r\n${HOST}X: ${"y".repeat(70_000)}\r\n\r\n`],
  [
    "an expectation nobody meets",
    `POST /api/v1/actions HTTP/1.1\r\n${HOST}Expect: a-miracle\r\nContent-Length: 0\r\n\r\n`,
  ],
  ["a method nobody knows", `BREW /api/v1/actions HTTP/1.1\r\n${HOST}\r\n`],
];

for (const [name, text] of REFUSED) {
  test(`${name}: a 4xx, never a 5xx`, async () => {
    const status = statusOf(await say(text));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
}

test("a body that never comes holds nobody else up", async () => {
  const waiting = say(
    `POST /api/v1/actions HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{`,
  );
  const live = await fetch(`${ADDRESS}/api/health/live`, { signal: AbortSignal.timeout(2_000) });
  expect(live.status).toBe(200);
  await waiting;
});

test("after all of it the house is well", async () => {
  expect((await createCaller(ADDRESS).get("/api/health/ready")).status).toBe(200);
});
