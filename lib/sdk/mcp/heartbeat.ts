import { quoted } from "@/lib/core/display";
import type { ApprovalRequest } from "../answers";
import type { JsonObject } from "../json";

/**
 * Progress for a client that asked for it, while people decide: it keeps the call alive and says who is asked. The
 * numbers grow by millionths, so that the server's own progress, which begins later, still goes up from them.
 */
export function startHeartbeat(
  token: unknown,
  request: ApprovalRequest,
  options: { readonly everySeconds: number; readonly send: (notification: JsonObject) => void },
): () => void {
  if (typeof token !== "string" && typeof token !== "number") return () => undefined;
  let beats = 0;
  const message = waitingWords(request);
  const beat = () => {
    beats += 1;
    const params = { progressToken: token, progress: beats / 1_000_000, message };
    options.send({ jsonrpc: "2.0", method: "notifications/progress", params });
  };
  beat();
  const timer = setInterval(beat, options.everySeconds * 1000);
  return () => clearInterval(timer);
}

/** Who is asked, under which words, until when and where. */
function waitingWords({ asked, bindingMessage, deadlineAt, url }: ApprovalRequest): string {
  const whom = asked.length === 0 ? "people" : asked.map((name) => quoted(name)).join(", ");
  return [
    `Waiting for ${whom} to answer`,
    ...(bindingMessage === null ? [] : [quoted(bindingMessage)]),
    ...(deadlineAt === null ? [] : [`until ${quoted(deadlineAt)}`]),
    ...(url === null ? [] : [quoted(url)]),
  ].join(" · ");
}
