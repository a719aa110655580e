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
});
const [ana, bo] = document.people;
if (!ana || !bo) throw new Error("there are two");
const friday = Date.parse("2026-11-27T01:30:00Z");

describe("a person at this minute", () => {
  const here = { working_now: true, away: null };

  it("is at work as the server says, where they keep hours, and on their own wall", () => {
    expect(personFacts(bo, { view: here, document, now: friday })).toMatchObject({
      working: true,
      localTime: "10:30",
      away: null,
    });
    expect(personFacts(ana, { view: here, document, now: friday })).toMatchObject({
      working: null,
      localTime: null,
    });
    expect(personFacts(bo, { view: undefined, document, now: friday })).toMatchObject({
      working: null,
      away: null,
    });
  });

  it("is away with the name of who stands in", () => {
    const view = { working_now: false, away: { to: "ana", until: "2026-12-27T00:00:00.000Z" } };
    expect(personFacts(bo, { view, document, now: friday }).away).toEqual({
      to: "Ana Ruiz",
      until: "2026-12-27T00:00:00.000Z",
    });
  });

  it("is found by name, address, role and team, every word of it", () => {
    const found = (query: string) => document.people.filter((one) => matchesPerson(one, document, query));
    expect(found("payments lind")).toEqual([bo]);
    expect(found("ADMIN")).toEqual([ana]);
    expect(found("")).toHaveLength(2);
    expect(found("ana payments")).toEqual([]);
  });
});
