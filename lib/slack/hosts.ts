/**
 * Which addresses are Slack's. A payload and an answer of Slack name addresses that we then open; they are pinned to
 * Slack's own domains and to the host of SLACK_API_URL.
 */

const DOMAINS = ["slack.com", "slack-gov.com"];
const SECURE = ["https:", "wss:"];
const LOOPBACK = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;

export function isSlackUrl(text: string, apiUrl: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const api = new URL(apiUrl);
  if (url.username !== "" || url.password !== "") return false;
  const isSecure = SECURE.includes(url.protocol);
  const isOfSlack = DOMAINS.some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`));
  if (isOfSlack) return isSecure;
  if (!["http:", "ws:", ...SECURE].includes(url.protocol)) return false;
  // Another workspace server may name this machine differently than the setting does.
  if (LOOPBACK.test(api.hostname)) return LOOPBACK.test(url.hostname);
  return url.hostname === api.hostname && (isSecure || api.protocol === "http:");
}
