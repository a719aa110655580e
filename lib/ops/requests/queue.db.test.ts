import { beforeEach, describe, expect, it } from "vitest";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { answered, moveClock, type Opened, opened } from "../testing-requests";
import { listRequests } from "./list";
import { tickRequests } from "./tick";

/** Bo and Ana of payments may answer, at level 2; Cy owns the agent, Di is in the team but too low, Eve is paged later. */
let house: House;
beforeEach(async () => {
  const [main] = SMALL_COMPANY.routes ?? [];
  house = await openTestHouse({
    ...SMALL_COMPANY,
    teams: [{ id: "payments", members: ["ana", "bo", "cy", "di"] }],
    routes: [
      {
        id: "main",
        ...main,
        approval: { sets: [{ thresholds: [{ from: ["team:payments"], approve: 2, level: 2 }] }] },
        steps: [{ notify: ["person:bo"] }, { after: "5m", notify: ["person:eve"] }],
      },
    ],
  });
});

const mine = async (who: string) => {
  const { requests, counts } = await listRequests(house.person(who), { view: "mine", limit: 50 });
  return { ids: requests.map(({ id }) => id), count: counts.mine };
};
const only = ({ request }: Opened) => ({ ids: [request.id], count: 1 });
const NOTHING = { ids: [], count: 0 };

describe("mine", () => {
  it("is what I may answer or was paged about, and the count says the same", async () => {
    const asked = await opened(house);
    expect(await mine("ana")).toEqual(only(asked));
    expect(await mine("bo")).toEqual(only(asked));
    expect(await mine("cy")).toEqual(only(asked));
    expect(await mine("di")).toEqual(NOTHING);
    expect(await mine("eve")).toEqual(NOTHING);
    await moveClock(300);
    await tickRequests(house.organisation, [asked.request.id]);
    expect(await mine("eve")).toEqual(only(asked));
  });

  it("says whether I may still approve: not when I have, and not when the agent is mine", async () => {
    const asked = await opened(house);
    const may = async (who: string) =>
      (await listRequests(house.person(who), { view: "mine", limit: 50 })).requests[0]?.may_respond;
    expect(await may("bo")).toBe(true);
    await answered(house, asked, "bo");
    expect(await may("bo")).toBe(false);
    expect(await may("ana")).toBe(true);
    expect(await may("cy")).toBe(false);
  });

  it("is another's neither in another organisation nor after the decision", async () => {
    const asked = await opened(house);
    const elsewhere = await openTestHouse();
    expect((await listRequests(elsewhere.person("bo"), { view: "mine", limit: 50 })).requests).toEqual([]);
    await answered(house, asked, "bo", "deny");
    expect(await mine("bo")).toEqual(NOTHING);
    const decided = await listRequests(house.person("bo"), { view: "mine", status: "denied", limit: 50 });
    expect(decided.requests).toMatchObject([{ id: asked.request.id, decision: { cause: "approver" } }]);
  });
});

describe("the queue", () => {
  it("is in the order of deadlines, and pages through it show each request once", async () => {
    const hints = [500, 100, 400, 200, 300];
    const all = [];
    for (const deadline_seconds of hints) all.push(await opened(house, { deadline_seconds }));
    const expected = all
      .toSorted((a, b) => a.request.deadline_at.localeCompare(b.request.deadline_at))
      .map(({ request }) => request.id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listRequests(house.operator, {
        view: "all",
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.requests.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(expected);
  });
});
