import { describe, expect, it } from "vitest";
import { decision, detail, summary, URL_OF_REQUEST } from "../testing-details";
import { json, textOf } from "../testing-painted";
import { home, ROWS_PER_PAGE } from "./home";
import type { KnownBlock } from "./kit";
import { approvalsList, muted, notLinked, onCallList, refused, stranger } from "./private";
import { escalationNote, reminder, repage } from "./thread";

const CONSOLE = "https://gate.example.test";
const words = ({ blocks }: { readonly blocks: readonly unknown[] }) => blocks.map(textOf).join("\n");
const pressable = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/"action_id":"(\w+)"/g)].map(([, id = ""]) => id);

describe("a refusal", () => {
  const about = (request = detail()) => ({ request, url: URL_OF_REQUEST });
  it("of a decided request says who decided it, where and when", () => {
    const request = detail({
      decision: decision({
        outcome: "denied",
        decided_by: [{ person: "bo", via: "web", on_behalf_of: "cy" }],
      }),
    });
    const message = refused("already_decided", about(request));
    expect(message.text).toBe(
      "It is already decided: Denied by Bo Lind on behalf of Cy Young in the console, 2026-11-20 12:02 UTC. Your answer did not count.",
    );
    expect(pressable(message)).toEqual(["open_web"]);
  });

  it("of who may not answer says whom it waits for", () => {
    const request = detail({ responders: ["ana", "bo"] });
    expect(refused("not_eligible", about(request)).text).toBe(
      "You cannot decide this request. It waits for Ana Ruiz or Bo Lind.",
    );
  });

  it("of too weak a sign-in leads to the console, straight to the approval", () => {
    const message = refused("step_up_required", about());
    expect(pressable(message)).toEqual(["open_approve"]);
    expect(JSON.stringify(message)).toContain(`${URL_OF_REQUEST}?intent=approve`);
  });

  it.each([
    ["deadline_passed", /deadline passed at 2026-11-20 12:21 UTC/],
    ["self_approval", /somebody else must answer/],
    ["digest_mismatch", /Read the request again/],
    ["wrong_copy", /not a copy of that request/],
    ["a_code_of_tomorrow", /^The words of the gate\.$/],
  ])("says in words what to do about %s", (code, expected) => {
    const { text } = refused(code, about(), "The words of the gate.");
    expect(text).toMatch(expected);
    expect(text).not.toContain(code);
  });

  it("names nothing of a request that is not theirs to see", () => {
    for (const code of ["already_decided", "not_eligible", "not_found", "wrong_copy", "deadline_passed"]) {
      const message = refused(code, null, "You may not answer this request.");
      expect(JSON.stringify(message)).not.toMatch(/Ana|Bo|req_|Billing/);
    }
  });

  it("of somebody not linked offers the link, and says how long it works", () => {
    const message = notLinked({ linkUrl: `${CONSOLE}/slack/link/abc` });
    expect(words(message)).toMatch(/ten minutes and only for you/);
    expect(pressable(message)).toEqual(["link_account"]);
  });

  it("of strangers says which kind", () => {
    expect(stranger("guest").text).toMatch(/^Guests/);
    expect(stranger("bot").text).toMatch(/^Bots/);
    expect(stranger("other_workspace").text).toMatch(/another workspace/);
  });
});

describe("the command", () => {
  it("lists what waits, with its deadline", () => {
    const message = approvalsList([summary()], { waitingCount: 1, consoleUrl: CONSOLE });
    expect(message.text).toBe("1 request waits for you.");
    expect(words(message)).toContain("answer by <2026-11-20 12:21 UTC>");
    expect(approvalsList([], { waitingCount: 0, consoleUrl: CONSOLE }).text).toBe("Nothing waits for you.");
  });

  it("says who is on call, and until when nobody is paged here", () => {
    const watch = { schedule: "Payments", people: ["Ana", "Bo"], until: "2026-11-20T18:00:00.000Z" };
    expect(words(onCallList([watch]))).toBe("Payments: Ana and Bo until <2026-11-20 18:00 UTC>");
    expect(words(onCallList([{ ...watch, people: [], until: null }]))).toBe("Payments: nobody");
    expect(muted(watch.until).text).toMatch(/does not page you until 2026-11-20 18:00 UTC/);
    expect(muted(null).text).toBe("Slack pages you again.");
  });
});

describe("the App Home", () => {
  const inbox = (waitingCount: number, page: number) =>
    home({
      rows: Array.from(
        { length: Math.max(0, Math.min(ROWS_PER_PAGE, waitingCount - page * ROWS_PER_PAGE)) },
        () => summary({ acknowledged_by: "ana" }),
      ),
      waitingCount,
      page,
      onCallUntil: "2026-11-20T18:00:00.000Z",
      onCall: ["Bo Lind"],
      consoleUrl: CONSOLE,
      people: { ana: { name: "Ana Ruiz" } },
    });

  it("counts what waits, says until when they are on call, and has a row to review for each", () => {
    const view = inbox(2, 0);
    expect(words(view)).toContain("2 waiting for you\nYou are on call until <2026-11-20 18:00 UTC>.");
    expect(words(view)).toContain("Ana Ruiz is looking");
    expect(pressable(view)).toEqual(["open_web", "review", "review"]);
  });

  it("turns pages, and knows which one it shows", () => {
    const turns = (page: number) => pressable(inbox(40, page)).filter((id) => id.startsWith("page"));
    expect([turns(0), turns(1), turns(2)]).toEqual([
      ["page_next"],
      ["page_prev", "page_next"],
      ["page_prev"],
    ]);
    expect(inbox(40, 1).private_metadata).toBe('{"page":1}');
    expect(words(inbox(40, 2))).toContain("Page 3 of 3, 40 requests");
    const values = [...JSON.stringify(inbox(40, 1)).matchAll(/"value":"\{\\"page\\":(\d)\}"/g)];
    expect(values.map(([, to]) => to)).toEqual(["0", "2"]);
  });

  it("says that nothing waits, and who is on call", () => {
    expect(words(inbox(0, 0))).toContain("No request waits for your answer. On call now: Bo Lind.");
    expect(pressable(inbox(0, 0))).toEqual(["open_web"]);
  });
});

describe("the replies beside a card", () => {
  const view = (request = detail()) => ({ request, slackIds: { bo: "U0BOB" }, url: URL_OF_REQUEST });
  const decided = view(detail({ decision: decision({ outcome: "denied" }) }));
  const accessoryOf = ({ blocks }: { readonly blocks: KnownBlock[] }) => json(blocks[0]).accessory?.action_id;

  it("say how much time is left, and lead to the whole request", () => {
    expect(reminder({ ...view(), minutes: 5 }).text).toMatch(/^5 minutes left to decide: Billing agent/);
    expect(reminder({ ...view(), minutes: 1 }).text).toMatch(/^1 minute left/);
    expect([reminder({ ...view(), minutes: 5 }), repage(view())].map(accessoryOf)).toEqual([
      "review",
      "review",
    ]);
    expect(words(escalationNote({ ...view(), people: ["bo"] }))).toBe("Escalated to <U0BOB>.");
  });

  it("become one line once it is decided, with nothing to press", () => {
    const replies = [
      reminder({ ...decided, minutes: 5 }),
      repage(decided),
      escalationNote({ ...decided, people: ["bo"] }),
    ];
    for (const message of replies) {
      expect(words(message)).toMatch(/^Denied by Ana Ruiz\. Billing agent wants .+\.$/);
      expect(pressable(message)).toEqual([]);
    }
  });
});
