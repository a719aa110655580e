import { type EmailedPage, emailedPages } from "@/lib/ops/deliveries/emailed";
import type { DeliveryJob } from "@/lib/ops/deliveries/load";
import type { DeliveryResult } from "@/lib/ops/deliveries/record";
import { addressOf } from "@/lib/ops/people/address";
import { readFor } from "@/lib/ops/requests/read-for";
import { config } from "@/lib/runtime/config";
import { MailError, sendLetter } from "@/lib/runtime/mailer";
import type { Channel } from "./channel";
import { type Occasion, writeLetter } from "./letter";

/**
 * A letter to each person, with the way to the request: nothing in it decides. What follows about the same request goes
 * below the first letter, and so does how it ended, because a letter cannot be taken back or changed.
 */
export const email: Channel = { id: "email", deliver: (jobs) => Promise.all(jobs.map(deliver)) };

async function deliver(job: DeliveryJob): Promise<DeliveryResult> {
  const pages = await emailedPages(job);
  const obstacle = whyNotSend(job, pages);
  if (obstacle !== null) return obstacle;
  const { organisation, personId, requestId } = job;
  const to = personId === null ? null : await addressOf(organisation, personId);
  if (to === null) return { kind: "failed", error: "no e-mail address of theirs is known" };
  const request = await readFor(organisation, personId, requestId);
  if (request === null) return { kind: "failed", error: "it is not theirs to see" };
  if (job.kind !== "update" && request.decision !== null) return MOOT;
  const first = pages.find(({ status, id }) => status === "sent" && id !== job.id) ?? null;
  const messageId = messageIdOf(job.id);
  try {
    const inReplyTo = first && messageIdOf(first.id);
    await sendLetter({ to, messageId, inReplyTo, ...writeLetter(request, occasionOf(job, first)) });
    return { kind: "sent", externalRef: { message_id: messageId } };
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    return { kind: error.isForGood ? "failed" : "retry", error: error.message };
  }
}

const MOOT: DeliveryResult = { kind: "dropped", reason: "it was decided before" };

/** Reminders and endings follow a letter that was sent. One that is on its way is waited for: else it would stay the last word. */
function whyNotSend({ kind, open }: DeliveryJob, pages: readonly EmailedPage[]): DeliveryResult | null {
  if (kind === "page") return open ? null : MOOT;
  if (kind === "reminder" && !open) return MOOT;
  if (pages.some(({ status }) => status === "sent")) return null;
  if (kind === "update" && pages.length > 0)
    return { kind: "retry", error: "their page is still on its way" };
  return { kind: "dropped", reason: "they were not paged by e-mail" };
}

function occasionOf({ kind, minutesLeft }: DeliveryJob, first: EmailedPage | null): Occasion {
  if (kind === "reminder") return { kind, minutesLeft };
  return { kind: kind === "page" && first !== null ? "again" : kind };
}

const messageIdOf = (delivery: string): string => `<${delivery}@${new URL(config().url).hostname}>`;
