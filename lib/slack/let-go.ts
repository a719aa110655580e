import { config } from "@/lib/runtime/config";
import { log } from "@/lib/runtime/log";
import { slackFetch } from "./clients";
import { answerTo, Refused } from "./listeners/refused";

/**
 * What people press in a workspace that has let us go decides nothing, and they are told so, by the one way that takes
 * no token: the address their click itself brought. False for a form, which brings none: it must not close as if it
 * had been taken.
 */
export async function tellLetGo(body: object): Promise<boolean> {
  const { response_url: address, type } = body as {
    readonly response_url?: unknown;
    readonly type?: unknown;
  }; // safe because read as unknown
  if (typeof address !== "string") return type !== "view_submission";
  const words = answerTo(new Refused("disconnected"), null);
  const answer = { response_type: "ephemeral", replace_original: false, ...words };
  try {
    await slackFetch(config().slack.apiUrl)(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(answer),
    });
  } catch (error) {
    log().warn({ part: "slack", error }, "nobody could be told");
  }
  return true;
}
