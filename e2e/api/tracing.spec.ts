import { createServer, type Server } from "node:http";
import { expect, test } from "@playwright/test";
import { decided, foundOrganisation, proposal } from "../support/organisation";
import {
  freePort,
  newDataDir,
  PRODUCT_TOKEN,
  type Product,
  removeDataDir,
  startProduct,
} from "../support/product";

/** Spans reach the collector although it was away when things happened, and the process that saw them died since. */

test.describe.configure({ timeout: 180_000 });

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";
const SECRET = "a word that must not leave";

const dataDir = newDataDir();
const told: string[] = [];
let product: Product;
let collector: Server | null = null;

test.afterEach(async () => {
  await product.stop();
  collector?.close();
  removeDataDir(dataDir);
});

async function startCollector(port: number): Promise<void> {
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    told.push(`${request.url} ${Buffer.concat(chunks).toString()}`);
    response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => collector?.listen(port, "127.0.0.1", resolve));
}

test("what was decided while the collector was away is told after a crash", async () => {
  const port = await freePort();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  product = await startProduct({ dataDir, env });
  const organisation = await foundOrganisation({ url: product.url, token: PRODUCT_TOKEN });
  const agent = await organisation.agent();
  const trace = { traceparent: `00-${TRACE}-${CALLER}-01` };
  const body = proposal({ trace, arguments: { amount_cents: 25_000, order: SECRET } });
  const startAt = performance.now();
  const denied = await decided(agent, await organisation.person("ana"), "deny", body);
  // The exporter would try for seconds: nobody waits for it.
  expect(performance.now() - startAt).toBeLessThan(4_000);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(told).toEqual([]);
  await product.kill();
  await startCollector(port);
  product = await startProduct({ dataDir, env });
  await expect.poll(() => told.join("\n"), { timeout: 90_000 }).toContain(denied.action);
  const text = told.join("\n");
  expect(text).toMatch(/^\/v1\/traces /);
  for (const word of [
    TRACE,
    CALLER,
    denied.digest,
    "approval refund.create",
    '"approval.outcome"',
    '"denied"',
  ])
    expect(text).toContain(word);
  expect(text).not.toContain(SECRET);
});
