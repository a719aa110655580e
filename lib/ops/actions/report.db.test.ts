import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { type House, openTestHouse } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { answered, opened } from "../testing-requests";
import { claim } from "./claim";
import { report } from "./report";

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});

async function allowed() {
  const { body } = await house.ask({ tool: "notes.read", arguments: {} });
  return body.action;
}
async function claimed() {
  const asked = await opened(house);
  await answered(house, asked, "bo");
  await claim(house.agent, { id: asked.action.id, digest: asked.action.digest });
  return asked.action;
}
const outcomeOf = async (id: string) =>
  (await database().action.findUniqueOrThrow({ where: { id } })).outcomeStatus;

describe("an outcome", () => {
  it("is refused before the claim, and where nothing was approved", async () => {
    const asked = await opened(house);
    const early = () => refusalOf(report(house.agent, { id: asked.action.id, status: "succeeded" }));
    expect(await early()).toEqual(["not_claimed"]);
    await answered(house, asked, "bo");
    expect(await early()).toEqual(["not_claimed"]);
    const denied = await opened(house);
    await answered(house, denied, "bo", "deny");
    expect(await refusalOf(report(house.agent, { id: denied.action.id, status: "succeeded" }))).toEqual([
      "not_claimed",
    ]);
    expect(await outcomeOf(asked.action.id)).toBeNull();
  });

  it.each([
    ["claimed", claimed],
    ["allowed at once", allowed],
  ])(
    "of an action that was %s is told once; the same again changes nothing (invariant 8)",
    async (_, make) => {
      const { id } = await make();
      const first = await report(house.agent, { id, status: "failed", error: "timeout" });
      expect(await report(house.agent, { id, status: "failed" })).toEqual(first);
      expect(await refusalOf(report(house.agent, { id, status: "succeeded" }))).toEqual(["already_reported"]);
      expect(await outcomeOf(id)).toBe("failed");
    },
  );

  it.each([
    ["claimed", claimed],
    ["allowed at once", allowed],
  ])("told twice at once of an action that was %s leaves one, and refuses the other", async (_, make) => {
    for (let round = 0; round < 10; round++) {
      const { id } = await make();
      const statuses = ["succeeded", "failed", "unknown"] as const;
      const codes = await Promise.all(
        statuses.map((status) => refusalOf(report(house.agent, { id, status }))),
      );
      expect(codes.flat().sort()).toEqual(["already_reported", "already_reported", "ok"]);
      expect(await outcomeOf(id)).toBe(statuses[codes.findIndex(([code]) => code === "ok")]);
    }
  });
});
