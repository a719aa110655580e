import { beforeEach, expect, it } from "vitest";
import { ProposeInput } from "@/lib/contract/actions";
import { checkDocument } from "@/lib/contract/check-document";
import { ConfigDocument, type ConfigDocumentInput } from "@/lib/contract/config";
import { database } from "@/lib/db/client";
import { purgeOnce } from "@/lib/db/purge";
import { newUuid } from "@/lib/runtime/ids";
import { changeConfig } from "../config/apply";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { anotherAgent, moveClock } from "../testing-requests";
import { propose } from "./propose";

type Limit = NonNullable<NonNullable<ConfigDocumentInput["policies"]>[number]["limit"]>;
const company = (limit: Limit, more: object = {}) => ({
  ...SMALL_COMPANY,
  agents: [...(SMALL_COMPANY.agents ?? []), { id: "sibling", owner: "cy", limits: { per_minute: 100_000 } }],
  surfaces: [
    ...(SMALL_COMPANY.surfaces ?? []),
    { id: "web.search", tools: ["search.web", "search.news"], tier: "autonomous" as const },
  ],
  policies: [{ id: "searches", surface: "web.search", verdict: "throttle" as const, limit, ...more }],
});
const LIMIT: Limit = { max: 3, window: "1m", per: ["agent"] };

let house: House;
const search = async (tool = "search.web", ctx = house.agent) => {
  const input = ProposeInput.parse({ tool, arguments: { q: newUuid() } });
  return (await propose(ctx, { input, idempotency: null })).body.ruling;
};
const verdicts = async (count: number, ...how: Parameters<typeof search>) =>
  (await Promise.all(Array.from({ length: count }, () => search(...how)))).map(({ verdict }) => verdict);

beforeEach(async () => {
  house = await openTestHouse(company(LIMIT));
});

it("lets exactly so many through within the window, in one batch and across them", async () => {
  expect(await verdicts(2)).toEqual(["allow", "allow"]);
  expect(await verdicts(4)).toEqual(["allow", "throttle", "throttle", "throttle"]);
});

it("says the exact second from which one more fits, and then one fits and no more", async () => {
  await search();
  await moveClock(20);
  expect(await verdicts(3)).toEqual(["allow", "allow", "throttle"]);
  const full = await search();
  expect(full).toMatchObject({ reason_code: "rule_throttle", rules: ["searches"] });
  const wait = full.retry_after_seconds ?? 0;
  expect(wait).toBeGreaterThan(38);
  expect(wait).toBeLessThanOrEqual(40);
  await moveClock(wait - 2);
  expect((await search()).verdict).toBe("throttle");
  await moveClock(2);
  expect(await verdicts(3)).toEqual(["allow", "throttle", "throttle"]);
});

it("says what it counted: of what is let through as of what is not", async () => {
  const counted = { policy: "searches", scope: { agent: "bot" }, max: 3, window_seconds: 60 };
  expect((await search()).counted).toEqual([{ ...counted, used: 0, retry_after_seconds: null }]);
  await verdicts(2);
  expect((await search()).counted).toEqual([{ ...counted, used: 3, retry_after_seconds: 60 }]);
});

it("what was throttled or blocked uses up nothing", async () => {
  await verdicts(30);
  await moveClock(61);
  expect(await verdicts(4)).toEqual(["allow", "allow", "allow", "throttle"]);
  house = await openTestHouse({
    ...company(LIMIT),
    policies: [
      ...company(LIMIT).policies,
      { id: "no-news", surface: "web.search", when: "tool == 'search.news'", verdict: "block" as const },
    ],
  });
  expect(await verdicts(5, "search.news")).toEqual(Array(5).fill("block"));
  expect(await verdicts(3)).toEqual(["allow", "allow", "allow"]);
});

it.each([
  [["agent"], [1, 1, 0, 0]],
  [["tool"], [1, 0, 1, 0]],
  [
    ["agent", "tool"],
    [1, 1, 1, 1],
  ],
  [["surface"], [1, 0, 0, 0]],
  [[], [1, 0, 0, 0]],
] as const)("counts apart for each of %j", async (per, fits) => {
  house = await openTestHouse(company({ max: 1, window: "1m", per: [...per] }));
  const sibling = await anotherAgent(house, "sibling");
  const asked = [
    await search("search.web"),
    await search("search.web", sibling),
    await search("search.news"),
    await search("search.news", sibling),
  ];
  expect(asked.map(({ verdict }) => Number(verdict === "allow"))).toEqual([...fits]);
});

it("counts for every agent of a chain: a delegator gets no more through others than by itself", async () => {
  const sibling = await anotherAgent(house, "sibling");
  const handedOn = async () => {
    const input = ProposeInput.parse({
      tool: "search.web",
      arguments: { q: newUuid() },
      delegation: [{ agent: "bot" }],
    });
    return (await propose(sibling, { input, idempotency: null })).body.ruling;
  };
  expect([(await handedOn()).verdict, (await handedOn()).verdict]).toEqual(["allow", "allow"]);
  expect(await verdicts(2)).toEqual(["allow", "throttle"]);
  const full = await handedOn();
  expect(full).toMatchObject({ verdict: "throttle", rules: ["searches"] });
  expect(full.reason).toMatch(/^Of bot, for which it acts: /);
  expect((await search("search.web", sibling)).verdict).toBe("allow");
});

it("a limit that was lowered waits until so many have left that one more fits", async () => {
  house = await openTestHouse(company({ max: 5, window: "1m" }));
  await verdicts(3);
  await moveClock(30);
  await verdicts(2);
  await changeConfig(house.operator, (document) => ({
    ...document,
    policies: document.policies.map((policy) => ({
      ...policy,
      limit: { max: 2, window: "1m", per: ["agent" as const] },
    })),
  }));
  const { retry_after_seconds: wait } = await search();
  expect(wait).toBeGreaterThan(55);
  await moveClock((wait ?? 0) + 1);
  expect((await search()).verdict).toBe("allow");
});

it("is another organisation's own, and is forgotten when its window is over", async () => {
  await verdicts(3);
  const other = await openTestHouse(company(LIMIT));
  expect((await search("search.web", other.agent)).verdict).toBe("allow");
  const rows = () => database().throttleHit.count({ where: { organisationId: house.organisation } });
  await purgeOnce();
  expect(await rows()).toBeGreaterThan(0);
  await moveClock(61);
  await purgeOnce();
  expect(await rows()).toBe(0);
});

it.each([
  [{ verdict: "block" }, "/policies/0/limit"],
  [{ limit: { ...LIMIT, window: "0s" } }, "/policies/0/limit/window"],
  [{ limit: { ...LIMIT, window: "31d" } }, "/policies/0/limit/window"],
])("a limit that cannot be is refused when it is saved: %j", (more, path) => {
  const document = ConfigDocument.parse({
    ...company(LIMIT, more),
    organisation: { id: "acme", name: "Acme" },
  });
  expect(checkDocument(document).map((error) => error.path)).toEqual([path]);
});
