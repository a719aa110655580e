import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { MESSAGE_LIMITS } from "./messages";

/** Server-sent events, as far as MCP uses them. */
export type StreamEvent = { readonly id: string | null; readonly data: string };

export async function* readEvents(input: Readable): AsyncGenerator<StreamEvent> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of input) {
    // Only what is new is searched, and the few characters before it that may be half of an end.
    let from = Math.max(0, rest.length - LONGEST_END);
    rest += decoder.write(Buffer.from(chunk));
    for (let end = endIn(rest, from); end !== null; end = endIn(rest, from)) {
      const event = readEvent(rest.slice(0, end.at));
      rest = rest.slice(end.next);
      from = 0;
      if (event !== null) yield event;
    }
    if (rest.length > MESSAGE_LIMITS.bytes) throw new Error("an event is larger than any message may be");
  }
  // What is not ended by a blank line was cut off, and is no event.
}

const BLANK_LINE = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))/g;
const LONGEST_END = 4;

function endIn(text: string, from: number): { readonly at: number; readonly next: number } | null {
  BLANK_LINE.lastIndex = from;
  const found = BLANK_LINE.exec(text);
  return found && { at: found.index, next: found.index + found[0].length };
}

function readEvent(block: string): StreamEvent | null {
  const data: string[] = [];
  let id: string | null = null;
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    if (field === "id") id = value;
  }
  return data.length === 0 && id === null ? null : { id, data: data.join("\n") };
}

export const writeEvent = ({ id, data }: StreamEvent): string =>
  `${id === null ? "" : `id: ${id}\n`}event: message\ndata: ${data}\n\n`;
