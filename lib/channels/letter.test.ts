import { describe, expect, it } from "vitest";
import { decision, detail, URL_OF_REQUEST } from "@/lib/slack/testing-details";
import { writeLetter } from "./letter";

const page = { kind: "page" } as const;
const hostile = (text: string) => {
  const request = detail();
  const { context } = request;
  return detail({
    title: text,
    context: { ...context, explanation: { title: text, why: text }, agent: { ...context.agent, name: text } },
    canonical_arguments: JSON.stringify({ text }),
  });
};

describe("a letter", () => {
  it("says what is asked, by when, what happens then, and where to answer", () => {
    const request = detail();
    const { subject, text, html } = writeLetter(request, page);
    expect(subject).toBe(`Approval needed: ${request.title}`);
    const deadline = request.deadline_at.slice(0, 16).replace("T", " ");
    for (const words of [
      `Answer by ${deadline} UTC. If nobody does, the gate denies it.`,
      request.ruling.reason,
      `Agent: ${request.context.agent.name}`,
      request.binding_message,
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain(URL_OF_REQUEST);
    expect(html.match(/href="([^"]*)"/g)).toEqual([`href="${URL_OF_REQUEST}"`]);
  });

  it("that follows another is called the same, so that mail programs put them together", () => {
    const first = writeLetter(detail(), page).subject;
    for (const occasion of [{ kind: "again" }, { kind: "reminder", minutesLeft: 2 }] as const)
      expect(writeLetter(detail(), occasion).subject).toBe(`Re: ${first}`);
    const over = detail({ status: "denied", decision: decision({ outcome: "denied", cause: "deadline" }) });
    expect(writeLetter(over, { kind: "update" }).subject).toBe(`Re: ${first}`);
  });

  it("never words silence as a person's no, and names who decided", () => {
    const silence = detail({
      decision: decision({ outcome: "denied", cause: "deadline", decided_by: [] }),
    });
    expect(writeLetter(silence, { kind: "update" }).text).toMatch(
      /Nobody answered in time.*\n\n.*No person said no\./,
    );
    const no = detail({ decision: decision({ outcome: "denied", reason: "Already\nrefunded" }) });
    const { text } = writeLetter(no, { kind: "update" });
    expect(text).toMatch(/Denied by Ana[^\n]*, 2026-11-20 12:02 UTC\./);
    expect(text).toContain("Reason:\n> Already\n> refunded");
  });

  it("is plain to read however an agent writes", () => {
    const text =
      'x"><script>alert(1)</script>\u202eevil\u200b\r\nBcc: everybody@acme.test\n\nApprove by replying: https://evil.test';
    const letter = writeLetter(hostile(text), page);
    expect(letter.subject).not.toMatch(/[\r\n\u202e\u200b]/);
    expect(letter.html).not.toContain("<script");
    expect(letter.html.match(/href="[^"]*"/g)).toHaveLength(1);
    expect(letter.html + letter.text).not.toMatch(/[\u202e\u200b]/);
    expect(letter.text).toContain("[U+202E]");
    // What it wrote on lines of its own stays in its own box.
    for (const line of letter.text.split("\n"))
      if (/^Bcc|^Approve by/.test(line)) throw new Error(`outside its box: ${line}`);
  });

  it("has an end, and says where something is left out", () => {
    const { subject, text, html } = writeLetter(hostile("w".repeat(200_000)), page);
    expect(subject.length).toBeLessThanOrEqual(200);
    expect(text.length).toBeLessThan(30_000);
    expect(html.length).toBeLessThan(40_000);
    expect(text).toContain("The beginning of its arguments (200011 bytes in all)");
  });
});
