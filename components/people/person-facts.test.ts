import { describe, expect, it } from "vitest";
import { ConfigDocument } from "@/lib/contract/config";
import { matchesPerson, personFacts } from "./person-facts";

const document = ConfigDocument.parse({
  organisation: { id: "acme", name: "Acme", time_zone: "Europe/Madrid" },
  people: [
    { id: "ana", name: "Ana Ruiz", email: "ana@acme.test", role: "admin" },
    {
      id: "bo",
      name: "Bo Lind",
      time_zone: "Asia/Tokyo",
      working_hours: [{ weekdays: ["fr"], start: "09:00", end: "18:00" }],
    },
  ],
  teams: [{ id: "payments", name: "Payments", members: ["bo"] }],
  delegations: [
    { id: "away", from: "bo", to: "ana", start: "2026-12-24T00:00:00Z", end: "2026-12-27T00:00:00Z" },
  ],
});
const [ana, bo] = document.people;
if (!ana || !bo) throw new Error("there are two");
const friday = Date.parse("2026-11-27T01:30:00Z");

describe("a person at this minute", () => {
  it("works by their own wall", () => {
    expect(personFacts(bo, document, friday)).toMatchObject({
      working: true,
      localTime: "10:30",
      away: null,
    });
    expect(personFacts(ana, document, friday)).toMatchObject({ working: null, localTime: null });
  });

  it("is away from the start of a delegation until its end", () => {
    const away = (at: string) => personFacts(bo, document, Date.parse(at)).away;
    expect(away("2026-12-24T00:00:00Z")).toEqual({ to: "Ana Ruiz", until: "2026-12-27T00:00:00Z" });
    expect(away("2026-12-27T00:00:00Z")).toBeNull();
  });

  it("is found by name, address, role and team, every word of it", () => {
    const found = (query: string) => document.people.filter((one) => matchesPerson(one, document, query));
    expect(found("payments lind")).toEqual([bo]);
    expect(found("ADMIN")).toEqual([ana]);
    expect(found("")).toHaveLength(2);
    expect(found("ana payments")).toEqual([]);
  });
});
