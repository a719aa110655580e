import { describe, expect, it } from "vitest";
import { timelineSentence, timelineText } from "./timeline-words";

const at = "2026-11-20T12:00:00.000Z";
const names = { ana: "Ana Ruiz", bo: "Bo Lind" };
const entry = (type: string, more: object = {}) => ({ seq: 1, at, type, ...more });

describe("the timeline in sentences", () => {
  it("a step names the people it paged", () => {
    expect(timelineSentence(entry("step_entered", { index: 0, paged: ["ana", "bo"] }), names)).toBe(
      "Step 1: paged Ana Ruiz and Bo Lind",
    );
  });

  it("a deadline is not worded as anybody's denial", () => {
    const said = timelineSentence(entry("decided", { outcome: "denied", cause: "deadline" }), names);
    expect(said).toBe("The deadline passed with no answer: denied");
  });

  it("what was done by hand about who answers names everybody in it", () => {
    const said = (type: string, more: object) =>
      timelineSentence(entry(type, { person: "ana", ...more }), names);
    expect(said("reassigned", { to: "bo" })).toBe("Ana Ruiz handed it on to Bo Lind, who was paged");
    expect(said("responder_added", { to: "ana" })).toBe("Ana Ruiz added themselves, who was paged");
    expect(said("rerouted", { from_route: "payments", route: "security" })).toBe(
      "Ana Ruiz sent it from route payments down route security",
    );
  });

  it("an event the console does not know is shown by its name, not dropped", () => {
    expect(timelineSentence(entry("something_new"), names)).toBe("Something new");
  });

  it("a comment and a reason are the writer's own text", () => {
    expect(timelineText(entry("commented", { text: "why now?" }))).toBe("why now?");
    expect(timelineText(entry("responded", { reason: "duplicate" }))).toBe("duplicate");
    expect(timelineText(entry("decided", { reason: "duplicate" }))).toBeNull();
  });
});
