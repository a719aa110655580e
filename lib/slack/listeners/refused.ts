import { isDomainError } from "@/lib/contract/errors";
import type { RequestDetail } from "@/lib/contract/requests";
import { isDatabaseAway } from "@/lib/runtime/database-away";
import { log } from "@/lib/runtime/log";
import type { Message } from "../blocks/kit";
import { refused } from "../blocks/private";

/** Said to the one person who clicked, in words, with what to do. */
export class Refused extends Error {
  override readonly name = "Refused";
  constructor(
    readonly code: string,
    /** Where the code alone does not say it. */
    readonly answer: Message | null = null,
  ) {
    super(code);
  }
}

const TRY_AGAIN =
  "Countersign could not do that just now. Nothing was decided: try again, or answer in the console.";

/** Whatever a listener met, as something to say. `about` is the request as it is now, where they may see it. */
export function answerTo(error: unknown, about: RequestDetail | null): Message {
  const view = about && { request: about, url: about.url };
  if (error instanceof Refused) return error.answer ?? refused(error.code, view, WORDS[error.code]);
  if (isDomainError(error)) return refused(error.code, view, error.detail);
  if (!isDatabaseAway(error)) log().error({ part: "slack", error }, "a click could not be carried out");
  return refused("unavailable", view, TRY_AGAIN);
}

const WORDS: Readonly<Record<string, string>> = {
  review_first:
    "That was not shown whole here. Read all of it first: press Review, or open it in the console.",
  disconnected: "Slack is not connected to Countersign any more. Nothing was decided: answer in the console.",
  form_failed: "Slack could not open the form. Try again, or answer in the console.",
};
