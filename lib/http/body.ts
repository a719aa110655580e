import { DomainError } from "@/lib/contract/errors";
import { BODY_LIMITS } from "@/lib/core/limits-input";

/** Bytes of a body, never more than the limit, however the sender announces them. */

export async function readBytes(request: Request): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") {
    throw new DomainError("unsupported_media_type", "A compressed body is not accepted.");
  }
  const announced = request.headers.get("content-length");
  // HTTP/1.1 delivers exactly what Content-Length says, so a small announcement needs no counting.
  if (announced !== null && /^\d{1,15}$/.test(announced)) {
    if (Number(announced) > BODY_LIMITS.bytes) throw tooLarge();
    return announced === "0" ? new Uint8Array() : new Uint8Array(await whole(request));
  }
  return request.headers.has("transfer-encoding") || request.body !== null
    ? readCounting(request)
    : new Uint8Array();
}

async function whole(request: Request): Promise<ArrayBuffer> {
  try {
    return await request.arrayBuffer();
  } catch (error) {
    throw cutShort(error);
  }
}

async function readCounting(request: Request): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw cutShort(error);
    });
    if (done) return Buffer.concat(chunks);
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

/** Enough to see what a body is meant to be; the rest of it is not waited for. */
const BEGINNING_BYTES = 65_536;

/** How a body begins, as far as it can be read; never throws. */
export async function beginningOf(request: Request): Promise<string> {
  const reader = request.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    while (size < BEGINNING_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.byteLength;
    }
  } catch {
    // Cut short: what is there is there.
  }
  void reader.cancel().catch(() => {});
  return Buffer.concat(chunks).toString("utf8");
}
