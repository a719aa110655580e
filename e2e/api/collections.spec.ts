import { expect, test } from "@playwright/test";
import { at, expectProblem, invalidPaths, listAt, textAt } from "../support/http";
import { escalate, foundOrganisation, type Organisation, proposal } from "../support/organisation";

/** The configuration noun by noun: the same document, edited in parts. */

let organisation: Organisation;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
});

const NEW_ITEMS: Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly id: string }>> = {
  people: { id: "gus", name: "Gus Example", email: "gus@acme.test" },
  teams: { id: "night", name: "Night shift", members: ["flo"] },
  agents: { id: "night-bot", name: "Night bot", owner: "flo" },
  surfaces: { id: "night.work", tools: ["night.work"], tier: "approval" },
  policies: { id: "night-block", surface: "docs.read", when: "args.page == 13", verdict: "block" },
  routes: { id: "night", deadline: "5m", steps: [{ notify: ["person:flo"] }] },
  schedules: {
    id: "night-on-call",
    layers: [{ rotation: { type: "daily", start: "2026-11-02T22:00", participants: ["flo"] } }],
  },
  webhooks: { id: "siem", url: "https://hooks.example.com/countersign", events: ["request.decided"] },
  channels: { id: "room", type: "slack", slack: "T01/C0PAY" },
  slack_groups: { id: "approvers", slack: "T01/S0APPROVERS" },
};

for (const [noun, item] of Object.entries(NEW_ITEMS)) {
  test(`${noun} are created once, read, replaced and removed, and the document says the same`, async () => {
    const { operator } = organisation;
    const path = `/api/v1/${noun}`;
    const before = (await operator.get("/api/v1/config")).body;
    const created = await operator.post(path, item);
    expect(created.status, created.text).toBe(201);
    expectProblem(await operator.post(path, item), 409, "already_exists");
    expect((await operator.get(`${path}/${item.id}`)).body).toMatchObject({ id: item.id });
    const documented = listAt((await operator.get("/api/v1/config")).body, noun);
    expect(documented.at(-1)).toMatchObject(item);
    const listed = listAt((await operator.get(path)).body, noun).map((one) => textAt(one, "id"));
    expect(listed).toContain(item.id);

    const unknown = await operator.put(`${path}/${item.id}`, { ...item, no_such_field: 1 });
    expect(invalidPaths(unknown)).toEqual(["/no_such_field"]);
    const replaced = await operator.put(`${path}/${item.id}`, item);
    expect(replaced.status, replaced.text).toBe(200);
    expectProblem(await operator.put(`${path}/${item.id}`, { ...item, id: "another" }), 422);
    expectProblem(await operator.get(`${path}/ghost`), 404, "not_found");
    expectProblem(await operator.put(`${path}/ghost`, { ...item, id: "ghost" }), 404, "not_found");
    expectProblem(await operator.delete(`${path}/ghost`), 404, "not_found");

    expect((await operator.delete(`${path}/${item.id}`)).status).toBe(204);
    expect((await operator.get("/api/v1/config")).body).toEqual(before);
  });
}

test("what others refer to is not removed, and it is said who does", async () => {
  const answer = await organisation.operator.delete("/api/v1/people/flo");
  expectProblem(answer, 422);
  expect(answer.text).toContain("flo");
  expect((await organisation.operator.get("/api/v1/people/flo")).status).toBe(200);
});

test("changes of different nouns at the same time are all kept, or told to try again", async () => {
  const { operator } = organisation;
  const teams = ["one", "two", "three", "four", "five"].map((id) => ({ id, members: ["ana"] }));
  const answers = await Promise.all(teams.map((team) => operator.post("/api/v1/teams", team)));
  const kept = teams.filter((_, index) => answers[index]?.status === 201).map(({ id }) => id);
  for (const answer of answers.filter(({ status }) => status !== 201)) expectProblem(answer, 409, "conflict");
  const listed = listAt((await operator.get("/api/v1/teams")).body, "teams").map((one) => textAt(one, "id"));
  expect(listed).toEqual(expect.arrayContaining(kept));
  for (const id of kept) expect((await operator.delete(`/api/v1/teams/${id}`)).status).toBe(204);
});

test("a page of a list leads to the next until there is none", async () => {
  const walked: string[] = [];
  for (let cursor = ""; ; ) {
    const page = await organisation.operator.get(`/api/v1/people?limit=2${cursor}`);
    expect(page.status, page.text).toBe(200);
    walked.push(...listAt(page.body, "people").map((one) => textAt(one, "id")));
    const next = at(page.body, "next_cursor");
    if (next === null) break;
    cursor = `&cursor=${encodeURIComponent(String(next))}`;
  }
  expect(walked.sort()).toEqual(["ana", "bo", "cy", "di", "ed", "flo"]);
});

test("an agent that is removed is locked out at once, and what it asked is still decided by people", async () => {
  const { operator, document } = organisation;
  const agent = await organisation.agent("other-bot");
  const held = await escalate(agent, proposal());
  expect((await operator.delete("/api/v1/agents/other-bot")).status).toBe(204);
  expectProblem(await agent.get(`/api/v1/actions/${held.action}`), 401);
  const ana = await organisation.person("ana");
  const answer = await ana.post(`/api/v1/requests/${held.request}/responses`, {
    verdict: "deny",
    digest: held.digest,
  });
  expect(answer.status, answer.text).toBe(200);
  await organisation.configure(document);
});

test("an item that somebody changed meanwhile is not written over by whoever names what they saw", async () => {
  const { operator } = organisation;
  const team = (members: readonly string[]) => ({ id: "guarded", members });
  const path = "/api/v1/teams/guarded";
  const made = await operator.post("/api/v1/teams", team(["bo"]));
  const seen = { "If-Match": made.headers.get("etag") ?? "" };
  const whole = { "If-Match": (await operator.get("/api/v1/config")).headers.get("etag") ?? "" };
  expect((await operator.get(path)).headers.get("etag")).toBe(seen["If-Match"]);
  await operator.post("/api/v1/teams", { id: "elsewhere" });
  const replaced = await operator.put(path, team(["cy"]), whole);
  expect(replaced.status, replaced.text).toBe(200);
  for (const stale of [seen, whole, { "If-Match": 'W/"weak"' }]) {
    expectProblem(await operator.put(path, team(["flo"]), stale), 412, "precondition_failed");
    expectProblem(await operator.delete(path, stale), 412, "precondition_failed");
  }
  const current = { "If-Match": replaced.headers.get("etag") ?? "" };
  expect((await operator.delete(path, current)).status).toBe(204);
});

test("people and agents are tagged by what is configured of them, whatever else is told", async () => {
  const { operator } = organisation;
  for (const path of ["/api/v1/people/flo", "/api/v1/agents/other-bot"]) {
    const tag = (await operator.get(path)).headers.get("etag") ?? "";
    const item = listAt(
      (await operator.get("/api/v1/config")).body,
      path.includes("people") ? "people" : "agents",
    ).find((one) => path.endsWith(textAt(one, "id")));
    const answer = await operator.put(path, { ...Object(item), name: "Renamed" }, { "If-Match": tag });
    expect(answer.status, answer.text).toBe(200);
    expectProblem(await operator.put(path, item, { "If-Match": tag }), 412, "precondition_failed");
  }
});
