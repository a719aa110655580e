import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { refoldAll } from "../evidence/refold";
import { respond } from "../requests/respond";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";

/** Cy owns the agent and answers to Di; whoever of payments has the least to do is paged; Bo approves up to 500. */
const [main] = SMALL_COMPANY.routes ?? [];
const people = (SMALL_COMPANY.people ?? []).map((one) => (one.id === "cy" ? { ...one, manager: "di" } : one));
let house: House;
beforeAll(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    people,
    routes: [
      {
        id: "main",
        ...main,
        approval: {
          sets: [
            {
              thresholds: [
                { from: ["person:bo"], up_to: { amount_cents: 50_000 } },
                { from: ["person:ana", "agent:manager"] },
              ],
            },
          ],
        },
        steps: [{ after: "0m", notify: [{ one_of: "team:payments" }, "agent:manager"] }],
      },
    ],
  });
});

const pagedAbout = async (request: string) =>
  (await database().delivery.findMany({ where: { requestId: request, kind: "page" } }))
    .map(({ personId }) => personId)
    .sort();
const asked = async (amount_cents: unknown) => {
  const { body } = await house.ask({ arguments: { amount_cents, n: crypto.randomUUID() } });
  return { id: body.request?.id ?? "", digest: body.action.digest };
};

describe("a route that looks around", () => {
  it("pages whoever has the least to do, never the agent's owner, also among requests that come together", async () => {
    const requests = await Promise.all(Array.from({ length: 6 }, () => asked(1)));
    const paged = await Promise.all(requests.map(({ id }) => pagedAbout(id)));
    const counts = new Map<string, number>();
    for (const person of paged.flat()) counts.set(person ?? "", (counts.get(person ?? "") ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({ ana: 3, bo: 3, di: 6 });
  });

  it("takes an approval within its limit and refuses one beyond, or of an amount it cannot read", async () => {
    const [within, beyond, unread] = [await asked(50_000), await asked(50_001), await asked("50000")];
    const approve = (request: { id: string; digest: string }) =>
      respond(house.person("bo"), { ...request, verdict: "approve", reason: "fine" });
    expect(await refusalOf(approve(beyond))).toContain("authority_insufficient");
    expect(await refusalOf(approve(unread))).toContain("authority_insufficient");
    expect((await approve(within)).request.status).toBe("approved");
    const manager = house.person("di", { role: "manager" });
    const answer = await respond(manager, { ...beyond, verdict: "approve", reason: "large, and right" });
    expect(answer.request.status).toBe("approved");
  });

  it("is refolded to the same state from its events", async () => {
    expect(await refoldAll(house.organisation)).toEqual([]);
  });
});
