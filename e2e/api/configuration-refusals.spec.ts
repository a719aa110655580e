import { expect, test } from "@playwright/test";
import { type CompanyDocument, edited } from "../support/company";
import { type Answer, at, expectProblem, invalidPaths, listAt } from "../support/http";
import { foundOrganisation, type Organisation } from "../support/organisation";

/** What the document refuses, each with the path of what is wrong; a refused document changes nothing. */

let organisation: Organisation;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
});

type Refusal = {
  readonly name: string;
  readonly edit: (document: CompanyDocument) => unknown;
  readonly path: RegExp;
  readonly says?: RegExp;
};

const route = (change: Readonly<Record<string, unknown>>) => (document: CompanyDocument) => ({
  ...document,
  routes: edited(document.routes, { id: "payments", ...change }),
});
const approval = (...thresholds: readonly unknown[]) => route({ approval: { sets: [{ thresholds }] } });
const policy = (when: unknown) => (document: CompanyDocument) => ({
  ...document,
  policies: edited(document.policies, { id: "refund-large", when }),
});
const rotation = (change: Readonly<Record<string, unknown>>) => (document: CompanyDocument) => ({
  ...document,
  schedules: [
    {
      id: "payments-on-call",
      layers: [{ rotation: { type: "daily", start: "2026-11-02T09:00", participants: ["ana"], ...change } }],
    },
  ],
});

const REFUSALS: readonly Refusal[] = [
  {
    name: "a team member who is nobody",
    edit: (document) => ({
      ...document,
      teams: edited(document.teams, { id: "ops", members: ["flo", "ghost"] }),
    }),
    path: /^\/teams\/1\/members\/1$/,
    says: /ghost/,
  },
  {
    name: "an agent whose owner is nobody",
    edit: (document) => ({
      ...document,
      agents: edited(document.agents, { id: "other-bot", owner: "ghost" }),
    }),
    path: /^\/agents\/1\/owner$/,
    says: /ghost/,
  },
  {
    name: "a step that notifies nobody who exists",
    edit: route({ steps: [{ after: "0m", notify: ["person:di", "team:ghosts"] }] }),
    path: /^\/routes\/0\/steps\/0\/notify\/1$/,
    says: /ghosts/,
  },
  {
    name: "a step that notifies an unknown schedule",
    edit: route({ steps: [{ notify: ["schedule:ghost"] }] }),
    path: /^\/routes\/0\/steps\/0\/notify\/0$/,
  },
  {
    name: "a step that notifies an unknown channel",
    edit: route({ steps: [{ notify: ["channel:ghost"] }] }),
    path: /^\/routes\/0\/steps\/0\/notify\/0$/,
  },
  {
    name: "an approver who is nobody",
    edit: approval({ from: ["person:ghost"] }),
    path: /^\/routes\/0\/approval\/sets\/0\/thresholds\/0\/from\/0$/,
    says: /ghost/,
  },
  {
    name: "a policy for an unknown surface",
    edit: (document) => ({
      ...document,
      policies: edited(document.policies, { id: "docs-read", surface: "ghost" }),
    }),
    path: /^\/policies\/2\/surface$/,
    says: /ghost/,
  },
  {
    name: "a policy to an unknown route",
    edit: (document) => ({
      ...document,
      policies: edited(document.policies, { id: "refund-large", route: "ghost" }),
    }),
    path: /^\/policies\/1\/route$/,
    says: /ghost/,
  },
  {
    name: "an unknown default route",
    edit: (document) => ({ ...document, organisation: { ...document.organisation, default_route: "ghost" } }),
    path: /^\/organisation\/default_route$/,
  },
  {
    name: "an unknown fallback",
    edit: (document) => ({
      ...document,
      organisation: { ...document.organisation, fallback: { notify: ["person:ghost"] } },
    }),
    path: /^\/organisation\/fallback\/notify\/0$/,
  },
  {
    name: "a rotation of somebody unknown",
    edit: rotation({ participants: ["ana", "ghost"] }),
    path: /^\/schedules\/0\/layers\/0\/rotation\/participants\/1$/,
    says: /ghost/,
  },
  {
    name: "a rotation that starts at no instant",
    edit: rotation({ start: "tomorrow" }),
    path: /^\/schedules\/0\/layers\/0\/rotation\/start$/,
  },
  {
    name: "a time zone that is an offset of nowhere",
    edit: (document) => ({
      ...document,
      organisation: { ...document.organisation, time_zone: "Mars/Olympus" },
    }),
    path: /^\/organisation\/time_zone$/,
  },
  {
    name: "an identifier no condition knows",
    edit: policy("args.amount_cents > limitt"),
    path: /^\/policies\/1\/when$/,
    says: /limitt/,
  },
  {
    name: "an argument the surface's schema does not have",
    edit: policy("args.amount_centz > 1"),
    path: /^\/policies\/1\/when$/,
    says: /amount_centz/,
  },
  {
    name: "a condition that compares a number with a text",
    edit: policy("args.amount_cents > 'many'"),
    path: /^\/policies\/1\/when$/,
  },
  {
    name: "a condition that is not a claim",
    edit: policy("args.amount_cents + 1"),
    path: /^\/policies\/1\/when$/,
  },
  { name: "a condition that is not CEL", edit: policy("args.amount_cents >"), path: /^\/policies\/1\/when$/ },
  {
    name: "a route's condition with an unknown identifier",
    edit: route({ when: "surfase == 'x'" }),
    path: /^\/routes\/0\/when$/,
    says: /surfase/,
  },
  {
    name: "a rule without sets",
    edit: route({ approval: { sets: [] } }),
    path: /^\/routes\/0\/approval\/sets$/,
  },
  {
    name: "a set without thresholds",
    edit: approval(),
    path: /^\/routes\/0\/approval\/sets\/0\/thresholds$/,
  },
  {
    name: "a set that zero people approve",
    edit: approval({ from: ["team:payments"], approve: 0 }),
    path: /^\/routes\/0\/approval\/sets\/0/,
  },
  {
    name: "a set whose only threshold asks nobody",
    edit: approval({ from: [], approve: 1 }),
    path: /^\/routes\/0\/approval\/sets\/0/,
  },
  { name: "a deadline of nothing", edit: route({ deadline: "0s" }), path: /^\/routes\/0\/deadline$/ },
  { name: "a duration in words", edit: route({ deadline: "15 minutes" }), path: /^\/routes\/0\/deadline$/ },
  { name: "an unknown field", edit: (document) => ({ ...document, approvers: [] }), path: /^\/approvers$/ },
  {
    name: "an unknown field deep inside",
    edit: route({ approval: { sets: [{ thresholds: [{ aprove: 1 }] }] } }),
    path: /^\/routes\/0\/approval\/sets\/0\/thresholds\/0\/aprove$/,
  },
  {
    name: "another version of the document",
    edit: (document) => ({ ...document, version: 2 }),
    path: /^\/version$/,
  },
  {
    name: "a role nobody has",
    edit: (document) => ({ ...document, people: edited(document.people, { id: "bo", role: "root" }) }),
    path: /^\/people\/1\/role$/,
  },
  {
    name: "the same person twice",
    edit: (document) => ({ ...document, people: [...document.people, document.people[0]] }),
    path: /^\/people\/6/,
  },
  {
    name: "the same route twice",
    edit: (document) => ({ ...document, routes: [...document.routes, document.routes[0]] }),
    path: /^\/routes\/2/,
  },
  {
    name: "limits beyond what can be set",
    edit: (document) => ({
      ...document,
      agents: edited(document.agents, { id: "other-bot", limits: { per_minute: 1_000_001 } }),
    }),
    path: /^\/agents\/1\/limits\/per_minute$/,
  },
  {
    name: "a schema that is no schema",
    edit: (document) => ({
      ...document,
      surfaces: edited(document.surfaces, { id: "mail.send", input_schema: { type: "letter" } }),
    }),
    path: /^\/surfaces\/3\/input_schema/,
  },
];

for (const refusal of REFUSALS) {
  test(`${refusal.name} is refused where it stands, and nothing changes`, async () => {
    const { operator, document } = organisation;
    const before = (await operator.get("/api/v1/config")).body;
    for (const query of ["?dry_run=1", ""]) {
      const answer = await operator.put(`/api/v1/config${query}`, refusal.edit(document));
      const paths = invalidPaths(answer);
      expect(
        paths.some((path) => refusal.path.test(path)),
        paths.join(),
      ).toBe(true);
      if (refusal.says) expect(messagesOf(answer)).toMatch(refusal.says);
    }
    expect((await operator.get("/api/v1/config")).body).toEqual(before);
  });
}

const messagesOf = (answer: Answer): string =>
  listAt(answer.body, "errors")
    .map((error) => String(at(error, "message")))
    .join("\n");

test("a threshold that asks nobody beside one that can approve is nobody, never everybody", async () => {
  const nobody = { from: [], approve: 1 };
  const change = approval(nobody, { from: ["person:ana"], approve: 1 })(organisation.document);
  const answer = await organisation.operator.put("/api/v1/config", change);
  expect(answer.status, answer.text).toBe(200);
  const preview = await organisation.operator.post("/api/v1/routes/preview", {
    action: { tool: "refund.create", arguments: { amount_cents: 30_000 } },
  });
  expect(JSON.stringify(at(preview.body, "approvers"))).toContain("ana");
  expect(JSON.stringify(at(preview.body, "approvers"))).not.toMatch(/"(di|cy|flo|ed|bo)"/);
  await organisation.configure(organisation.document);
});

const YAML_REFUSALS: readonly (readonly [name: string, text: string])[] = [
  ["an alias", "version: 1\nx: &a [1]\ny: *a\n"],
  [
    "a bomb of aliases",
    `a: &a [x,x]\n${"bcdefghi"
      .split("")
      .map((name, index) => `${name}: &${name} [*${"abcdefghi"[index]},*${"abcdefghi"[index]}]`)
      .join("\n")}\n`,
  ],
  ["a key given twice", "version: 1\nversion: 1\n"],
  ["two documents", "version: 1\n---\nversion: 1\n"],
  ["a tag of somebody's own", "version: !!js/function 'x'\n"],
  ["no YAML at all", "version: [1\n  : }"],
  ["an empty document", "# nothing\n"],
  ["nesting without end", `${"[".repeat(20_000)}`],
];

for (const [name, text] of YAML_REFUSALS) {
  test(`${name} in YAML is refused`, async () => {
    const answer = await organisation.operator.send("PUT", "/api/v1/config", text, {
      "Content-Type": "application/yaml",
    });
    expect([400, 413, 422]).toContain(answer.status);
    expectProblem(answer, answer.status);
  });
}
