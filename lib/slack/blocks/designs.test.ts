import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RequestDetail } from "@/lib/contract/requests";
import { blockFaults, lints, type Surface } from "../testing-block-kit";
import {
  answer,
  DIGEST,
  decision,
  detail,
  MAY,
  mayNot,
  REQUEST,
  SLACK_IDS,
  step,
  summary,
  threshold,
  URL_OF_REQUEST,
  withArguments,
  written,
} from "../testing-details";
import { card } from "./card";
import { home } from "./home";
import { askModal, denyModal, handoverModal, noticeModal, reviewModal } from "./modals";
import { approvalsList, muted, notLinked, onCallList, refused, stranger } from "./private";
import { escalationNote, reminder, repage } from "./thread";

const CONSOLE = "https://gate.example.test";
const READERS = [{ person: "ana", occasion: "page" }, { person: "bo", occasion: "escalated" }, null] as const;
const REFUSALS = [
  "already_decided",
  "deadline_passed",
  "already_responded",
  "not_eligible",
  "authority_insufficient",
  "self_approval",
  "step_up_required",
  "digest_mismatch",
  "wrong_copy",
  "not_found",
  "a_code_of_tomorrow",
];

type Design = readonly [name: string, surface: Surface, payload: object];

/** What follows the state of a request. */
function copies(request: RequestDetail, words: string): readonly Design[] {
  const about = { request, url: URL_OF_REQUEST };
  const view = { ...about, slackIds: SLACK_IDS };
  return [
    ...READERS.map((reader): Design => ["card", "message", card({ ...view, reader })]),
    ["reminder", "message", reminder({ ...view, minutes: 5 })],
    ["repage", "message", repage(view)],
    ["escalation", "message", escalationNote({ ...view, people: ["bo", "cy"] })],
    ["review", "modal", reviewModal({ ...about, problem: words })],
    ["already_decided", "message", refused("already_decided", about)],
  ];
}

/** What is said once, with these words in every place for words. */
function sayings(request: RequestDetail, words: string): readonly Design[] {
  const about = { request, url: URL_OF_REQUEST };
  const row = summary({ title: words, tool: words, agent: { id: "a", name: words }, acknowledged_by: "ana" });
  const inbox = {
    rows: Array.from({ length: 15 }, (_, index) => ({ ...row, id: `${REQUEST.slice(0, -2)}${index + 10}` })),
    waitingCount: 40,
    page: 1,
    onCallUntil: request.deadline_at,
    onCall: [words, words],
    consoleUrl: CONSOLE,
    people: { ana: { name: words } },
  };
  return [
    ["deny", "modal", denyModal(about)],
    ["deny refused", "modal", denyModal({ ...about, problem: words })],
    ["handover", "modal", handoverModal(about)],
    ["ask", "modal", askModal(about)],
    ["notice", "modal", noticeModal(words, { url: CONSOLE })],
    ["home", "home", home(inbox)],
    ["home, empty", "home", home({ ...inbox, rows: [], waitingCount: 0, page: 0, onCallUntil: null })],
    ...REFUSALS.flatMap((code): Design[] => [
      [code, "message", refused(code, about, words)],
      [code, "message", refused(code, null, words)],
    ]),
    ["not linked", "message", notLinked({ linkUrl: `${CONSOLE}/slack/link/abc` })],
    ["guest", "message", stranger("guest")],
    ["list", "message", approvalsList(inbox.rows, { waitingCount: 40, consoleUrl: CONSOLE })],
    ["no list", "message", approvalsList([], { waitingCount: 0, consoleUrl: CONSOLE })],
    [
      "on call",
      "message",
      onCallList(Array.from({ length: 30 }, () => ({ schedule: words, people: [words], until: null }))),
    ],
    ["muted", "message", muted(request.deadline_at)],
  ];
}

const designs = (request: RequestDetail, words: string): readonly Design[] => [
  ...copies(request, words),
  ...sayings(request, words),
];

/** What is wrong with any of them. */
const wrongs = (request: RequestDetail, words: string, made = designs): string[] =>
  made(request, words).flatMap(([name, surface, payload]) =>
    [...blockFaults(surface, payload), ...lints(surface, payload, [words])].map((wrong) => `${name}${wrong}`),
  );

const STATES: Readonly<Record<string, Partial<RequestDetail>>> = {
  new: {},
  "asked for a stronger sign-in": {
    approval: { ...detail().approval, assurance: "passkey" },
    may_respond: mayNot("step_up_required", "Sign in again.", ["deny"]),
  },
  "that only asks for a reason": { approval: { ...detail().approval, reason_required: true } },
  "not the reader's": { may_respond: mayNot("not_eligible", "Not yours.") },
  escalated: { steps: [step(0, ["ana"]), step(1, ["bo"])], responders: ["ana", "bo"] },
  "half approved": {
    approval: { ...detail().approval, sets: [{ met: false, thresholds: [threshold({ approve: 2 })] }] },
    responses: [answer("bo", { on_behalf_of: "cy" })],
  },
  acknowledged: {
    acknowledgement: { person: "bo", at: "2026-11-20T12:01:00.000Z", until: "2026-11-20T12:10:00.000Z" },
  },
  approved: {
    decision: decision(),
    grant: { id: "grt_1", status: "failed", expires_at: "2026-11-20T12:30:00.000Z" },
    outcome: { status: "failed", error: "it broke", reported_at: "2026-11-20T12:10:00.000Z" },
  },
  denied: { decision: decision({ outcome: "denied", reason: "No.", reason_code: "policy" }) },
  expired: { decision: decision({ outcome: "denied", cause: "deadline", decided_by: [] }) },
  withdrawn: {
    decision: decision({ outcome: "denied", cause: "withdrawn", decided_by: [], reason: "Off." }),
  },
};

const HOSTILE: Readonly<Record<string, string>> = {
  ordinary: "Refund $1,240.00 to customer 8812",
  empty: "",
  blank: "   ",
  "a broadcast": "<!channel> <!here> <!everyone> @channel <!subteam^S123|all>",
  "a spoofed link": "<https://evil|https://bank>",
  markup: "*bold* _it_ ~no~ `code` > quote & <b>R&D</b> :rotating_light: <@U0ANA>",
  "right-to-left": "תשלום 1240 ל\u202eמחק\u202c \u2066x\u2069",
  zero: "a\u200bb\u200cc\u200dd\ufeffe\u0000f\u0007g\u2028h",
  emoji: "👨‍👩‍👧‍👦".repeat(200),
  "half an emoji": `${"x".repeat(148)}\ud83d`,
  "the other half": "\ude00x",
  combining: `Z${"\u0301".repeat(5000)}`,
  "three kilobytes": "wire ".repeat(600),
  hangul: "\u1100".repeat(3000),
  lines: "one\ntwo\r\nthree\n".repeat(300),
};

describe("every design", () => {
  for (const [state, more] of Object.entries(STATES)) {
    it.each(Object.entries(HOSTILE))(`is taken by Slack and hides nothing: ${state}, %s`, (_, words) => {
      expect(wrongs(written(words, more), words, copies)).toEqual([]);
    });
  }

  it.each(Object.entries(HOSTILE))("is taken by Slack and hides nothing, said once: %s", (_, words) => {
    expect(wrongs(written(words), words)).toEqual([]);
    expect(wrongs(detail(), words)).toEqual([]);
  });

  it.each([0, 8, 11_990, 12_010, 60_000, 180_000, 262_000])("holds arguments of %i bytes", (bytes) => {
    expect(wrongs(withArguments(Math.max(8, bytes)), "x")).toEqual([]);
  });

  it("holds arguments of 60 kB of what grows most when it is shown", () => {
    for (const unit of ["\u200b\u200c", "👨‍👩‍👧‍👦", '\\"', "[", "é"]) {
      const many = unit.repeat(60_000 / unit.length);
      expect(wrongs(detail({ canonical_arguments: JSON.stringify({ a: many }) }), "x", copies)).toEqual([]);
    }
    expect(wrongs(detail({ canonical_arguments: `${"[".repeat(2000)}${"]".repeat(2000)}` }), "x")).toEqual(
      [],
    );
  });

  it("holds as many characters of three bytes as arguments may have", () => {
    const canonical_arguments = JSON.stringify({ a: "漢".repeat(87_000) });
    expect(wrongs(detail({ canonical_arguments }), "x", copies)).toEqual([]);
  });

  it("holds a title of any length, up to the last character that fits", () => {
    for (let length = 100; length <= 320; length += length < 152 ? 1 : 20) {
      expect(wrongs(detail({ title: "t".repeat(length) }), "x", copies)).toEqual([]);
    }
  });

  it("holds hundreds of people", () => {
    const ids = Array.from({ length: 300 }, (_, index) => `person-${index}`);
    const request = detail({
      responders: ids,
      steps: [step(0, ids), step(1, ids, { fired_at: null })],
      people: Object.fromEntries(ids.map((id) => [id, { name: "Ana Ruiz" }])),
      may_steer: { verbs: ["acknowledge", "reassign"], assignees: ids },
      responses: ids.map((id) => answer(id, { on_behalf_of: id })),
    });
    expect(wrongs(request, "x")).toEqual([]);
    expect(wrongs({ ...request, decision: decision({ cause: "deadline" }) }, "x")).toEqual([]);
    expect(
      wrongs(
        { ...request, decision: decision({ decided_by: ids.map((person) => ({ person, via: "web" })) }) },
        "x",
      ),
    ).toEqual([]);
  });

  const anyWords = fc.oneof(
    fc.string({ unit: "binary", maxLength: 3000 }),
    fc.string({ unit: "grapheme", maxLength: 400 }),
    fc.array(fc.constantFrom(...Object.values(HOSTILE)), { maxLength: 4 }).map((parts) => parts.join(" ")),
  );
  const anyState = fc.constantFrom(...Object.values(STATES));

  it("is taken by Slack and hides nothing, whatever anybody wrote", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(anyWords, anyState, (words, more) => {
        expect(wrongs(written(words, more), words)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it("says a full sentence where only its text is read, and names every button with its request", () => {
    for (const more of Object.values(STATES)) {
      for (const [name, , payload] of designs(detail(more), "Refund it.")) {
        if ("text" in payload) expect(payload.text, name).toMatch(/^[A-Z0-9].*[.]$/);
        const labels = [...JSON.stringify(payload).matchAll(/"accessibility_label":"((?:[^"\\]|\\.)*)"/g)];
        const named = labels
          .map(([, label = ""]) => label)
          .filter((label) => !/console$|account$|page \d+$/.test(label));
        for (const label of named) expect(label, name).toMatch(/ \(req_[0-9A-Z]{26}\)$/);
      }
    }
  });

  it("carries no way to decide once it is decided", () => {
    for (const more of [STATES.approved, STATES.denied, STATES.expired, STATES.withdrawn]) {
      const request = detail({ ...more, may_respond: MAY });
      const names = ["card", "reminder", "repage", "escalation", "review"];
      const found = designs(request, "x").filter(([name]) => names.includes(name));
      expect(found).toHaveLength(7);
      for (const [name, , payload] of found) {
        expect(JSON.stringify(payload), name).not.toMatch(
          /"action_id":"(?:approve|deny|review|acknowledge|more|open_approve)"|"submit"/,
        );
      }
    }
  });

  it("shows one fingerprint in the message and in the modal", () => {
    const shown = designs(detail(), "x").filter(([name]) => name === "card" || name === "review");
    expect(shown).toHaveLength(4);
    for (const [, , payload] of shown) {
      expect(JSON.stringify(payload)).toContain(`fingerprint ${DIGEST.slice(7, 15)}`);
    }
  });
});
