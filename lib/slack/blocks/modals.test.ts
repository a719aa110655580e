import { describe, expect, it } from "vitest";
import type { RequestDetail } from "@/lib/contract/requests";
import { inLines } from "@/lib/core/canonical-lines";
import { DIGEST, decision, detail, mayNot, REQUEST, URL_OF_REQUEST, withArguments } from "../testing-details";
import { json, textOf } from "../testing-painted";
import { readAddress } from "./address";
import type { ModalView } from "./kit";
import { askModal, denyModal, handoverModal, noticeModal, reviewModal } from "./modals";

const about = (request: RequestDetail, problem?: string) => ({ request, url: URL_OF_REQUEST, problem });
const inputsOf = (modal: ModalView) =>
  json(modal.blocks).flatMap((block) => (block.type === "input" ? [block] : []));
const fieldsOf = (modal: ModalView) => inputsOf(modal).map(({ block_id }) => block_id);
const optionsOf = (modal: ModalView, field: string) =>
  (inputsOf(modal).find(({ block_id }) => block_id === field)?.element?.options ?? []).map(
    ({ value }) => value,
  );
const words = (modal: ModalView) => modal.blocks.map(textOf).join("\n");

describe("every form", () => {
  it("carries the address of its request, and its fields are called by one name", () => {
    const forms = [denyModal, reviewModal, handoverModal, askModal].map((form) => form(about(detail())));
    expect(forms.map(({ callback_id }) => callback_id)).toEqual(["deny", "review", "handover", "ask"]);
    for (const form of forms) {
      expect(readAddress(form.private_metadata)).toEqual({ r: REQUEST, d: DIGEST });
      for (const { element } of inputsOf(form)) expect(element?.action_id).toBe("v");
    }
    expect(forms.map(fieldsOf)).toEqual([
      ["kind", "reason"],
      ["decision", "reason"],
      ["person"],
      ["question"],
    ]);
  });

  it("says on top why it was refused, and keeps its fields, so that nothing typed is lost", () => {
    for (const form of [denyModal, reviewModal, handoverModal, askModal]) {
      const refused = form(about(detail(), "It was decided meanwhile."));
      expect(refused.blocks[0]).toMatchObject({ type: "alert", text: { text: "It was decided meanwhile." } });
      expect(fieldsOf(refused)).toEqual(fieldsOf(form(about(detail()))));
    }
  });
});

describe("the form to deny", () => {
  it("asks why in words, and what kind of no it is", () => {
    const modal = denyModal(about(detail()));
    expect(optionsOf(modal, "kind")).toEqual(["wrong_target", "too_risky", "unclear", "policy"]);
    expect(inputsOf(modal)[1]?.element).toMatchObject({ min_length: 3, max_length: 1000 });
    expect(inputsOf(modal)[1]?.optional).toBeUndefined();
  });
});

describe("the form to review", () => {
  const verdicts = (request: RequestDetail) => optionsOf(reviewModal(about(request)), "decision");
  const links = (request: RequestDetail) =>
    json(reviewModal(about(request)).blocks).flatMap((block) =>
      block.type === "actions" ? [...(block.elements ?? [])].map(({ action_id }) => action_id) : [],
    );

  it("shows all of the arguments, and takes either answer", () => {
    const request = withArguments(60_000);
    const modal = reviewModal(about(request));
    expect(words(modal).replaceAll("\n", "")).toContain(
      inLines(request.canonical_arguments).replaceAll("\n", ""),
    );
    expect(verdicts(request)).toEqual(["approve", "deny"]);
    expect(links(request)).toEqual(["open_web"]);
  });

  it("shows all of a long explanation, and takes an approval", () => {
    const { context } = detail();
    const why = "why ".repeat(1000);
    const request = detail({ context: { ...context, explanation: { title: null, why } } });
    expect(words(reviewModal(about(request)))).toContain(why);
    expect(verdicts(request)).toEqual(["approve", "deny"]);
  });

  it("takes no approval of what it cannot show whole, and leads to the console", () => {
    expect(verdicts(withArguments(200_000))).toEqual(["deny"]);
    expect(links(withArguments(200_000))).toEqual(["open_approve", "open_web"]);
    const { action } = detail();
    expect(verdicts(detail({ action: { ...action, tool: "t".repeat(400) } }))).toEqual(["deny"]);
  });

  it("takes no approval that needs a stronger sign-in, and leads to the console", () => {
    const request = detail({
      approval: { ...detail().approval, assurance: "passkey" },
      may_respond: mayNot("step_up_required", "Sign in again.", ["deny"]),
    });
    expect(verdicts(request)).toEqual(["deny"]);
    expect(links(request)).toEqual(["open_approve", "open_web"]);
  });

  it("asks for the reason its route asks for", () => {
    const reason = (reason_required: boolean) =>
      inputsOf(reviewModal(about(detail({ approval: { ...detail().approval, reason_required } }))))[1];
    expect(reason(true)).toMatchObject({ label: { text: "Reason" } });
    expect(reason(true)?.optional).toBeUndefined();
    expect(reason(false)).toMatchObject({ label: { text: "Reason (needed to deny)" }, optional: true });
  });

  it("is only read by who may not answer, and once it is decided", () => {
    const barred = reviewModal(about(detail({ may_respond: mayNot("not_eligible", "Not yours.") })));
    expect([barred.submit, fieldsOf(barred)]).toEqual([undefined, []]);
    expect(words(barred)).toContain("You may not approve. Not yours.");
    const decided = reviewModal(about(detail({ decision: decision() })));
    expect([decided.submit, fieldsOf(decided)]).toEqual([undefined, []]);
    expect(words(decided)).toContain("Approved by Ana Ruiz.");
  });
});

describe("the form to hand over", () => {
  it("lists by name whom it may go to, and tells namesakes apart", () => {
    const people = { ana: { name: "Ana Ruiz" }, bo: { name: "Zoe" }, cy: { name: "Ana Ruiz" } };
    const modal = handoverModal(
      about(detail({ people, may_steer: { verbs: ["reassign"], assignees: ["bo", "cy", "ana", "bo"] } })),
    );
    const options = inputsOf(modal)[0]?.element?.options ?? [];
    expect(options.map(({ value, text }) => [value, text?.text])).toEqual([
      ["cy", "cy: Ana Ruiz"],
      ["ana", "ana: Ana Ruiz"],
      ["bo", "Zoe"],
    ]);
  });

  it("says so where nobody could take it, and how many there are where not all fit", () => {
    const none = handoverModal(about(detail({ may_steer: { verbs: [], assignees: [] } })));
    expect([none.submit, fieldsOf(none)]).toEqual([undefined, []]);
    expect(words(none)).toContain("Nobody else could answer it.");
    const assignees = Array.from({ length: 130 }, (_, index) => `p${index}`);
    const many = handoverModal(about(detail({ may_steer: { verbs: ["reassign"], assignees } })));
    expect(optionsOf(many, "person")).toHaveLength(100);
    expect(words(many)).toContain("Only the first 100 of 130 are listed here.");
  });
});

it("a notice says what happened, and where to look", () => {
  const modal = noticeModal("Slack could not open the form.", { url: URL_OF_REQUEST });
  expect(words(modal)).toBe("Slack could not open the form.\nOpen in console");
  expect(modal.submit).toBeUndefined();
});
