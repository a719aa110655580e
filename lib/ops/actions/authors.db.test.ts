import { beforeAll, describe, expect, it } from "vitest";
import { refoldAll } from "../evidence/refold";
import { respond } from "../requests/respond";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";

/** The surface says where its actions name who wrote the change; whoever did cannot approve it, and may deny it. */
let house: House;
beforeAll(async () => {
  const authors = ["args.change.author", "args.reviewed_by", "facts.authors"];
  house = await openTestHouse({
    ...SMALL_COMPANY,
    surfaces: (SMALL_COMPANY.surfaces ?? []).map((surface) => ({ ...surface, authors })),
  });
});

type Asked = { readonly arguments?: object; readonly facts?: object };
async function answerOf(person: string, asked: Asked, verdict: "approve" | "deny" = "approve") {
  const { body } = await house.ask({
    arguments: { ...asked.arguments, n: crypto.randomUUID() },
    facts: { ...asked.facts },
  });
  const request = { id: body.request?.id ?? "", digest: body.action.digest };
  const given = respond(house.person(person), { ...request, verdict, reason: "seen" });
  return given.then(
    ({ request: { status } }) => status,
    async () => (await refusalOf(given))[0],
  );
}

describe("who wrote the change", () => {
  it("does not approve it, named by id or by e-mail, by the agent or by the gate, alone or with others", async () => {
    expect(await answerOf("bo", { arguments: { change: { author: "bo" } } })).toBe("self_approval");
    expect(await answerOf("bo", { arguments: { change: { author: "BO@example.test" } } })).toBe(
      "self_approval",
    );
    expect(await answerOf("bo", { facts: { authors: ["ana", "bo"] } })).toBe("self_approval");
  });

  it("may deny it, and somebody else may approve it", async () => {
    expect(await answerOf("bo", { arguments: { change: { author: "bo" } } }, "deny")).toBe("denied");
    expect(await answerOf("ana", { arguments: { change: { author: "bo" } } })).toBe("approved");
  });

  it("is nobody where nobody is named, or nobody that could be", async () => {
    expect(await answerOf("bo", {})).toBe("approved");
    expect(await answerOf("bo", { arguments: { change: { author: { id: "bo" } }, reviewed_by: 7 } })).toBe(
      "approved",
    );
  });

  it("is kept in the request, so that it reads the same when it is told again", async () => {
    expect(await refoldAll(house.organisation)).toEqual([]);
  });
});
