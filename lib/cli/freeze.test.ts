import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { cleanUp, run, TOKEN } from "./testing/configuration-world";

/** A server that answers each path with what it is given here, and remembers what it was asked. */
const closing: (() => void)[] = [];
async function serve(replies: Readonly<Record<string, { status: number; body: object }>>) {
  const asked: { path: string; body: string; authorization: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const path = `${request.method} ${request.url}`;
    asked.push({
      path,
      body: Buffer.concat(chunks).toString(),
      authorization: request.headers.authorization,
    });
    const { status, body } = replies[path] ?? { status: 404, body: {} };
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo; // safe because it listens on TCP
  return { asked, options: ["--url", `http://127.0.0.1:${port}`, ...TOKEN] };
}
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await cleanUp();
});

const at = "2026-11-20T12:00:00.000Z";
const frozen = { kind: "agent", id: "support-bot", reason: "It loops.", by: "operator:key_1", at };

it("freezes an agent with a reason, and says since when", async () => {
  const { asked, options } = await serve({
    "POST /api/v1/agents/support-bot/freeze": { status: 200, body: { freeze: frozen } },
  });
  const said = await run(["freeze", "agent", "support-bot", "--reason", "It loops.", ...options]);
  expect(said).toMatchObject({ code: 0, text: `agent support-bot is frozen since ${at}: It loops.` });
  expect(asked).toEqual([
    {
      path: "POST /api/v1/agents/support-bot/freeze",
      body: '{"reason":"It loops."}',
      authorization: "Bearer cso_test",
    },
  ]);
});

it("kills a surface and counts what it ended; --json says it to machines", async () => {
  const answer = { freeze: { ...frozen, kind: "surface", id: "mail.send" }, withdrawn: 3, revoked: 1 };
  const { options } = await serve({ "POST /api/v1/surfaces/mail.send/kill": { status: 200, body: answer } });
  const argv = ["kill", "surface", "mail.send", "--reason", "Spam.", ...options];
  expect(await run(argv)).toMatchObject({
    code: 0,
    text: `surface mail.send is frozen since ${at}; 3 withdrawn, 1 revoked`,
  });
  expect(JSON.parse((await run([...argv, "--json"])).text)).toEqual(answer);
});

it("thaws, and says so of what was not frozen", async () => {
  const { asked, options } = await serve({
    "POST /api/v1/agents/support-bot/thaw": { status: 200, body: { thawed: false } },
  });
  expect(await run(["thaw", "agent", "support-bot", ...options])).toMatchObject({
    code: 0,
    text: "agent support-bot was not frozen",
  });
  expect(asked[0]?.body).toBe("{}");
});

it("says what the server refused, and what it was not given", async () => {
  const problem = {
    ...{ type: "about:blank", title: "Not found", status: 404 },
    ...{ detail: "There is no such agent.", reason_code: "not_found" },
  };
  const { asked, options } = await serve({ "POST /api/v1/agents/x/freeze": { status: 404, body: problem } });
  expect(await run(["freeze", "agent", "x", "--reason", "why", ...options])).toMatchObject({
    code: 1,
    text: "There is no such agent.",
  });
  for (const argv of [
    ["freeze", "agent", "x"],
    ["kill", "agent", "x", "--reason", " "],
    ["freeze", "team", "x", "--reason", "why"],
    ["thaw", "agent"],
    ["thaw", "agent", "x", "y"],
  ]) {
    expect((await run([...argv, ...options])).code).toBe(2);
  }
  expect(asked).toHaveLength(1);
});
