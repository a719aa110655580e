import { expect, test } from "@playwright/test";
import { type CompanyDocument, edited, withRoute } from "../support/company";
import { at, type Caller, instantAt, listAt, textAt } from "../support/http";
import {
  type Agent,
  type Escalated,
  escalate,
  foundOrganisation,
  type Organisation,
  proposalOn,
  readRequest,
  requestOf,
  respond,
} from "../support/organisation";

/** Approval rules that need several people, and answers that come at the same time. */

let organisation: Organisation;
let agent: Agent;
let ana: Caller;
let di: Caller;
let flo: Caller;

const people = (...from: readonly string[]) => from.map((id) => `person:${id}`);

/** Nothing here is about limits. */
const unhurried = (document: CompanyDocument): CompanyDocument => ({
  ...document,
  agents: edited(document.agents, { id: "support-bot", limits: { per_minute: 1_000, open_requests: 1_000 } }),
});

test.beforeAll(async () => {
  organisation = await foundOrganisation({
    edit: (document) =>
      [
        {
          id: "two-hats",
          approval: {
            sets: [
              { thresholds: [{ from: people("ana", "di") }] },
              { thresholds: [{ from: people("ana", "flo") }] },
            ],
          },
        },
        {
          id: "two-of-three",
          approval: { sets: [{ thresholds: [{ from: people("ana", "di", "flo"), approve: 2, deny: 2 }] }] },
        },
        {
          id: "either-way",
          approval: {
            sets: [
              {
                thresholds: [
                  { from: people("di", "flo"), approve: 2 },
                  { from: people("ana"), approve: 1, level: 3 },
                ],
              },
            ],
          },
        },
        {
          id: "senior-pair",
          approval: { sets: [{ thresholds: [{ from: people("ana", "di", "flo"), approve: 2, level: 2 }] }] },
        },
        {
          id: "same-person",
          approval: {
            distinct_people: false,
            sets: [
              { thresholds: [{ from: people("ana", "di") }] },
              { thresholds: [{ from: people("ana", "flo") }] },
            ],
          },
        },
      ].reduce(withRoute, unhurried(document)),
  });
  agent = await organisation.agent();
  [ana, di, flo] = await Promise.all([
    organisation.person("ana"),
    organisation.person("di"),
    organisation.person("flo"),
  ]);
});

async function statusAfter(held: Escalated, person: Caller, verdict: "approve" | "deny"): Promise<string> {
  const answer = await respond(person, held, verdict);
  expect(answer.status, answer.text).toBe(200);
  return textAt(answer.body, "request.status");
}

test("one person meets only one set, whatever hats they wear and whoever answers first", async () => {
  for (const [first, second, status] of [
    [ana, di, "approved"],
    [di, ana, "approved"],
    [ana, flo, "approved"],
    [di, flo, "approved"],
  ] as const) {
    const held = await escalate(agent, proposalOn("two-hats"));
    expect(await statusAfter(held, first, "approve")).toBe("pending");
    expect(await statusAfter(held, first, "approve"), "the same person again").toBe("pending");
    expect(await statusAfter(held, second, "approve")).toBe(status);
    const read = await readRequest(ana, held);
    expect(listAt(read.body, "request.decision.decided_by")).toHaveLength(2);
  }
});

test("where the rule says so, one person may meet every set", async () => {
  const held = await escalate(agent, proposalOn("same-person"));
  expect(await statusAfter(held, ana, "approve")).toBe("approved");
});

test("any threshold of a set meets it", async () => {
  const [one, two] = [
    await escalate(agent, proposalOn("either-way")),
    await escalate(agent, proposalOn("either-way")),
  ];
  expect(await statusAfter(one, ana, "approve")).toBe("approved");
  expect(await statusAfter(two, flo, "approve")).toBe("pending");
  expect(await statusAfter(two, di, "approve")).toBe("approved");
});

test("a deny threshold counts people, and is final as soon as it is met", async () => {
  const held = await escalate(agent, proposalOn("two-of-three"));
  expect(await statusAfter(held, ana, "approve")).toBe("pending");
  expect(await statusAfter(held, di, "deny")).toBe("pending");
  expect(await statusAfter(held, flo, "deny")).toBe("denied");
  expect((await readRequest(ana, held)).body).toMatchObject({
    request: { decision: { outcome: "denied", cause: "approver" } },
  });
});

test("two last votes at the same time decide once and never leave the request stuck", async () => {
  for (let round = 0; round < 15; round += 1) {
    const held = await escalate(agent, proposalOn("two-of-three"));
    const answers = await Promise.all([ana, di, flo].map((person) => respond(person, held, "approve")));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(2);
    const request = await requestOf(ana, held);
    expect(request).toMatchObject({ status: "approved" });
    const decisions = listAt(request, "timeline").filter((entry) => textAt(entry, "type") === "decided");
    expect(decisions).toHaveLength(1);
  }
});

test("an approve against a deny at the same time is decided once, the same for everybody", async () => {
  for (let round = 0; round < 15; round += 1) {
    const held = await escalate(agent, proposalOn("two-hats"));
    await respond(ana, held, "approve");
    const [approve, deny] = await Promise.all([respond(di, held, "approve"), respond(flo, held, "deny")]);
    expect([approve.status, deny.status].sort()).toEqual([200, 409]);
    const status = approve.status === 200 ? "approved" : "denied";
    expect((await readRequest(ana, held)).body).toMatchObject({ request: { status } });
  }
});

test("an approval racing with its deadline is in time or a denial, never late", async () => {
  const trials = Array.from({ length: 40 }, async (_, trial) => {
    const held = await escalate(agent, proposalOn("either-way", { deadline_seconds: 2 }));
    const request = await requestOf(ana, held);
    const left = instantAt(request, "deadline_at") - instantAt(request, "now");
    await new Promise((resolve) => setTimeout(resolve, left - 40 + trial * 2));
    const answer = await respond(ana, held, "approve");
    return { held, status: answer.status, deadline: instantAt(request, "deadline_at") };
  });
  const ended = await Promise.all(trials);
  for (const { held, status, deadline } of ended) {
    await expect
      .poll(async () => at((await readRequest(ana, held)).body, "request.status"))
      .not.toBe("pending");
    const request = await requestOf(ana, held);
    const decidedAt = instantAt(request, "decision.decided_at");
    if (status === 200) {
      expect(request).toMatchObject({ status: "approved" });
      expect(decidedAt).toBeLessThan(deadline);
    } else {
      expect(status).toBe(410);
      expect(request).toMatchObject({ status: "denied", decision: { cause: "deadline" } });
      // The deadline itself is too late already.
      expect(decidedAt).toBeGreaterThanOrEqual(deadline);
    }
  }
});

test("an approval whose authority is lost before the decision does not count", async () => {
  const held = await escalate(agent, proposalOn("senior-pair"));
  expect(await statusAfter(held, di, "approve")).toBe("pending");
  const { document } = organisation;
  await organisation.configure({ ...document, people: edited(document.people, { id: "di", level: 1 }) });
  expect(await statusAfter(held, flo, "approve"), "one of the two has lost the level").toBe("pending");
  expect(await statusAfter(held, ana, "approve")).toBe("approved");
  const request = await requestOf(ana, held);
  const deciders = listAt(request, "decision.decided_by").map((one) => textAt(one, "person"));
  expect(deciders.sort()).toEqual(["ana", "flo"]);
  await organisation.configure(document);
});
