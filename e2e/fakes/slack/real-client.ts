import { LogLevel, webApi } from "@slack/bolt";

/** Slack's own client, pointed at the fake; and what a call was refused with. */

export const realClient = (apiUrl: string, token = "xoxb-T01-fake") =>
  new webApi.WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 2000,
    logLevel: LogLevel.ERROR,
  });

/** The code a call is refused with, or the error of another kind; an answer is a mistake. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error instanceof webApi.WebAPIPlatformError ? error.data.error : error;
  }
  throw new Error("it was not refused");
}
