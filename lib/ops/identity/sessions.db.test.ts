import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { changeConfig } from "../config/apply";
import { type House, openTestHouse } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { createSession } from "./create-session";
import { readSession } from "./read-session";
import { revokeSession } from "./revoke-session";

const advance = (seconds: number) =>
  database().$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + ${seconds * 1000}`;

let house: House;
beforeEach(async () => {
  house = await openTestHouse();
});

const signIn = async (assurance: "slack" | "session" | "recent" | "passkey" = "session", person = "ana") =>
  (await createSession({ organisation: house.organisation, person, assurance })).sessionId;

describe("a session", () => {
  it("is a person, with the role of the configuration in force", async () => {
    const sessionId = await signIn();
    expect(await readSession(sessionId)).toEqual({
      kind: "person",
      organisation: house.organisation,
      person: "ana",
      role: "admin",
      sessionId,
      assurance: "session",
      via: "web",
    });
    await changeConfig(house.operator, (document) => ({
      ...document,
      people: document.people.map((person) => ({ ...person, role: "member" as const })),
    }));
    expect((await readSession(sessionId))?.role).toBe("member");
  });

  it("ends when its person is removed, at the very next call", async () => {
    const sessionId = await signIn("session", "eve");
    await changeConfig(house.operator, (document) => ({
      ...document,
      people: document.people.filter(({ id }) => id !== "eve"),
    }));
    expect(await readSession(sessionId)).toBeNull();
    expect(await refusalOf(signIn("session", "eve"))).toEqual(["not_found"]);
  });

  it("ends when it is revoked, and twelve hours after it began, however busy it was", async () => {
    const revoked = await signIn();
    await revokeSession(revoked);
    expect(await readSession(revoked)).toBeNull();
    const sessionId = await signIn();
    await advance(12 * 3600 - 60);
    expect(await readSession(sessionId)).not.toBeNull();
    await advance(60);
    expect(await readSession(sessionId)).toBeNull();
  });

  it("keeps a fresh proof for ten minutes of the database's clock", async () => {
    const passkey = await signIn("passkey");
    const recent = await signIn("recent");
    const slack = await signIn("slack");
    expect((await readSession(passkey))?.assurance).toBe("passkey");
    expect((await readSession(recent))?.assurance).toBe("recent");
    await advance(600);
    expect((await readSession(passkey))?.assurance).toBe("session");
    expect((await readSession(recent))?.assurance).toBe("session");
    expect((await readSession(slack))?.assurance).toBe("slack");
  });

  it("that nobody opened is nobody", async () => {
    expect(await readSession("ses_unknown")).toBeNull();
    expect(await readSession("")).toBeNull();
  });
});
