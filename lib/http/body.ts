import type { IncomingMessage } from "node:http";
import { DomainError } from "@/lib/contract/errors";
import { BODY_LIMITS } from "@/lib/core/limits-input";

/** Bytes of a body, never more than the limit, however the sender announces them. */

/** `note` is told how the body begins, also of one that is then refused for its size. */
export async function readBytes(
  request: Request,
  note: (beginning: Uint8Array) => void = () => {},
): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") {
    throw new DomainError("unsupported_media_type", "A compressed body is not accepted.");
  }
  const announced = request.headers.get("content-length");
  // HTTP/1.1 delivers exactly what Content-Length says, so a small announcement needs no counting.
  if (announced !== null && /^\d{1,15}$/.test(announced)) {
    if (Number(announced) > BODY_LIMITS.bytes) throw tooLarge();
    const bytes = announced === "0" ? new Uint8Array() : new Uint8Array(await whole(request));
    note(bytes);
    return bytes;
  }
  return request.headers.has("transfer-encoding") || request.body !== null
    ? readCounting(request, note)
    : new Uint8Array();
}

async function whole(request: Request): Promise<ArrayBuffer> {
  try {
    return await request.arrayBuffer();
  } catch (error) {
    throw cutShort(error);
  }
}

async function readCounting(request: Request, note: (beginning: Uint8Array) => void): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw cutShort(error);
    });
    if (done) return Buffer.concat(chunks);
    if (size === 0) note(value);
    size += value.byteLength;
    if (size > BODY_LIMITS.bytes) {
      // Not awaited: a sender that never stops must not hold the answer back.
      void reader.cancel().catch(() => {});
      throw tooLarge();
    }
    chunks.push(value);
  }
}

const tooLarge = () =>
  new DomainError("too_large", `The body is larger than the limit of ${BODY_LIMITS.bytes} bytes.`, {
    facts: { limit: "body_bytes", maximum: BODY_LIMITS.bytes },
  });

/** The sender left in the middle; nobody reads this answer, but the log should not call it our fault. */
function cutShort(cause: unknown): DomainError {
  const error = new DomainError("bad_request", "The body ended before it was complete.");
  error.cause = cause;
  return error;
}

/** A body that nobody has read is looked at this long, and no longer. */
const PEEK_MS = 1_000;

/** How a body begins that is left unread: what was looked at goes back, for whoever takes the rest. */
export function peek(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      incoming.off("readable", finish).off("close", finish);
      const chunk: unknown = incoming.read();
      if (!Buffer.isBuffer(chunk)) return resolve("");
      incoming.unshift(chunk);
      resolve(chunk.toString("utf8"));
    };
    const timer = setTimeout(finish, PEEK_MS);
    incoming.once("readable", finish).once("close", finish);
  });
}
