import { expect, test } from "@playwright/test";
import { at, expectProblem, invalidPaths, listAt, textAt } from "../support/http";
import { foundOrganisation, type Organisation } from "../support/organisation";

/** Routes before anybody depends on them: a draft's preview, and the order in which they take requests. */

let organisation: Organisation;
test.beforeAll(async () => {
  organisation = await foundOrganisation();
});

const draft = (more: Readonly<Record<string, unknown>> = {}) => ({
  id: "draft",
  deadline: "10m",
  approval: { sets: [{ thresholds: [{ from: ["team:payments"], level: 2 }] }] },
  steps: [
    { after: "0m", notify: ["person:di"] },
    { after: "5m", notify: ["person:ana"] },
  ],
  ...more,
});
const INSTANT = "2026-11-23T10:00:00.000Z";
const preview = (body: unknown) => organisation.operator.post("/api/v1/routes/preview", body);

test.describe("the preview of a route that is not saved", () => {
  test("says whom it would page when, who may approve and who may not", async () => {
    const answer = await preview({ route: draft(), agent: "support-bot", at: INSTANT });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toMatchObject({
      ruling: null,
      route: "draft",
      opened_at: INSTANT,
      deadline_at: "2026-11-23T10:10:00.000Z",
      steps: [
        { at: INSTANT, index: 0, round: 1, people: ["di"], skipped: false, why: null },
        { at: "2026-11-23T10:05:00.000Z", index: 1, people: ["ana"], skipped: false },
      ],
      approvers: ["ana", "di"],
      excluded: [{ person: "bo", why: "owner" }],
      problems: [],
    });
    const listed = await organisation.operator.get("/api/v1/routes");
    expect(listAt(listed.body, "routes").map((route) => textAt(route, "id"))).toEqual([
      "payments",
      "general",
    ]);
  });

  test("names what is wrong by the part of the route it is about", async () => {
    const answer = await preview({ route: draft({ steps: [{ after: "20m", notify: ["person:di"] }] }) });
    expect(at(answer.body, "problems.0")).toMatchObject({ code: "nobody_paged" });
    expect(listAt(answer.body, "problems")).toContainEqual(
      expect.objectContaining({ code: "step_after_deadline", path: "/steps/0" }),
    );
  });

  test("says what would keep it from being saved, naming the place and what was meant", async () => {
    const answer = await preview({ route: draft({ when: "surfac == 'x'" }) });
    expect(answer.status, answer.text).toBe(200);
    expect(at(answer.body, "problems.0")).toMatchObject({ code: "invalid", path: "/when" });
    expect(textAt(answer.body, "problems.0.message")).toContain("did you mean surface?");
    expect(listAt(answer.body, "steps")).toHaveLength(2);
    const saved = await organisation.operator.post("/api/v1/routes", draft({ when: "surfac == 'x'" }));
    expect(invalidPaths(saved)).toEqual(["/when"]);
  });

  test("is refused where it is no route at all", async () => {
    expect(invalidPaths(await preview({ route: draft({ deadlin: "1m" }) }))).toHaveLength(1);
    expect(invalidPaths(await preview({ route: draft({ deadline: "soon" }) }))).toEqual(["/route/deadline"]);
    expect(invalidPaths(await preview({}))).toEqual(["/action"]);
  });

  test("is for those who read everything, of their own organisation", async () => {
    const member = await organisation.person("cy");
    expectProblem(await member.post("/api/v1/routes/preview", { route: draft() }), 403, "forbidden");
    await foundOrganisation({
      edit: (document) => ({
        ...document,
        people: [...document.people, { id: "zoe", name: "Zoe Elsewhere", email: "zoe@acme.test" }],
      }),
    });
    const strangers = await preview({ route: draft({ steps: [{ notify: ["person:zoe"] }] }) });
    expect(at(strangers.body, "problems.0")).toMatchObject({ code: "invalid", path: "/steps/0/notify/0" });
    expect(at(strangers.body, "steps.0.people")).toEqual([]);
  });
});

test.describe("the order of the routes", () => {
  const order = (routes: readonly string[], as = organisation.operator) =>
    as.post("/api/v1/routes/order", { routes });
  const present = async () =>
    listAt((await organisation.operator.get("/api/v1/routes")).body, "routes").map((route) =>
      textAt(route, "id"),
    );

  test("is kept, and asking twice is the same", async () => {
    for (const _ of [1, 2]) {
      const answer = await order(["general", "payments"], await organisation.person("di"));
      expect(answer.status, answer.text).toBe(200);
      expect(await present()).toEqual(["general", "payments"]);
    }
  });

  test("of other routes than there are is a conflict", async () => {
    for (const routes of [["general"], ["general", "payments", "ghost"], ["general", "general"]])
      expectProblem(await order(routes), 409, "conflict");
    expect(await present()).toHaveLength(2);
  });

  test("is for those who configure", async () => {
    for (const person of ["cy", "ed"])
      expectProblem(
        await order(["payments", "general"], await organisation.person(person)),
        403,
        "forbidden",
      );
    expectProblem(await organisation.operator.post("/api/v1/routes/order", { routes: "x" }), 422);
    expectProblem(await organisation.operator.send("POST", "/api/v1/routes/order", "{"), 415);
  });
});
