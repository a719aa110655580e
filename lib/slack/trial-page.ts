import type { SlackTestPage } from "@/lib/contract/slack";
import type { Context, PersonActor } from "@/lib/ops/context";
import { isSlackSetUp } from "@/lib/ops/deliveries/channels";
import { SlackAway } from "./away";
import { testPage } from "./blocks/trial-page";
import { wordsOf } from "./connection";
import { pace } from "./pace";
import { inWords, reachPerson, Unreachable } from "./reach";

/** A page of no request to whoever asks, over the way their pages go; and how that went. */
export async function sendTestPage({ actor }: Context<PersonActor>): Promise<SlackTestPage> {
  if (!isSlackSetUp()) return { status: "not_connected", detail: "Slack is not set up here." };
  try {
    const { channel, connection } = await reachPerson(actor.organisation, actor.person);
    const { team, clients } = connection;
    await inWords(team, () =>
      pace(team).run({
        method: "chat.postMessage",
        channel,
        priority: "reminder",
        call: () =>
          clients.outbox.chat.postMessage({
            channel,
            unfurl_links: false,
            unfurl_media: false,
            ...testPage(),
          }),
      }),
    );
    return { status: "sent", detail: "A test message is in your conversation with the app in Slack." };
  } catch (error) {
    if (error instanceof Unreachable && error.code !== "no_place")
      return { status: error.code, detail: `It was not sent: ${error.message}.` };
    if (error instanceof SlackAway)
      return { status: "refused", detail: `It was not sent: ${wordsOf(error.fault)}.` };
    throw error;
  }
}
