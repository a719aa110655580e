import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { newUuid } from "@/lib/runtime/ids";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { createSession } from "./create-session";
import { hashPassword, isPassword } from "./password-hash";
import { readSession } from "./read-session";
import { makeUpPassword, setPassword } from "./set-password";
import { verifyPassword } from "./verify-password";

const GOOD = "correct horse battery";
const advance = (seconds: number) =>
  database().$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + ${seconds * 1000}`;

/** A house whose Ana has an address nobody else has, so that no test sees another's guesses. */
async function openHouseOf(email: string): Promise<House> {
  const people = (SMALL_COMPANY.people ?? []).map((person) =>
    person.id === "ana" ? { ...person, email } : person,
  );
  return openTestHouse({ ...SMALL_COMPANY, people });
}

let house: House;
let email: string;
beforeEach(async () => {
  email = `ana-${newUuid()}@example.test`;
  house = await openHouseOf(email);
});
const admin = () => house.person("ana", { role: "admin" });
const wrongGuesses = async (count: number, address?: string) => {
  for (let guess = 0; guess < count; guess++) {
    expect(await verifyPassword({ email, password: `wrong ${guess}`, address })).toBeNull();
  }
};

describe("a password", () => {
  it("lets its person in, whatever the case of the address, and nobody else", async () => {
    await setPassword(admin(), { person: "ana", password: GOOD });
    const ana = { organisation: house.organisation, person: "ana" };
    expect(await verifyPassword({ email, password: GOOD })).toEqual(ana);
    expect(await verifyPassword({ email: ` ${email.toUpperCase()} `, password: GOOD })).toEqual(ana);
    expect(await verifyPassword({ email, password: `${GOOD} ` })).toBeNull();
    expect(await verifyPassword({ email: `x${email}`, password: GOOD })).toBeNull();
  });

  it("is kept as scrypt with a salt of its own, and fits however the letters were typed", async () => {
    const [one, other] = [await hashPassword("café-café-café"), await hashPassword("café-café-café")];
    expect(one).toMatch(/^scrypt\$15\$8\$1\$/);
    expect(one).not.toBe(other);
    expect(await isPassword("cafe\u0301-cafe\u0301-cafe\u0301", one)).toBe(true);
    expect(await isPassword("cafe-cafe-cafe", one)).toBe(false);
  });

  it("that cannot be read lets nobody in", async () => {
    for (const kept of [null, "", "scrypt$15$8$1$salt$", "plain", "scrypt$15$8$1$salt$AAAA"]) {
      expect(await isPassword("", kept)).toBe(false);
      expect(await isPassword(GOOD, kept)).toBe(false);
    }
  });

  it("is an admin's to give, never a token's: whoever knows it answers as that person", async () => {
    const give = (ctx: Parameters<typeof setPassword>[0], password = GOOD) =>
      refusalOf(setPassword(ctx, { person: "bo", password }));
    expect(await give(house.operator)).toEqual(["forbidden"]);
    expect(await give(house.agent)).toEqual(["forbidden"]);
    expect(await give(house.person("di", { role: "manager" }))).toEqual(["forbidden"]);
    expect(await give(admin(), "too short")).toEqual(["invalid", "/password"]);
    expect(await refusalOf(setPassword(admin(), { person: "nobody", password: GOOD }))).toEqual([
      "not_found",
    ]);
    expect(await give(admin())).toEqual(["ok"]);
  });

  it("that is new ends the sessions opened with the old one", async () => {
    await setPassword(admin(), { person: "ana", password: GOOD });
    const { sessionId } = await createSession({
      organisation: house.organisation,
      person: "ana",
      assurance: "session",
    });
    await setPassword(admin(), { person: "ana", password: `${GOOD} staple` });
    expect(await readSession(sessionId)).toBeNull();
    expect(await verifyPassword({ email, password: GOOD })).toBeNull();
  });

  it("that the house made up works, and counts as used from then on", async () => {
    const ctx = { actor: { kind: "system" as const, organisation: house.organisation }, requestId: "test" };
    const password = await makeUpPassword(ctx, "ana");
    const kept = async () =>
      (await database().personPassword.findFirstOrThrow({ where: { organisationId: house.organisation } }))
        .hash;
    expect(await kept()).toMatch(/^unused:scrypt/);
    expect(await verifyPassword({ email, password })).not.toBeNull();
    expect(await kept()).toMatch(/^scrypt/);
    expect(await verifyPassword({ email, password })).not.toBeNull();
  });
});

describe("one address in two organisations", () => {
  it("means the organisation whose password fits, and neither when both fit", async () => {
    const other = await openHouseOf(email);
    await setPassword(admin(), { person: "ana", password: GOOD });
    await setPassword(other.person("ana", { role: "admin" }), { person: "ana", password: `${GOOD} two` });
    expect((await verifyPassword({ email, password: GOOD }))?.organisation).toBe(house.organisation);
    expect((await verifyPassword({ email, password: `${GOOD} two` }))?.organisation).toBe(other.organisation);
    await setPassword(other.person("ana", { role: "admin" }), { person: "ana", password: GOOD });
    expect(await verifyPassword({ email, password: GOOD })).toBeNull();
  });
});

describe("guessing", () => {
  it("stops after ten wrong passwords, also for the right one, until a quarter of an hour has passed", async () => {
    await setPassword(admin(), { person: "ana", password: GOOD });
    await wrongGuesses(10);
    expect(await refusalOf(verifyPassword({ email, password: GOOD }))).toEqual(["rate_limited"]);
    expect(await refusalOf(verifyPassword({ email, password: GOOD }))).toEqual(["rate_limited"]);
    await advance(15 * 60);
    expect(await verifyPassword({ email, password: GOOD })).not.toBeNull();
  });

  it("starts anew after the right password", async () => {
    await setPassword(admin(), { person: "ana", password: GOOD });
    await wrongGuesses(9);
    expect(await verifyPassword({ email, password: GOOD })).not.toBeNull();
    await wrongGuesses(9);
    expect(await verifyPassword({ email, password: GOOD })).not.toBeNull();
  });

  it("many at once gets no more tries than one after the other", async () => {
    const answers = await Promise.all(
      Array.from({ length: 25 }, (_, guess) =>
        refusalOf(verifyPassword({ email, password: `wrong ${guess}` })),
      ),
    );
    expect(answers.filter(([code]) => code === "ok").length).toBeLessThanOrEqual(10);
  });

  it("is limited for an address too, across e-mails, and for addresses nobody has", async () => {
    const address = newUuid();
    await wrongGuesses(10, address);
    expect(await refusalOf(verifyPassword({ email: "other@example.test", password: GOOD, address }))).toEqual(
      ["rate_limited"],
    );
  });
});
