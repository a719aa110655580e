import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { newUuid } from "@/lib/runtime/ids";
import { changeConfig } from "../config/apply";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { findOidcPerson } from "./find-oidc-person";

const issuer = "https://id.example.test";
let house: House;
let email: string;
let subject: string;
beforeEach(async () => {
  email = `ana-${newUuid()}@example.test`;
  subject = newUuid();
  house = await openHouseOf(email);
});

async function openHouseOf(address: string): Promise<House> {
  const people = (SMALL_COMPANY.people ?? []).map((person) =>
    person.id === "ana" ? { ...person, email: address } : person,
  );
  return openTestHouse({ ...SMALL_COMPANY, people });
}

const ana = () => ({ organisation: house.organisation, person: "ana" });

describe("an identity at an issuer", () => {
  it("is linked once by an address the issuer has verified, and from then on by itself alone", async () => {
    expect(await findOidcPerson({ issuer, subject, email: null })).toBeNull();
    expect(await findOidcPerson({ issuer, subject, email: email.toUpperCase() })).toEqual(ana());
    expect(await findOidcPerson({ issuer, subject, email: null })).toEqual(ana());
    expect(await findOidcPerson({ issuer, subject, email: "bo@example.test" })).toEqual(ana());
    const noted = await database().ledgerEntry.count({ where: { organisationId: house.organisation } });
    expect(noted).toBe(1);
  });

  it("with a recycled address opens nobody's account", async () => {
    await findOidcPerson({ issuer, subject, email });
    expect(await findOidcPerson({ issuer, subject: newUuid(), email })).toBeNull();
  });

  it("of another issuer is another identity", async () => {
    await findOidcPerson({ issuer, subject, email });
    const other = { issuer: "https://other.example.test", subject };
    expect(await findOidcPerson({ ...other, email: null })).toBeNull();
    expect(await findOidcPerson({ ...other, email })).toEqual(ana());
  });

  it("is not linked to an address that two people have", async () => {
    await openHouseOf(email);
    expect(await findOidcPerson({ issuer, subject, email })).toBeNull();
  });

  it("stays its person's after they have left: nobody gets in with it, whoever has the address now", async () => {
    await findOidcPerson({ issuer, subject, email });
    await changeConfig(house.operator, (document) => ({
      ...document,
      people: [{ ...document.people[0], id: "new", name: "New", email, role: "admin" as const, level: 3 }],
      teams: [],
      agents: [],
      routes: [],
    }));
    expect(await findOidcPerson({ issuer, subject, email })).toBeNull();
  });

  it("is linked once when two first sign-ins come at once", async () => {
    const both = await Promise.all([
      findOidcPerson({ issuer, subject, email }),
      findOidcPerson({ issuer, subject, email }),
    ]);
    expect(both).toEqual([ana(), ana()]);
    const others = await Promise.all(
      ["one", "two"].map((name) =>
        findOidcPerson({ issuer: "https://race.example.test", subject: `${name}-${subject}`, email }),
      ),
    );
    expect(others.filter((person) => person !== null)).toHaveLength(1);
  });
});
