import { describe, expect, it } from "vitest";
import { changeEffects } from "./change-effects";
import type { Directory } from "./directory";
import {
  approve,
  atLevel,
  company,
  moment,
  route,
  rule,
  type Setting,
  story,
  without,
} from "./testing-requests";

/** What a change of the company does to a request, after some answers. */
function effectsOf(after: Directory, setting: Setting = {}, approvals: readonly string[] = []) {
  const told = story(setting);
  for (const who of approvals) told.send(10, approve(who));
  const before = told.world(20);
  const found = changeEffects(told.state(), before, { ...before, directory: after });
  return found.map(({ kind, effect }) => `${kind}: ${effect}`);
}

const two = { route: route({ approval: rule([{ from: ["team:security"], approve: 2, level: 2 }]) }) };

describe("a change of the configuration and a request that is open", () => {
  it("that does not notice has no effect", () => {
    expect(effectsOf(company())).toEqual([]);
    expect(effectsOf(without("fay"))).toEqual([]);
    expect(effectsOf(atLevel("bo", 9))).toEqual([]);
  });

  it("says who is waited for no longer, and who may answer now", () => {
    expect(effectsOf(without("bo"))).toEqual(["approvers: waits no longer for bo, who is removed"]);
    const teams = new Map([["payments", ["cy", "di", "ana"]]]);
    expect(effectsOf(company({ teams }))).toEqual([
      "approvers: may no longer be approved by bo, and may now be approved by ana",
    ]);
  });

  it("says that nobody, or too few, are left who could approve it", () => {
    expect(effectsOf(company({ teams: new Map() }))).toEqual([
      "unanswerable: can no longer be approved: nobody is left who could, and it is denied at its deadline",
      "approvers: may no longer be approved by bo, cy, di",
    ]);
    expect(effectsOf(atLevel("bo", 1), two)[0]).toBe(
      "unanswerable: can no longer be approved: too few are left who could, and it is denied at its deadline",
    );
    expect(effectsOf(company(), { ...two, directory: atLevel("bo", 1) })).toEqual([
      "answerable: can be approved again, by ana, bo",
      "approvers: may now be approved by bo",
    ]);
  });

  it("says which approvals that were given count no longer", () => {
    expect(effectsOf(atLevel("bo", 1), two, ["bo"])).toContain(
      "approval_dropped: the approval of bo no longer counts",
    );
    expect(effectsOf(without("bo"), two, ["bo"])).toContain(
      "approval_dropped: the approval of bo no longer counts",
    );
    expect(effectsOf(without("fay"), two, ["bo"])).toEqual([]);
  });

  it("out of office lets somebody answer in another's place, and coming back takes that away", () => {
    const delegations = [{ id: "away", from: "ana", to: "fay", start: moment(-60), end: moment(3600) }];
    const away = company({ delegations });
    expect(effectsOf(away, two)).toEqual(["approvers: may now be approved by fay"]);
    expect(effectsOf(company(), { ...two, directory: away })).toEqual([
      "approvers: may no longer be approved by fay",
    ]);
  });

  it("counts nobody whom separation of duties keeps out", () => {
    const excluded = [{ person: "bo", why: "owner" as const }];
    expect(effectsOf(without("bo"), { excluded })).toEqual([]);
  });
});
