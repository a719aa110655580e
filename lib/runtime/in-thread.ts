import { Worker } from "node:worker_threads";

/**
 * Runs a program on a thread of its own, for input that could keep a parser busy for ever: the thread is ended, and the
 * process that answers goes on. The function's source text is the whole program, so it may use nothing from around it.
 */
export type ThreadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: "late" | "failed" };

export function inThread<T>(
  program: () => void,
  task: unknown,
  patienceMs: number,
): Promise<ThreadResult<T>> {
  const worker = new Worker(`(${program.toString()})()`, {
    eval: true,
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  return new Promise<ThreadResult<T>>((resolve) => {
    const timer = setTimeout(() => resolve({ ok: false, why: "late" }), patienceMs);
    worker.once("message", (value: T) => resolve({ ok: true, value }));
    worker.once("error", () => resolve({ ok: false, why: "failed" }));
    worker.once("exit", () => {
      clearTimeout(timer);
      resolve({ ok: false, why: "failed" });
    });
  }).finally(() => worker.terminate());
}
