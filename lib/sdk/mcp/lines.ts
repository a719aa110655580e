import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { MESSAGE_LIMITS } from "./messages";

/** MCP over a pipe: one message a line. */

const NEWLINE = 0x0a;

/** Each line without its end. One that is longer than any message may be is given as null, and its bytes are dropped. */
export async function* readLines(input: Readable): AsyncGenerator<Buffer | null> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(input)) {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      const isTooLong = size + end > MESSAGE_LIMITS.bytes;
      const line = isTooLong ? null : Buffer.concat([...parts, rest.subarray(0, end)]);
      parts = [];
      size = 0;
      rest = rest.subarray(end + 1);
      if (line === null || line.some((byte) => byte > 0x20)) yield line;
    }
    size += rest.length;
    parts = size > MESSAGE_LIMITS.bytes ? [] : [...parts, rest];
  }
  // A stream that ends in the middle of a line ended in the middle of a message.
}

/** A pipe that breaks is a pipe that ends: whoever was at the other end is gone either way. */
async function* chunksOf(input: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of input) yield Buffer.from(chunk);
  } catch {
    return;
  }
}

/** Writes lines in order, and waits while the reader is slow, so that memory is not where messages queue up. */
export function createLineWriter(output: Writable): (line: string | Uint8Array) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let isBroken = false;
  output.on("error", () => {
    isBroken = true;
  });
  const write = async (line: string | Uint8Array) => {
    if (isBroken || output.destroyed || output.writableEnded) return;
    const hasRoom = output.write(Buffer.concat([Buffer.from(line), Buffer.of(NEWLINE)]));
    if (!hasRoom) await Promise.race([once(output, "drain"), once(output, "close")]).catch(() => undefined);
  };
  return (line) => {
    last = last.then(() => write(line));
    return last;
  };
}
