import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { DomainError } from "@/lib/contract/errors";
import { BODY_LIMITS } from "@/lib/core/limits-input";
import { scanJson } from "@/lib/core/strict-json";
import { readYaml, type YamlTask, type YamlText } from "./yaml-worker";

export { stringify as renderYaml } from "yaml";

/**
 * `countersign.yaml` as a value, under the same strictness as JSON: what YAML says is written as JSON and read again by
 * the strict scanner. It is read on a thread of its own: 20,000 keys cost the parser five seconds, and nesting can end
 * the process inside a regular expression (both measured), so neither may happen where the gate answers.
 */

const PATIENCE_MS = 10_000;
const yamlPath = createRequire(import.meta.url).resolve("yaml");

/** One thread at a time: whoever may send configuration may still not take every processor. */
let turn: Promise<unknown> = Promise.resolve();

export async function parseYaml(bytes: Uint8Array): Promise<unknown> {
  if (bytes.length > BODY_LIMITS.bytes) throw new DomainError("too_large", "The document is too large.");
  const task = { text: decode(bytes), maximumDepth: BODY_LIMITS.depth, yamlPath };
  const reading = turn.then(() => inThread(task));
  turn = reading;
  const text = await reading;
  if (!text.ok) throw new DomainError(text.code, text.detail);
  const scan = scanJson(text.json, BODY_LIMITS);
  if (scan.ok) return scan.value;
  throw new DomainError(
    "invalid",
    `The document has a problem at ${scan.path || "its root"}: ${scan.detail}.`,
    {
      errors: [{ path: scan.path, message: scan.detail }],
    },
  );
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DomainError("malformed", "The body is not UTF-8.");
  }
}

function inThread(task: YamlTask): Promise<YamlText> {
  const worker = new Worker(`(${readYaml.toString()})()`, {
    eval: true,
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  return new Promise<YamlText>((resolve) => {
    const giveUp = (detail: string) => resolve({ ok: false, code: "invalid", detail });
    const timer = setTimeout(
      () => giveUp("The YAML takes too long to read; send JSON instead."),
      PATIENCE_MS,
    );
    worker.once("message", resolve);
    worker.once("error", () => giveUp("The YAML cannot be read."));
    worker.once("exit", () => {
      clearTimeout(timer);
      giveUp("The YAML cannot be read.");
    });
  }).finally(() => worker.terminate());
}
