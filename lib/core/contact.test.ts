import { describe, expect, it } from "vitest";
import { attempts, type Contact, whyMoot } from "./contact";
import {
  acknowledge,
  approve,
  moment,
  reassign,
  route,
  rule,
  step,
  story,
  withdraw,
} from "./testing-requests";

const tried = (contact: Contact | undefined, more: { isUrgent?: boolean; via?: string[] } = {}) =>
  attempts(contact, {
    isUrgent: more.isUrgent ?? false,
    via: more.via ?? null,
    whyNot: (channel) => (channel === "email" ? "email is not set up here" : null),
  })?.map(({ via, afterSeconds, error }) => `${via} ${afterSeconds}${error === null ? "" : " failed"}`);
const ways = (...texts: readonly string[]) =>
  texts.map((text) => {
    const [via = "", after] = text.split(" ");
    return { via, afterSeconds: Number(after) };
  });

describe("how a page reaches a person", () => {
  it("is as ever for whoever has said nothing", () => {
    expect(tried(undefined)).toBeUndefined();
    expect(tried({ urgent: ways("web 0") })).toBeUndefined();
  });

  it("is in their order and with their delays; the urgent ones where a step is urgent and there are some", () => {
    const contact = { default: ways("slack 60", "web 0"), urgent: ways("slack 0") };
    expect(tried(contact)).toEqual(["web 0", "slack 60"]);
    expect(tried(contact, { isUrgent: true })).toEqual(["web 0", "slack 0"]);
    expect(tried({ default: ways("web 5") }, { isUrgent: true })).toEqual(["web 5"]);
  });

  it("moves to the next method at once where one cannot be used, and says that it failed", () => {
    expect(tried({ default: ways("web 0", "email 120", "slack 600") })).toEqual([
      "web 0",
      "email 120 failed",
      "slack 120",
    ]);
    expect(tried({ default: ways("email 0", "web 300") })).toEqual(["email 0 failed", "web 0"]);
  });

  it("keeps to the channels of the step, and always to the console", () => {
    expect(tried({ default: ways("slack 0", "web 9") }, { via: ["email"] })).toEqual(["web 9"]);
    expect(tried({ default: [] })).toEqual(["web 0"]);
  });
});

describe("a delayed page", () => {
  const open = () => story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 2 }]) }) });

  it("is dropped once they answered, handed it on, somebody looks, or it is decided", () => {
    const request = open();
    expect(whyMoot(request.state(), "bo", moment(5))).toBeNull();
    request.send(10, approve("bo"));
    expect(whyMoot(request.state(), "bo", moment(20))).toContain("answered");
    const handed = open();
    handed.send(10, reassign("bo", "di"));
    expect(whyMoot(handed.state(), "bo", moment(20))).toContain("handed");
    expect(whyMoot(handed.state(), "di", moment(20))).toBeNull();
    const seen = story({ route: route({ steps: [step(0, "person:bo", "person:cy")] }) });
    seen.send(10, acknowledge("bo"));
    expect(whyMoot(seen.state(), "cy", moment(20))).toContain("looking");
    expect(whyMoot(seen.state(), "cy", moment(320))).toBeNull();
    seen.send(30, withdraw);
    expect(whyMoot(seen.state(), "cy", moment(320))).toContain("decided");
  });
});
