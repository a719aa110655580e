import { describe, expect, it } from "vitest";
import type { RequestDetail } from "@/lib/contract/requests";
import {
  answer,
  DIGEST,
  detail,
  MAY,
  mayNot,
  REQUEST,
  step,
  threshold,
  URL_OF_REQUEST,
  withArguments,
} from "../testing-details";
import { actionsOf, buttonsOf, headerOf, type Json, json, painted, words } from "../testing-painted";

describe("a new request", () => {
  it("says what, for whom, why and by when, whole, and offers to approve, deny, acknowledge and more", () => {
    const message = painted(detail());
    expect(message.text).toBe(
      "Approval needed by 2026-11-20 12:21 UTC: Billing agent wants to run refund.create for $1,240.00 on " +
        "payments.refund. Risk: Cannot be undone, tier: needs approval.",
    );
    expect(message.blocks.map(({ type }) => type)).toEqual([
      "header",
      "rich_text",
      "rich_text",
      "rich_text",
      "rich_text",
      "actions",
      "context",
    ]);
    expect(actionsOf(message)).toEqual(["approve", "deny", "acknowledge", "more"]);
    expect(words(message)).toMatchInlineSnapshot(`
      "Approval needed: Billing agent wants to run refund.create for $1,240.00 on payments.refund
      Refunds above $1,000 need a person (refunds-over-1000)
      Agent says, not verifiedIt calls this: Refund a double chargeIts reason: The customer was charged twice on 18 Nov.Its task: Answer ticket 4471
      Agent: Billing agent
      For: Priya N. (support)
      Tool: refund.create
      Surface: payments.refund
      Risk: Cannot be undone, tier: needs approval
      Answer by: <2026-11-20 12:21 UTC>
      {
        "amount_cents": 124000,
        "currency": "USD",
        "customer": "cus_8812",
        "lines": []
      }
      ApproveDeny…Acknowledge
      Request req_01JD3M8Q6W4Z9T2K7R5V0B1C3D  ·  code amber-fox-17  ·  fingerprint 9f3a1c07  ·  no answer means denied"
    `);
    expect(buttonsOf(message)[0]).toMatchObject({
      style: "primary",
      confirm: {
        title: { text: "Countersign this action?" },
        text: {
          text: expect.stringMatching(/^Billing agent may then run exactly this, once: Billing agent wants/),
        },
      },
    });
  });

  it("is not approved in one step when the arguments are longer than four pieces, but read in the modal", () => {
    const message = painted(withArguments(12_500));
    expect(actionsOf(message)).toEqual(["review", "deny", "acknowledge", "more"]);
    expect(words(message)).toContain("The arguments are 12500 bytes; this is their beginning.");
    expect(buttonsOf(message)[0]).toMatchObject({ style: "primary", text: { text: "Review all details" } });
  });

  it("is approved in the console only when not even the modal holds the arguments", () => {
    expect(actionsOf(painted(withArguments(200_000)))).toEqual([
      "open_approve",
      "deny",
      "acknowledge",
      "more",
    ]);
  });

  it("is not approved in one step when the agent's explanation was cut", () => {
    const { context } = detail();
    const explanation = { title: null, why: "x".repeat(3000) };
    const message = painted(detail({ context: { ...context, explanation } }));
    expect(actionsOf(message)).toEqual(["review", "deny", "acknowledge", "more"]);
    expect(words(message)).toContain("Not everything is shown here.");
  });

  it("is not approved in one step when the name of the tool was cut", () => {
    const { action } = detail();
    const message = painted(detail({ action: { ...action, tool: "t".repeat(400) } }));
    expect(actionsOf(message)).not.toContain("approve");
  });

  it("is not approved in one step when the route asks for a reason", () => {
    const { approval } = detail();
    const message = painted(detail({ approval: { ...approval, reason_required: true } }));
    expect(actionsOf(message)).toEqual(["review", "deny", "acknowledge", "more"]);
  });

  it.each(["session", "recent", "passkey"] as const)(
    "is approved in the console when the route asks for %s, whether or not the gate said so already",
    (assurance) => {
      const approval = { ...detail().approval, assurance };
      const asked = mayNot("step_up_required", "Approving asks for stronger authentication.", ["deny"]);
      for (const may_respond of [asked, MAY]) {
        const message = painted(detail({ approval, may_respond }));
        expect(actionsOf(message)).toEqual(["open_approve", "deny", "acknowledge", "more"]);
        expect(buttonsOf(message)[0]?.url).toBe(`${URL_OF_REQUEST}?intent=approve`);
      }
    },
  );

  it("says that its reader may only deny, and why", () => {
    const may_respond = mayNot("self_approval", "The agent is yours.", ["deny"]);
    const message = painted(detail({ may_respond }));
    expect(actionsOf(message)).toEqual(["deny", "acknowledge", "more"]);
    expect(words(message)).toContain("You may deny but not approve. The agent is yours.");
  });

  it("offers nothing to decide to who may not answer, and says why and whom it waits for", () => {
    const may_respond = mayNot("not_eligible", "This route does not take your answer.");
    const message = painted(detail({ may_respond, responders: ["bo"] }));
    expect(actionsOf(message)).toEqual(["open_web"]);
    expect(headerOf(message)).toMatch(/^Waiting for others: /);
    expect(words(message)).toContain("This route does not take your answer.");
    expect(words(message)).toContain("Waiting for <U0BOB>.");
  });

  it("offers nothing to decide after its deadline", () => {
    const message = painted(detail({ may_respond: mayNot("deadline_passed", "The deadline has passed.") }));
    expect(headerOf(message)).toMatch(/^Deadline passed: /);
    expect(actionsOf(message)).toEqual(["open_web"]);
  });

  it("explains a token for a hidden character where there is one", () => {
    const token = "A token like [U+200B] stands for a character you would not see.";
    expect(words(painted(detail({ canonical_arguments: '{"a":"\u200b"}' })))).toContain(token);
    expect(words(painted(detail()))).not.toContain(token);
  });

  it("names whose authority its reader uses", () => {
    const message = painted(detail({ may_respond: { ...MAY, on_behalf_of: "bo" } }));
    expect(words(message)).toContain("You answer on behalf of <U0BOB>, who is away");
  });

  it("offers to hand over only where somebody could take it, and to acknowledge only once", () => {
    const options = (request: RequestDetail) =>
      json(buttonsOf(painted(request)).at(-1)?.options).map((option: Json) => option.text?.text);
    const asks = ["Ask the agent a question…", "Open in console"];
    expect(options(detail())).toContain("Hand over to someone else…");
    expect(options(detail({ may_steer: { verbs: ["reassign"], assignees: [] } }))).toEqual(asks);
    expect(options(detail({ may_steer: { verbs: [], assignees: ["bo"] } }))).toEqual(asks);
    const acknowledgement = { person: "ana", at: detail().now, until: "2026-11-20T12:10:00.000Z" };
    const looking = painted(detail({ acknowledgement }));
    expect(actionsOf(looking)).not.toContain("acknowledge");
    expect(words(looking)).toContain("You are looking; paging pauses until <2026-11-20 12:10 UTC>.");
    expect(words(painted(detail({ acknowledgement: { ...acknowledgement, person: "bo" } })))).toContain(
      "<U0BOB> is looking; paging pauses until",
    );
  });
});

describe("the places a button leads to", () => {
  it("are this request and this action, and the options say so, too", () => {
    const [approve, deny, acknowledge, more] = buttonsOf(painted(detail()));
    for (const button of [approve, deny, acknowledge]) {
      expect(JSON.parse(String(button?.value))).toEqual({ r: REQUEST, d: DIGEST });
    }
    expect(json(more?.options).map(({ value }: Json) => value)).toEqual([
      `ask:${REQUEST}:${DIGEST}`,
      `handover:${REQUEST}:${DIGEST}`,
      `open:${REQUEST}:${DIGEST}`,
    ]);
  });
});

describe("escalation", () => {
  const steps = [step(0, ["ana"]), step(1, ["bo"])];
  it("tells the next one who did not answer", () => {
    const message = painted(detail({ steps, responders: ["ana", "bo"] }), {
      reader: { person: "bo", occasion: "escalated" },
    });
    expect(headerOf(message)).toMatch(/^Escalated to you: /);
    expect(message.text).toContain("Ana Ruiz did not answer.");
    expect(words(message)).toContain("<U0ANA> did not answer by <2026-11-20 12:05 UTC>.");
    expect(actionsOf(message)).toEqual(["approve", "deny", "acknowledge", "more"]);
  });

  it("does not say of who answered that they did not", () => {
    const message = painted(detail({ steps, responses: [answer("ana")] }), {
      reader: { person: "bo", occasion: "escalated" },
    });
    expect(words(message)).not.toContain("did not answer");
  });

  it("tells the first one to whom it went, and lets them answer after reading it", () => {
    const message = painted(detail({ steps, responders: ["ana", "bo"] }));
    expect(headerOf(message)).toMatch(/^Escalated: /);
    expect(words(message)).toContain(
      "Passed to <U0BOB> at <2026-11-20 12:05 UTC>. You can still decide until",
    );
    expect(actionsOf(message)).toEqual(["review", "deny", "acknowledge", "more"]);
  });

  it("says of what was handed over to whom", () => {
    const timeline = [
      { seq: 3, type: "reassigned", at: "2026-11-20T12:03:00.000Z", person: "ana", to: "bo" },
    ];
    const message = painted(detail({ timeline, responders: ["bo"] }));
    expect(headerOf(message)).toMatch(/^Handed over: /);
    expect(words(message)).toContain("Handed over to <U0BOB> at <2026-11-20 12:03 UTC>.");
  });
});

describe("progress", () => {
  const approval = {
    ...detail().approval,
    sets: [{ met: false, thresholds: [threshold({ approve: 2, approvals: 1 })] }],
  };
  it("counts approvals and names who gave them", () => {
    const message = painted(detail({ approval, responses: [answer("bo"), answer("cy", { dropped: true })] }));
    expect(words(message)).toContain("1 of 2 approvals: <U0BOB>");
    expect(words(painted(detail({ approval })))).toContain("0 of 2 approvals");
    expect(words(painted(detail()))).not.toContain("approvals");
  });

  it("tells who has signed that it waits for others", () => {
    const request = detail({
      approval,
      responses: [answer("ana")],
      responders: ["ana", "bo"],
      may_respond: mayNot("already_responded", "You have answered."),
    });
    const message = painted(request);
    expect(headerOf(message)).toMatch(/^Waiting for others: /);
    expect(words(message)).toContain("You approved; the rule is not met yet.");
    expect(words(message)).toContain("Waiting for <U0BOB>.");
    expect(actionsOf(message)).toEqual(["open_web"]);
  });

  it("names what went wrong: nobody who could approve, and pages that arrived nowhere", () => {
    const delivery = {
      id: "dlv_1",
      person: "ana",
      channel: "slack",
      kind: "page" as const,
      status: "failed" as const,
      at: "2026-11-20T12:00:00.000Z",
      error: "channel_not_found",
    };
    const message = painted(
      detail({
        problems: [{ code: "unroutable", message: "Too few people could have approved it." }],
        steps: [step(0, ["ana"], { deliveries: [delivery, delivery] })],
      }),
    );
    expect(words(message)).toContain("Problem: Too few people could have approved it.");
    expect(words(message).match(/Not delivered: Slack did not reach Ana Ruiz\./g)).toHaveLength(1);
  });

  it("shows what was asked and what the agent says to it", () => {
    const question = {
      id: "qst_1",
      text: "Which charge?",
      asked_by: "bo",
      asked_at: "2026-11-20T12:01:00.000Z",
      answer: null,
      answered_at: null,
    };
    expect(words(painted(detail({ questions: [question] })))).toContain("Bo Lind asked: Which charge?");
    expect(words(painted(detail({ questions: [{ ...question, answer: "The second." }] })))).toContain(
      "Agent says, not verified: The second.",
    );
  });
});

describe("the copy in a channel", () => {
  const message = painted(detail(), { reader: null });
  it("shows neither the arguments nor the agent's explanation, and decides nothing", () => {
    expect(actionsOf(message)).toEqual(["review", "open_web"]);
    expect(words(message)).not.toContain("cus_8812");
    expect(words(message)).not.toContain("charged twice");
    expect(words(message)).toContain("Details: shown to the approvers only");
  });

  it("names whom it waits for and who is next", () => {
    expect(words(message)).toContain("Waiting for <U0ANA>. Next: page Bo Lind at <2026-11-20 12:05 UTC>.");
    expect(message.text).toMatch(/^Approval needed: .+ Waiting for Ana Ruiz\.$/);
  });
});
