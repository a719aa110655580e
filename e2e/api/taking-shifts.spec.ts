import { expect, test } from "@playwright/test";
import { at, type Caller, createCaller, expectProblem, invalidPaths, listAt, textAt } from "../support/http";
import { escalate, foundOrganisation, newId, type Organisation, proposal } from "../support/organisation";

/** "Hand the shift to me until six." ana and di share the schedule; nobody is on `empty`. */

let organisation: Organisation;
let di: Caller;
let ana: Caller;

test.beforeEach(async () => {
  organisation = await foundOrganisation({
    edit: (document) => ({
      ...document,
      schedules: [
        {
          id: "duty",
          layers: [
            { rotation: { type: "daily", start: "2026-01-01T00:00", participants: ["ana"] } },
            { rotation: { type: "daily", start: "2026-01-01T00:00", participants: ["cy"] } },
          ],
        },
        { id: "empty", layers: [] },
      ],
      routes: document.routes.map((route) =>
        route.id === "payments"
          ? { ...route, steps: [{ after: "0m", notify: ["schedule:duty"], via: ["web"] }] }
          : route,
      ),
    }),
  });
  [di, ana] = await Promise.all([organisation.person("di"), organisation.person("ana")]);
});

const until = async (hours: number) =>
  new Date((await organisation.advance(0)) + hours * 3_600_000).toISOString();
const take = async (caller: Caller, hours: number, schedule = "duty") =>
  caller.post(`/api/v1/schedules/${schedule}/take`, { until: await until(hours) });
const onCall = async (schedule = "duty") =>
  listAt((await di.get(`/api/v1/schedules/${schedule}/on-call`)).body, "people");

test("the caller is on call at once and alone, is paged, and the schedule goes on afterwards", async () => {
  const answer = await take(ana, 2);
  expect(answer.status, answer.text).toBe(201);
  expect(listAt(answer.body, "overrides")).toMatchObject([
    { id: expect.stringMatching(/^ovr_/), schedule: "duty", type: "replace", person: "cy", with: "ana" },
  ]);
  expect(await onCall()).toEqual(["ana"]);
  const held = await escalate(await organisation.agent(), proposal());
  await organisation.advance(0);
  expect(await organisation.pagesOf(held.request)).toEqual(["ana"]);
  await organisation.advance(7200);
  expect([...(await onCall())].sort()).toEqual(["ana", "cy"]);
});

test("a gap is filled, by a manager whom the schedule does not name", async () => {
  const answer = await take(di, 1, "empty");
  expect(listAt(answer.body, "overrides")).toMatchObject([{ type: "add", person: "di" }]);
  expect(await onCall("empty")).toEqual(["di"]);
});

test("people take it from each other in turns", async () => {
  const cy = await organisation.person("cy");
  for (const [caller, id] of [
    [ana, "ana"],
    [cy, "cy"],
    [ana, "ana"],
    [cy, "cy"],
  ] as const) {
    expect((await take(caller, 2)).status).toBe(201);
    expect(await onCall()).toEqual([id]);
  }
});

test("taken already it stays as it is; twice at once makes one change", async () => {
  const end = await until(2);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => ana.post("/api/v1/schedules/duty/take", { until: end })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
  const again = await ana.post("/api/v1/schedules/duty/take", { until: end });
  expect([again.status, at(again.body, "overrides.0.with")]).toEqual([200, "ana"]);
  expect(listAt((await di.get("/api/v1/overrides")).body, "overrides")).toHaveLength(1);
  const key = { "Idempotency-Key": newId("key") };
  const body = { until: await until(3) };
  await ana.post("/api/v1/schedules/duty/take", body, key);
  const replay = await ana.post("/api/v1/schedules/duty/take", body, key);
  expect(replay.headers.get("idempotency-replayed")).toBe("true");
});

test("it is a version of the configuration by that person, and what it made can be taken back", async () => {
  const answer = await take(ana, 2);
  const audit = await organisation.operator.get("/api/v1/audit?person=ana&limit=1");
  expect(listAt(audit.body, "entries")).toMatchObject([{ kind: "configuration", people: ["ana"] }]);
  const id = textAt(answer.body, "overrides.0.id");
  expect((await di.delete(`/api/v1/overrides/${id}`)).status).toBe(204);
  expect([...(await onCall())].sort()).toEqual(["ana", "cy"]);
});

test("is refused by whom, for how long and where it may not be", async () => {
  const path = "/api/v1/schedules/duty/take";
  expectProblem(await ana.send("POST", path, "{", { "Content-Type": "application/json" }), 400, "malformed");
  for (const body of [{}, { until: "18:00" }, { until: "2020-01-01T00:00:00Z" }, { until: await until(169) }])
    expect(invalidPaths(await ana.post(path, body)), JSON.stringify(body)).toEqual(["/until"]);
  expectProblem(await ana.post(path, { until: await until(1), person: "cy" }), 422);
  const body = { until: await until(1) };
  expectProblem(await createCaller(ana.url).post(path, body), 401, "unauthenticated");
  expectProblem(await organisation.operator.post(path, body), 403, "machine_principal");
  expectProblem(await (await organisation.person("flo")).post(path, body), 403, "forbidden");
  expectProblem(await (await organisation.person("ed")).post(path, body), 403, "forbidden");
  expectProblem(await ana.post("/api/v1/schedules/none/take", body), 404, "not_found");
  const theirs = await foundOrganisation();
  expectProblem(await (await theirs.person("ana")).post(path, body), 404, "not_found");
});

test("a temporary schedule is not taken from under whoever planned it", async () => {
  const { document } = organisation;
  const [start, end] = [await until(0), await until(5)];
  const temporary = [{ start, end, shifts: [{ person: "cy", start, end }] }];
  await organisation.configure({
    ...document,
    schedules: document.schedules.map((one) => (one.id === "duty" ? { ...one, temporary } : one)),
  });
  expectProblem(await take(ana, 2), 409, "cannot_take_shift");
  expect(await onCall()).toEqual(["cy"]);
});
