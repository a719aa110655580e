import type { SlackTestPage } from "@/lib/contract/slack";
import { faultWords, type TokenSource } from "./fault-words";

/** How a test page went, to the person it was for, who is spoken of as somebody else where pages are reported. */
export function testPageWords({ status, detail }: SlackTestPage, source: TokenSource): string {
  const reason = detail.replace(/^It was not sent: /, "").replace(/\.$/, "");
  switch (status) {
    case "not_linked":
      return "It was not sent: you have linked no Slack account. Write /approvals in Slack and follow the link you get.";
    case "not_connected":
      return reason.startsWith("their ")
        ? `It was not sent: ${toYou(reason)}. An admin connects it, or you link an account of one that is.`
        : `It was not sent. ${reason}.`;
    case "not_member":
      return `It was not sent: ${toYou(reason)}. Link the account you work with.`;
    case "muted":
      return `It was not sent: ${toYou(reason)}. Write /approvals unmute in Slack to end that.`;
    case "refused":
      return `It was not sent. ${faultWords(reason, source).meaning.replace(/\.?$/, ".")}`;
    default:
      return detail;
  }
}

const toYou = (reason: string): string =>
  reason
    .replace(/^they /, "you ")
    .replace(/^their /, "your ")
    .replace(/T(\d\d:\d\d):[\d.]+Z$/, " $1 UTC");
