import { expect, it } from "vitest";
import { testPageWords } from "./trial-page-words";

it.each([
  ["sent", "A test message is in your conversation with the app in Slack.", /^A test message is in your/],
  ["not_connected", "Slack is not set up here.", /^It was not sent\. Slack is not set up here\.$/],
  [
    ...["not_connected", "It was not sent: their Slack account is in a workspace that is not connected."],
    /^It was not sent: your Slack account is in a workspace that is not connected\. An admin/,
  ],
  ["not_linked", "It was not sent: they have linked no Slack account.", /you have linked no.*\/approvals/],
  [
    "not_member",
    "It was not sent: their Slack account is a guest's.",
    /your Slack account is a guest's\. Link/,
  ],
  [
    "muted",
    "It was not sent: they muted Slack until 2026-11-27T12:00:00.000Z.",
    /you muted Slack until 2026-11-27 12:00 UTC\. .*unmute/,
  ],
  [
    "refused",
    "It was not sent: Slack refused: missing_scope.",
    /^It was not sent\. The app may not do this\./,
  ],
  ["refused", "It was not sent: something new.", /^It was not sent\. Something new\.$/],
] as const)("%s is said to whoever asked, with what to do: %s", (status, detail, words) => {
  expect(testPageWords({ status, detail }, "settings")).toMatch(words);
});
