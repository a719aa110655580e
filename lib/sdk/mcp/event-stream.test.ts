import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readEvents, writeEvent } from "./event-stream";

const readAll = async (...chunks: readonly (string | Uint8Array)[]) => {
  const found = [];
  for await (const event of readEvents(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))))
    found.push(event);
  return found;
};

test("events are read whatever the ends of their lines, comments aside", async () => {
  expect(
    await readAll(
      ": hello\n\ndata: a\n\nevent: message\r\nid: 7\r\ndata: b\r\ndata:c\r\n\r\ndata: d\r\rdata: e\n\r\n",
    ),
  ).toEqual([
    { id: null, data: "a" },
    { id: "7", data: "b\nc" },
    { id: null, data: "d" },
    { id: null, data: "e" },
  ]);
});

test("an event is one wherever the network cut it, also within a character", async () => {
  const bytes = Buffer.from(writeEvent({ id: "1", data: '{"text":"größe"}' }));
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const found = await readAll(bytes.subarray(0, cut), bytes.subarray(cut));
    expect(found).toEqual([{ id: "1", data: '{"text":"größe"}' }]);
  }
});

test("an event that was cut off is none", async () => {
  expect(await readAll("data: a\n\ndata: b\n")).toEqual([{ id: null, data: "a" }]);
});
