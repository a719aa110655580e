import { WebClient } from "@slack/web-api";
import { clientOptions, slackFetch } from "./clients";
import { isSlackUrl } from "./hosts";

const ASK_MS = 10_000;

/** The address of a new Socket Mode link; it is good for one link. Rejects as the Web API client does. */
export async function askForLink(appToken: string, apiUrl: string, signal: AbortSignal): Promise<string> {
  const reach = slackFetch(apiUrl);
  const client = new WebClient(appToken, {
    ...clientOptions(apiUrl, ASK_MS),
    // Its own time limit, and the end of the process.
    fetch: (input, init) =>
      reach(input, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]) }),
  });
  const { url } = await client.apps.connections.open({});
  if (url === undefined || !isSlackUrl(url, apiUrl))
    throw new Error("the address of the link is not Slack's");
  return url;
}
