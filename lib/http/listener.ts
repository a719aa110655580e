import { type RequestListener, type Server, STATUS_CODES } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import { isDraining } from "@/lib/runtime/lifecycle";
import { log } from "@/lib/runtime/log";
import type { Api } from "./mount";
import { PROBLEM_MEDIA, problem } from "./problem";

/** The API behind Node's HTTP server, and what is said to those who do not even speak HTTP. */

/** Everything under these is the API's; next-auth's endpoints belong to the pages. */
const API_PATHS = ["/api/", "/.well-known/", "/hooks/", "/access/", "/calendars/"];

export function isApiPath(path: string): boolean {
  // What is no path at all, as in `OPTIONS *`, is refused as a problem; the pages would trip over it.
  if (!path.startsWith("/")) return true;
  if (path.startsWith("/api/auth/")) return false;
  return API_PATHS.some((prefix) => path.startsWith(prefix));
}

export function apiListener(api: Api): RequestListener {
  // Next owns the global Request and Response of this process; they stay as they are.
  const listen = getRequestListener(api.fetch, {
    overrideGlobalObjects: false,
    hostname: "localhost",
    errorHandler: (error) => refuse(error),
  });
  return (incoming, outgoing) => {
    if (isDraining()) outgoing.setHeader("Connection", "close");
    return listen(incoming, outgoing);
  };
}

function refuse(error: unknown): Response {
  const isTheirs = error instanceof RequestError;
  if (!isTheirs) log().error({ error }, "outside of any call");
  const answer = isTheirs
    ? problem("bad_request", "The request line or the Host header cannot be understood.")
    : problem("internal", "The call could not be handled.");
  return new Response(String(answer.body), {
    status: answer.status,
    headers: { "Content-Type": PROBLEM_MEDIA },
  });
}

/** What Node would answer by itself, without a word: bytes that are not HTTP, too many headers, unknown expectations. */
export function refuseStrangers(server: Server): void {
  server.on("clientError", (error: Error & { readonly code?: string }, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = CLIENT_ERRORS.get(error.code ?? "") ?? 400;
    const { text, headers } = refusal(status);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${text}`);
  });
  server.on("checkExpectation", (_request, response) => {
    const { text, headers } = refusal(417);
    response.writeHead(417, headers).end(text);
  });
}

const CLIENT_ERRORS = new Map([
  ["HPE_HEADER_OVERFLOW", 431],
  ["ERR_HTTP_REQUEST_TIMEOUT", 408],
]);

/** `bad_request` under the status that names the reason. */
function refusal(status: number): { readonly text: string; readonly headers: Record<string, string> } {
  const { body } = problem("bad_request", "The request is not HTTP that this server reads.");
  const members = JSON.parse(String(body)) as Record<string, unknown>; // safe because problem() wrote it
  const text = JSON.stringify({ ...members, status, title: STATUS_CODES[status] });
  const length = String(Buffer.byteLength(text));
  return { text, headers: { "Content-Type": PROBLEM_MEDIA, "Content-Length": length, Connection: "close" } };
}
