import { describe, expect, it } from "vitest";
import { checkDocument } from "./check-document";
import { checkSlackGroups } from "./check-slack-groups";
import { ConfigDocument, type ConfigDocumentInput } from "./config";

const ORGANISATION = { id: "acme", name: "Acme" };
const findings = (document: Partial<ConfigDocumentInput>) =>
  checkSlackGroups(ConfigDocument.parse({ organisation: ORGANISATION, ...document }));
const filling = (...groups: (string | null)[]) =>
  findings({ schedules: groups.map((slack_group, index) => ({ id: `desk-${index}`, slack_group })) });

it("a user group is filled by one schedule, however its id is written", () => {
  expect(filling("T01/S0DESK", "S0NIGHT", null, null)).toEqual([]);
  expect(filling("T01/S0DESK", "S0DESK")).toEqual([
    { path: "/schedules/1/slack_group", message: "desk-0 fills this group already" },
  ]);
  expect(filling("T01/S0DESK", "T02/S0DESK")).toEqual([]);
  expect(filling("T01/S0DESK", "T02/S0DESK", "T02/S0DESK")).toMatchObject([
    { path: "/schedules/2/slack_group", message: "desk-1 fills this group already" },
  ]);
});

it("a user group is named by its id: handles change hands", () => {
  expect(() => filling("@payments-on-call")).toThrow(/must be T…\/S… or S…/);
});

it("a user group has one name here", () => {
  const slack_groups = [
    { id: "approvers", slack: "T01/S0A" },
    { id: "others", slack: "S0A", authority: true },
  ];
  expect(findings({ slack_groups })).toEqual([
    { path: "/slack_groups/1/slack", message: "this is group:approvers already" },
  ]);
});

describe("a group without authority", () => {
  const slack_groups = [
    { id: "watchers", slack: "S0W" },
    { id: "approvers", slack: "S0A", authority: true },
  ];
  const route = (from: string[] | null, ...notify: string[]) => ({
    slack_groups,
    routes: [{ id: "main", approval: { sets: [{ thresholds: [{ from }] }] }, steps: [{ notify }] }],
  });
  const place = "/routes/0/approval/sets/0/thresholds/0/from";
  const howTo = "set authority: true on slack_groups/watchers, as an admin";

  it("pages its members and is named by no rule", () => {
    expect(findings(route(["group:approvers"], "group:watchers"))).toEqual([]);
    expect(findings(route(["group:approvers", "group:watchers"]))).toEqual([
      { path: `${place}/1`, message: `group:watchers has no authority: ${howTo}` },
    ]);
  });

  it("is not let in by a rule that takes answers from everyone the route pages", () => {
    expect(findings(route(null, "group:approvers"))).toEqual([]);
    expect(findings(route(null, "group:watchers"))).toEqual([
      {
        path: place,
        message: `left out, it is everyone the route pages, and group:watchers has no authority: name who may answer, or ${howTo}`,
      },
    ]);
  });

  it("is no fallback, because the fallback answers too", () => {
    const fallback = (group: string) => ({
      slack_groups,
      organisation: { ...ORGANISATION, fallback: { notify: [group] } },
    });
    expect(findings(fallback("group:approvers"))).toEqual([]);
    expect(findings(fallback("group:watchers"))).toMatchObject([{ path: "/organisation/fallback/notify/0" }]);
  });
});

it("a group that is not there is refused, with the one that was probably meant", () => {
  const document = ConfigDocument.parse({
    organisation: ORGANISATION,
    slack_groups: [{ id: "approvers", slack: "S0A" }],
    routes: [
      {
        id: "main",
        approval: { sets: [{ thresholds: [{ from: [] }, {}] }] },
        steps: [{ notify: ["group:aprovers"] }],
      },
    ],
  });
  expect(checkDocument(document)).toEqual([
    {
      path: "/routes/0/steps/0/notify/0",
      message: expect.stringMatching(/^there is no group called aprovers.*approvers/),
    },
  ]);
});
