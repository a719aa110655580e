import { describe, expect, it } from "vitest";
import { blockFaults, lints } from "./testing-block-kit";

const plain = (text: string) => ({ type: "plain_text", text, emoji: false });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });
const section = (text: object, more: object = {}) => ({ type: "section", text, ...more });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const button = (more: object = {}) => ({ type: "button", action_id: "go", text: plain("Go"), ...more });
const input = (element: object, more: object = {}) => ({
  type: "input",
  label: plain("Why"),
  element,
  ...more,
});
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ text: plain(`Option ${index}`), value: `v${index}` }));
const rich = (...leaves: object[]) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: leaves }],
});
const message = (...blocks: object[]) => ({ text: "A sentence.", blocks });
const modal = (...blocks: object[]) => ({
  type: "modal",
  title: plain("Title"),
  submit: plain("Send"),
  blocks,
});
const home = (...blocks: object[]) => ({ type: "home", blocks });
const long = (length: number) => "x".repeat(length);
const many = (count: number) => Array.from({ length: count }, () => ({ type: "divider" }));

const confirm = { title: plain("Sure?"), text: plain("Really?"), confirm: plain("Yes"), deny: plain("No") };

describe("what Slack takes", () => {
  it.each([
    ["message", message(...many(50))],
    ["message", { text: "Only text." }],
    ["message", message({ type: "header", text: plain(long(150)) })],
    ["message", message(section(mrkdwn(long(3000)), { fields: [plain(long(2000))] }))],
    ["message", message(actions(button({ confirm, value: long(2000), url: "https://a.test" })))],
    [
      "message",
      message(rich({ type: "user", user_id: "U0ANA" }, { type: "text", text: "hi", style: { bold: true } })),
    ],
    ["message", message(rich({ type: "date", timestamp: 1795180900, format: "{time}", fallback: "13:21" }))],
    [
      "message",
      message({
        type: "table",
        rows: [[{ type: "raw_text", text: "a" }, rich({ type: "text", text: "b" })]],
      }),
    ],
    ["message", message(actions({ type: "overflow", action_id: "more", options: options(5) }))],
    ["modal", modal({ type: "alert", text: plain(long(200)), level: "error" })],
    ["modal", modal(input({ type: "plain_text_input", action_id: "v", min_length: 3, max_length: 1000 }))],
    [
      "modal",
      modal(
        input({ type: "radio_buttons", action_id: "v", options: options(10), initial_option: options(1)[0] }),
      ),
    ],
    ["modal", modal(input({ type: "static_select", action_id: "v", options: options(100) }))],
    ["modal", modal(...many(100))],
    ["home", { ...home(...many(100)), private_metadata: long(3000), callback_id: "inbox" }],
  ] as const)("is not faulted: a %s %#", (surface, payload) => {
    expect(blockFaults(surface, payload)).toEqual([]);
  });
});

describe("what Slack refuses", () => {
  it.each([
    ["message", "", {}],
    ["message", "", null],
    ["message", "/text", { text: long(40_001) }],
    ["message", "/blocks", message(...many(51))],
    ["message", "/blocks", message()],
    ["modal", "/blocks", modal(...many(101))],
    ["message", "/blocks/0/type", message({ type: "banner", text: plain("x") })],
    ["message", "/blocks/0/type", message({ type: "toString" })],
    ["message", "/blocks/0/type", message({ type: "alert", text: plain("x") })],
    ["home", "/blocks/0/type", home({ type: "alert", text: plain("x") })],
    ["modal", "/blocks/0/type", modal({ type: "table", rows: [[{ type: "raw_text", text: "a" }]] })],
    ["modal", "/blocks/0/type", modal({ type: "markdown", text: "x" })],
    ["modal", "/blocks/0/text/text", modal({ type: "alert", text: plain(long(201)) })],
    ["message", "/blocks/0/text/text", message({ type: "header", text: plain(long(151)) })],
    ["message", "/blocks/0/text/type", message({ type: "header", text: mrkdwn("x") })],
    ["message", "/blocks/0/text/text", message(section(plain("")))],
    ["message", "/blocks/0/text/text", message(section(plain(long(3001))))],
    ["message", "/blocks/0", message({ type: "section" })],
    ["message", "/blocks/0/fields/0/text", message({ type: "section", fields: [plain(long(2001))] })],
    ["message", "/blocks/0/text/emoji", message(section({ type: "mrkdwn", text: "x", emoji: true }))],
    ["message", "/blocks/0/text/verbatim", message(section({ ...plain("x"), verbatim: true }))],
    ["message", "/blocks/0/colour", message({ type: "divider", colour: "red" })],
    ["message", "/blocks/0/block_id", message({ type: "divider", block_id: long(256) })],
    [
      "message",
      "/blocks/1/block_id",
      message({ type: "divider", block_id: "a" }, { type: "divider", block_id: "a" }),
    ],
    ["message", "/blocks/0/elements", message(actions())],
    ["message", "/blocks/0/elements", message(actions(button(), button()))],
    [
      "message",
      "/blocks/0/elements",
      message(actions(...Array.from({ length: 26 }, (_, at) => button({ action_id: `b${at}` })))),
    ],
    ["message", "/blocks/0/elements/0/type", message(actions({ type: "plain_text_input", action_id: "v" }))],
    ["message", "/blocks/0/elements/0/text/text", message(actions(button({ text: plain(long(76)) })))],
    ["message", "/blocks/0/elements/0", message(actions({ type: "button", action_id: "go" }))],
    ["message", "/blocks/0/elements/0/value", message(actions(button({ value: long(2001) })))],
    [
      "message",
      "/blocks/0/elements/0/url",
      message(actions(button({ url: `https://a.test/${long(3000)}` }))),
    ],
    ["message", "/blocks/0/elements/0/url", message(actions(button({ url: "javascript:alert(1)" })))],
    ["message", "/blocks/0/elements/0/style", message(actions(button({ style: "green" })))],
    ["message", "/blocks/0/elements/0/action_id", message(actions(button({ action_id: long(256) })))],
    [
      "message",
      "/blocks/0/elements/0/accessibility_label",
      message(actions(button({ accessibility_label: long(76) }))),
    ],
    [
      "message",
      "/blocks/0/elements/0/confirm/title/text",
      message(actions(button({ confirm: { ...confirm, title: plain(long(101)) } }))),
    ],
    [
      "message",
      "/blocks/0/elements/0/confirm/text/text",
      message(actions(button({ confirm: { ...confirm, text: plain(long(301)) } }))),
    ],
    [
      "message",
      "/blocks/0/elements/0/confirm/deny/text",
      message(actions(button({ confirm: { ...confirm, deny: plain(long(31)) } }))),
    ],
    ["message", "/blocks/0/elements/0/options", message(actions({ type: "overflow", options: options(6) }))],
    ["message", "/blocks/0/elements/0/options", message(actions({ type: "overflow", options: options(1) }))],
    [
      "message",
      "/blocks/0/elements/0/options/0/value",
      message(
        actions({ type: "overflow", options: [{ text: plain("x"), value: long(151) }, ...options(1)] }),
      ),
    ],
    [
      "message",
      "/blocks/0/elements/0/options",
      message(actions({ type: "overflow", options: [...options(1), ...options(1)] })),
    ],
    [
      "modal",
      "/blocks/0/element/options/0/url",
      modal(input({ type: "static_select", options: [{ ...options(1)[0], url: "https://a.test" }] })),
    ],
    ["modal", "/blocks/0/element/options", modal(input({ type: "static_select", options: options(101) }))],
    ["modal", "/blocks/0/element/options", modal(input({ type: "radio_buttons", options: options(11) }))],
    [
      "modal",
      "/blocks/0/element/initial_option",
      modal(input({ type: "radio_buttons", options: options(2), initial_option: options(3)[2] })),
    ],
    ["modal", "/blocks/0/element", modal(input({ type: "static_select" }))],
    ["modal", "/blocks/0/element/type", modal(input(button()))],
    [
      "modal",
      "/blocks/0/label/text",
      modal({ ...input({ type: "plain_text_input" }), label: plain(long(2001)) }),
    ],
    ["modal", "/blocks/0/hint/text", modal(input({ type: "plain_text_input" }, { hint: plain(long(2001)) }))],
    ["modal", "/blocks/0/element/max_length", modal(input({ type: "plain_text_input", max_length: 3001 }))],
    [
      "modal",
      "/blocks/0/element/min_length",
      modal(input({ type: "plain_text_input", min_length: 9, max_length: 3 })),
    ],
    [
      "modal",
      "/blocks/0/element/placeholder/text",
      modal(input({ type: "plain_text_input", placeholder: plain(long(151)) })),
    ],
    ["modal", "/title/text", { ...modal({ type: "divider" }), title: plain(long(25)) }],
    ["modal", "/submit", { ...modal(input({ type: "plain_text_input" })), submit: undefined }],
    ["modal", "/close/text", { ...modal({ type: "divider" }), close: plain(long(25)) }],
    ["modal", "/private_metadata", { ...modal({ type: "divider" }), private_metadata: long(3001) }],
    ["modal", "/callback_id", { ...modal({ type: "divider" }), callback_id: long(256) }],
    [
      "modal",
      "/blocks",
      modal(...[1, 2].map(() => input({ type: "plain_text_input", focus_on_load: true }))),
    ],
    ["home", "/title", { ...home({ type: "divider" }), title: plain("x") }],
    ["home", "/type", { ...home({ type: "divider" }), type: "modal" }],
    ["home", "", home(...Array.from({ length: 100 }, () => section(plain(long(2900)))))],
    [
      "message",
      "/blocks/0/elements",
      message({ type: "context", elements: Array.from({ length: 11 }, () => plain("x")) }),
    ],
    ["message", "/blocks/0/elements/0/elements/0/text", message(rich({ type: "text", text: "" }))],
    ["message", "/blocks/0/elements/0/elements/0/user_id", message(rich({ type: "user", user_id: "ana" }))],
    ["message", "/blocks/0/elements/0/elements/0/type", message(rich({ type: "mention" }))],
    ["message", "/blocks/0/elements/0/elements/0", message(rich({ type: "date", timestamp: 1 }))],
    [
      "message",
      "/blocks",
      message(...[1, 2].map(() => ({ type: "table", rows: [[{ type: "raw_text", text: "a" }]] }))),
    ],
    ["message", "/blocks", message(...[1, 2].map(() => ({ type: "markdown", text: long(6001) })))],
    ["message", "/text", { text: "half \ud83d" }],
    ["message", "/blocks/0/text/text", message(section(plain("\ude00")))],
  ] as const)("is faulted in a %s at '%s' %#", (surface, pointer, payload) => {
    const faults = blockFaults(surface, payload);
    expect(faults.map((fault) => fault.split(": ", 1)[0])).toContain(pointer);
  });
});

describe("what a reader should not meet", () => {
  const link = (url: string, text: string) => rich({ type: "link", url, text });
  it.each([
    ["message", "Here is <https://a.test/x|the request>.", []],
    ["message", "<@U0ANA> approved it on <!date^1795180900^{time}|13:21>, &lt;b&gt; &amp; all.", []],
    ["message", "&lt;!channel&gt; said an agent", ["<!channel>"]],
  ] as const)("is not found in a %s: %s", (surface, text, untrusted) => {
    const payload = { text: "A sentence.", blocks: [section(mrkdwn(text))] };
    expect(lints(surface, surface === "message" ? { text } : payload, untrusted)).toEqual([]);
  });

  it("is not found in emoji, letters of any script, or a link that says where it goes", () => {
    const blocks = [section(plain("👨‍👩‍👧‍👦 שלום — ok")), link("https://a.test/x", "a.test")];
    expect(lints("message", message(...blocks))).toEqual([]);
  });

  it.each([
    ["/text", { text: "<!channel> look" }],
    ["/text", { text: "<!subteam^S123> look" }],
    ["/text", { text: "a < b" }],
    ["/text", { text: "R&D" }],
    ["/text", { text: "<https://evil.test|https://bank.test>" }],
    ["/text", { text: "" }],
    ["/text", { blocks: many(1) }],
    ["/text", { text: "invisible\u200b" }],
    ["/text", { text: "\u202egnp.exe" }],
    ["/text", { text: "bell\u0007" }],
    ["/blocks/0", message(link("https://evil.test", "bank.test"))],
    [
      "/blocks/0/elements/0",
      message(actions(button({ url: "https://evil.test", text: plain("bank.test") }))),
    ],
    ["/blocks/0/elements/0/elements/0", message(rich({ type: "broadcast", range: "here" }))],
    ["/blocks/0/elements/1", message(actions(button(), button({ action_id: "other" })))],
    ["/blocks/0/text/text", message(section(mrkdwn("<!here>")))],
    ["/blocks/0/text/text", message(section(plain("zero\u200dwidth")))],
  ] as const)("is found at %s %#", (pointer, payload) => {
    expect(lints("message", payload).some((lint) => lint.startsWith(pointer))).toBe(true);
  });

  it("includes an agent's text wherever Slack parses it, however it was escaped", () => {
    const wrote = ["<https://evil.test|ok>", "refund & run"];
    const found = (payload: object) => lints("message", payload, wrote);
    expect(found({ text: "It says refund &amp; run." })).toEqual([]);
    expect(found({ text: "It says <https://evil.test|ok>." })).toContain("/text: unescaped agent text");
    expect(found(message(section(mrkdwn("refund &amp; run"))))).toEqual([
      "/blocks/0/text/text: agent text in mrkdwn",
    ]);
    expect(found(message(section({ ...plain("refund & run"), emoji: true })))).toHaveLength(1);
    expect(found(message(section(plain("refund & run"))))).toEqual([]);
  });

  it("includes a link to an address an agent wrote", () => {
    expect(lints("message", message(link("https://evil.test", "ok")), ["https://evil.test"])).toHaveLength(1);
  });
});
