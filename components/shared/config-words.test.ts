import { describe, expect, it } from "vitest";
import type { ConfigDocument } from "@/lib/contract/config";
import { placeWords, savedWords } from "./config-words";

const document: ConfigDocument = {
  version: 1,
  organisation: { id: "acme", name: "Acme", time_zone: "UTC", fallback: { notify: [] } },
  people: [],
  teams: [{ id: "payments", name: "Payments", members: ["ana", "bo"] }],
  schedules: [],
  delegations: [],
  channels: [],
  slack_groups: [],
  agents: [],
  surfaces: [],
  policies: [],
  routes: [],
  webhooks: [],
};

describe("what a save did", () => {
  const team = { id: "payments", name: "Payments", members: ["ana"] };
  it("names the thing, what changed of it, and what that means for open requests", () => {
    expect(savedWords("teams", team, { ...team, members: [] } as typeof team)).toBe(
      "Saved team Payments: members. It holds at once, also for requests that are open.",
    );
    expect(savedWords("routes", null, { id: "general" })).toBe(
      "Added route general. Requests that are open keep the version they were opened under.",
    );
    expect(savedWords("teams", team, team)).toBe("Nothing changed of team Payments.");
  });
});

describe("a place in the configuration", () => {
  it("is said by the name of the thing it is in", () => {
    expect(placeWords("/teams/0/members/1", document)).toEqual({
      text: "team Payments: members 2",
      href: "/teams/payments",
    });
    expect(placeWords("/teams/payments", document)).toEqual({
      text: "team Payments",
      href: "/teams/payments",
    });
    expect(placeWords("/organisation/fallback/notify/0", document).href).toBe("/organisation");
    expect(placeWords("/teams/9", document)).toEqual({ text: "Teams 10", href: null });
  });
});
