import { describe, expect, test } from "vitest";
import type { Person } from "./directory";
import { peopleInGroups } from "./slack-group";

const person = (id: string, slack?: string): Person => ({
  ...{ id, name: id, level: 1, role: "member" },
  ...(slack === undefined ? {} : { slack }),
});
const people = [person("ana", "T01/U0ANA"), person("bo", "U0BO"), person("cy"), person("di", "T02/U0DI")];
const member = (user: string, group = "S0A", team = "T01") => ({ team, group, user });
const whoIsIn = (slack: string, members: ReturnType<typeof member>[], home: string | null = "T01") =>
  peopleInGroups([{ id: "a", slack }], members, { people, home }).get("a");

describe("the people in a group of Slack", () => {
  test("are those linked to its members, in the order of the people", () => {
    expect(whoIsIn("T01/S0A", [member("U0BO"), member("U0ANA"), member("U0NOBODY")])).toEqual(["ana", "bo"]);
  });

  test("are found however the group and the accounts are written", () => {
    expect(whoIsIn("S0A", [member("U0BO"), member("U0ANA")])).toEqual(["ana", "bo"]);
    expect(whoIsIn("S0A", [member("U0BO"), member("U0ANA")], null)).toEqual([]);
    expect(whoIsIn("T01/S0A", [member("U0BO"), member("U0ANA")], null)).toEqual(["ana"]);
  });

  test("are of its own workspace, and of no other group", () => {
    expect(
      whoIsIn("T01/S0A", [member("U0DI"), member("U0ANA", "S0B"), member("U0BO", "S0A", "T02")]),
    ).toEqual([]);
    expect(whoIsIn("T02/S0A", [member("U0DI", "S0A", "T02")])).toEqual(["di"]);
  });

  test("are nobody while nothing is known of it", () => {
    expect(whoIsIn("T01/S0A", [])).toEqual([]);
  });
});
