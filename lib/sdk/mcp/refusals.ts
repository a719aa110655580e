import { quoted } from "@/lib/core/display";
import { CountersignError, GovernanceDenied } from "../errors";
import { explainDenial, explainError, isUnreachable } from "../explain";
import type { JsonObject, JsonValue } from "../json";

/**
 * What the model reads when a call did not run: what came of it, in whose words, that nothing ran, and whether trying
 * again makes sense. `_meta` says the same to programs.
 */

/** `isAnswered` is false where the same call made again takes up the same action. */
export type Refusal = {
  readonly result: JsonObject;
  readonly summary: string;
  readonly isAnswered: boolean;
};

const META_KEY = "countersign/ruling";

type Advice = {
  readonly retry: "never" | "later" | "once_more" | "corrected" | "same_call";
  readonly text: string;
};

const NEVER: Advice = {
  retry: "never",
  text: "Do not call it again with these arguments, and do not look for another way to the same effect; tell whoever you work for.",
};
const ONCE_MORE: Advice = {
  retry: "once_more",
  text: "You may call it once more if it is still needed; the people are then asked anew.",
};
const LATER: Advice = { retry: "later", text: "You may try again later." };
const CORRECTED: Advice = { retry: "corrected", text: "Correct the call before you make it again." };
const SAME_CALL: Advice = {
  retry: "same_call",
  text: "Make the very same call again, with the same arguments, to go on waiting for the answer; it does not ask anybody twice.",
};

export function refusalOf(error: unknown, gateUrl: string): Refusal | null {
  if (error instanceof GovernanceDenied) return denialOf(error);
  if (error instanceof CountersignError) return errorOf(error, gateUrl);
  return null;
}

function denialOf(denied: GovernanceDenied): Refusal {
  const { word, sentence } = explainDenial(denied);
  const isPending = denied.reasonCode === "still_pending";
  const advice = isPending ? SAME_CALL : adviceAfter(denied);
  const said = isPending ? pendingSentence(denied) : sentence;
  return refuse(word, said, advice, {
    isAnswered: !isPending,
    meta: {
      verdict: denied.verdict,
      reason_code: denied.reasonCode,
      cause: denied.cause,
      retry_after_seconds: denied.retryAfterSeconds,
      action_id: denied.actionId,
      request_id: denied.requestId,
    },
  });
}

function pendingSentence({ standing: { request } }: GovernanceDenied): string {
  const asked = request?.asked.map((name) => quoted(name)).join(", ") || "People";
  const code = request?.bindingMessage ? ` (${quoted(request.bindingMessage)})` : "";
  return `Nobody has answered yet: the request${code} is with ${asked}.`;
}

function adviceAfter(denied: GovernanceDenied): Advice {
  if (denied.verdict === "throttle") return LATER;
  if (denied.retryable || denied.reasonCode === "grant_lapsed") return ONCE_MORE;
  return NEVER;
}

function errorOf(error: CountersignError, gateUrl: string): Refusal {
  const { word, sentence } = explainError(error, gateUrl);
  const fields = error.errors.map(({ path, message }) => quoted(`${path}: ${message}`)).join("; ");
  const said = fields === "" ? sentence : `${sentence} ${fields}.`;
  const isOpen = isUnreachable(error);
  const isTheCalls = error.status === 413 || error.status === 422 || error.status === 400;
  const other = isTheCalls ? CORRECTED : NEVER;
  return refuse(word, said, isOpen ? LATER : other, {
    isAnswered: !isOpen,
    meta: { reason_code: error.reasonCode, status: error.status },
  });
}

export const definitionChanged = (tool: string): Refusal =>
  refuse(
    "changed",
    `The server describes ${quoted(tool)} differently now than when it was approved, so the approval is not for it.`,
    {
      retry: "corrected",
      text: "List the tools again and read it before you call it; people are then asked anew.",
    },
    { isAnswered: true, meta: { reason_code: "definition_changed" } },
  );

/** The server behind the proxy is at fault, before anything was sent to it. */
export const serverFailed = (what: string): Refusal =>
  refuse("failed", `The MCP server ${quoted(what)}.`, LATER, {
    isAnswered: true,
    meta: { reason_code: "server_failed" },
  });

function refuse(
  word: string,
  sentence: string,
  advice: Advice,
  more: { readonly isAnswered: boolean; readonly meta: { readonly [name: string]: JsonValue } },
): Refusal {
  const text = `Countersign: ${word}. ${sentence} The tool did not run. ${advice.text}`;
  const meta = { ...more.meta, word, retry: advice.retry };
  return {
    result: { content: [{ type: "text", text }], isError: true, _meta: { [META_KEY]: meta } },
    summary: word,
    isAnswered: more.isAnswered,
  };
}

/** It was let through, and then there was no answer: the one case in which nobody here knows what happened. */
export const lostResult = (): JsonObject => ({
  content: [
    {
      type: "text",
      text: "Countersign: lost. The call was permitted and sent, and the MCP server ended before it answered. Whether it acted is unknown: look before you call it again.",
    },
  ],
  isError: true,
  _meta: { [META_KEY]: { word: "lost", reason_code: "server_ended", retry: "corrected" } },
});
