import { expect, test } from "@playwright/test";
import { webApi } from "@slack/bolt";
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from "../fakes/slack";
import { delayed, ratelimited } from "../fakes/slack/faults";
import { realClient, refusalOf } from "../fakes/slack/real-client";

/** What goes wrong between an app and the fake Slack goes wrong as it does with Slack. */

let slack: FakeSlack | undefined;

test.afterEach(() => slack?.stop());

async function start(options: FakeSlackOptions = {}) {
  const started = await startFakeSlack(options);
  slack = started;
  return { slack: started, client: realClient(started.apiUrl) };
}

test("too many messages in one channel are told to wait, and the wait ends", async () => {
  const { slack, client } = await start({ isRateLimited: true });
  const post = (channel: string) => client.chat.postMessage({ channel, text: "x" });
  for (let count = 0; count < 3; count += 1) await post("U0ANA");
  expect(await refusalOf(post("U0ANA"))).toMatchObject({ retryAfter: 1 });
  expect((await post("U0BO")).ok).toBe(true);
  slack.advance(1);
  expect((await post("U0ANA")).ok).toBe(true);
  slack.setRate("chat.update", { perMinute: 60, burst: 1 });
  expect(await refusalOf(client.chat.update({ channel: "D1", ts: "1", text: "x" }))).toBe(
    "channel_not_found",
  );
  expect(await refusalOf(client.chat.update({ channel: "D1", ts: "1", text: "x" }))).toMatchObject({
    retryAfter: 1,
  });
});

test("each fault fails in its own way, as often as asked, and only what happened has happened", async () => {
  const { slack, client } = await start();
  const post = () => client.chat.postMessage({ channel: "U0ANA", text: "x" });
  slack.fault("chat.postMessage", "drop_before");
  expect(await refusalOf(post())).toBeInstanceOf(webApi.WebAPIRequestError);
  slack.fault("chat.postMessage", "http_500");
  expect(await refusalOf(post())).toMatchObject({ statusCode: 500 });
  slack.fault("chat.postMessage", "html_200");
  expect(String(await refusalOf(post()))).toContain("<html>");
  slack.fault("chat.postMessage", "hang");
  expect(await refusalOf(post())).toBeInstanceOf(webApi.WebAPIRequestError);
  slack.fault("chat.postMessage", ratelimited(7));
  expect(await refusalOf(post())).toMatchObject({ retryAfter: 7 });
  slack.fault("chat.postMessage", "is_archived", { times: 2 });
  expect([await refusalOf(post()), await refusalOf(post())]).toEqual(["is_archived", "is_archived"]);
  expect(slack.messagesOf("U0ANA")).toEqual([]);
  slack.fault("chat.postMessage", delayed(100));
  expect((await post()).ok).toBe(true);
  expect(slack.calls("chat.postMessage").map(({ fault }) => fault)).toEqual([
    "drop_before",
    "http_500",
    "html_200",
    "hang",
    "ratelimited",
    "error",
    "error",
    "delayed",
  ]);
});

test("an outage ends as it began", async () => {
  const { slack, client } = await start();
  slack.down();
  expect(await refusalOf(client.auth.test())).toBeInstanceOf(webApi.WebAPIRequestError);
  slack.down("http_503");
  expect(await refusalOf(client.auth.test())).toMatchObject({ statusCode: 503 });
  slack.up();
  expect((await client.auth.test()).ok).toBe(true);
});
