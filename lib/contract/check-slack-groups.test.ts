import { expect, it } from "vitest";
import { checkSlackGroups } from "./check-slack-groups";
import { ConfigDocument } from "./config";

const filling = (...groups: (string | null)[]) =>
  checkSlackGroups(
    ConfigDocument.parse({
      organisation: { id: "acme", name: "Acme" },
      schedules: groups.map((slack_group, index) => ({ id: `desk-${index}`, slack_group })),
    }),
  );

it("a user group is filled by one schedule, however its id is written", () => {
  expect(filling("T01/S0DESK", "S0NIGHT", null, null)).toEqual([]);
  expect(filling("T01/S0DESK", "S0DESK")).toEqual([
    { path: "/schedules/1/slack_group", message: "desk-0 fills this group already" },
  ]);
});

it("a user group is named by its id: handles change hands", () => {
  expect(() => filling("@payments-on-call")).toThrow(/must be T…\/S… or S…/);
});
