import { beforeAll, describe, expect, it } from "vitest";
import { readOnCall } from "../schedules/on-call";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { addOverride, listOverrides, readOverride, removeOverride } from "./overrides";

const rotation = {
  type: "weekly" as const,
  shift_length: 1,
  start: "2026-11-02T09:00",
  participants: ["ana", "bo"],
};

let house: House;
const di = () => house.person("di", { role: "manager" });
beforeAll(async () => {
  house = await openTestHouse({ ...SMALL_COMPANY, schedules: [{ id: "duty", layers: [{ rotation }] }] });
});

const christmas = {
  schedule: "duty",
  type: "replace",
  person: "ana",
  with: "eve",
  start: "2026-12-14T09:00:00Z",
  end: "2026-12-16T09:00:00Z",
} as const;

describe("overrides", () => {
  it("put somebody on call for their time, and are taken back by id", async () => {
    const during = { id: "duty", at: "2026-12-15T00:00:00Z" };
    expect(await readOnCall(di(), during)).toEqual({ people: ["ana"] });
    const added = await addOverride(di(), christmas);
    expect(await readOnCall(di(), during)).toEqual({ people: ["eve"] });
    expect(await readOnCall(di(), { id: "duty", at: christmas.end })).toEqual({ people: ["ana"] });
    expect(await readOverride(di(), { id: added.id })).toEqual(added);
    await removeOverride(di(), { id: added.id });
    expect(await readOnCall(di(), during)).toEqual({ people: ["ana"] });
    expect(await refusalOf(removeOverride(di(), { id: added.id }))).toEqual(["not_found"]);
  });

  it("the same one twice is refused, however its instants are written", async () => {
    const { id } = await addOverride(di(), christmas);
    const again = { ...christmas, start: "2026-12-14T10:00:00+01:00" };
    expect(await refusalOf(addOverride(di(), again))).toEqual(["already_exists"]);
    expect((await listOverrides(di(), {})).overrides).toEqual([{ ...christmas, id }]);
    await removeOverride(di(), { id });
  });

  it("two at once make one", async () => {
    const ends = await Promise.all(Array.from({ length: 4 }, () => refusalOf(addOverride(di(), christmas))));
    expect(ends.map(([code]) => code).sort()).toEqual([
      "already_exists",
      "already_exists",
      "already_exists",
      "ok",
    ]);
  });

  it("an unknown schedule is not found; an unknown person or a senseless time is invalid, at its place", async () => {
    expect(await refusalOf(addOverride(di(), { ...christmas, schedule: "none" }))).toEqual(["not_found"]);
    const wrong = { ...christmas, person: "ghost", with: "spirit", end: christmas.start };
    expect(await refusalOf(addOverride(di(), wrong))).toEqual(["invalid", "/person", "/with", "/end"]);
    const { with: _, ...alone } = christmas;
    expect(await refusalOf(addOverride(di(), alone))).toEqual(["invalid", "/with"]);
  });
});
