import type { Context as HonoContext } from "hono";
import { slackIngress, slackTransport } from "@/lib/slack/app";
import type { Answer } from "./endpoint";
import { type Api, requestIdOf } from "./mount";
import { observer } from "./observe";
import { PROBLEM_MEDIA, problem } from "./problem";
import { type Outgoing, send } from "./reply";

/**
 * Slack's door. Who calls is proved by a signature over the bytes as they came, so none of the table's rows fits: there
 * is no key, no cookie, no origin to ask for, and the body is read by Slack's receiver alone.
 */

export const SLACK_EVENTS = "/api/slack/events";

export function mountSlack(api: Api): void {
  const observe = observer("POST", SLACK_EVENTS);
  api.all(SLACK_EVENTS, async (c: HonoContext<{ Bindings: Outgoing }>) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(c.req.raw.headers);
    const answer = await answerSlack(c.req.raw);
    observe({ startedAt, requestId, status: answer.status, reasonCode: answer.reasonCode });
    return send(answer, requestId, c.env);
  });
}

async function answerSlack(request: Request): Promise<Answer> {
  if (slackTransport() !== "http") return problem("not_found", "There is nothing at this path.");
  if (request.method !== "POST") {
    return problem("method_not_allowed", "This path takes POST.", { headers: { Allow: "POST" } });
  }
  const handle = slackIngress()?.handle;
  if (!handle) return problem("unavailable", "Slack's part of this server is not running.");
  return answerOf(await handle(request));
}

/** The receiver's answer, so that it leaves as every other one does. Its bodies are small. */
async function answerOf(response: Response): Promise<Answer> {
  const { status } = response;
  const text = await response.text();
  const media = response.headers.get("content-type") ?? "text/plain";
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "content-type"));
  if (text === "") return { status, headers };
  return { status, headers, body: text, media, reasonCode: reasonOf(media, text) };
}

function reasonOf(media: string, text: string): string | undefined {
  if (media !== PROBLEM_MEDIA) return undefined;
  const { reason_code: code } = JSON.parse(text) as { readonly reason_code?: string }; // safe because our receiver wrote it
  return code;
}
