import { expect, test } from "@playwright/test";
import { type Answer, at, expectProblem, listAt } from "../support/http";
import { foundOrganisation, type Organisation } from "../support/organisation";

/** What is wrong with a configuration is pointed at, by line and column of what was sent. */

let organisation: Organisation;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
});

const placesOf = (answer: Answer) =>
  listAt(answer.body, "errors").map((error) => [at(error, "path"), at(error, "line"), at(error, "column")]);
const yaml = (text: string) =>
  organisation.operator.send("PUT", "/api/v1/config?dry_run=1", text, {
    "Content-Type": "application/yaml",
  });
const head = () => `version: 1\norganisation: { id: ${organisation.id}, name: Acme }\n`;

test("by line and column of the YAML that was sent, with the word that was meant", async () => {
  const answer = await yaml(`${head()}people:\n  - id: ana\n    name: Ana\n    rol: admin\n    level: 0\n`);
  expectProblem(answer, 422, "invalid");
  expect(placesOf(answer)).toEqual(
    expect.arrayContaining([
      ["/people/0/rol", 6, 5],
      ["/people/0/level", 7, 5],
    ]),
  );
  expect(answer.text).toContain("did you mean role?");
});

test("also where only the whole document can tell", async () => {
  const answer = await yaml(`${head()}teams:\n  - id: ops\n    members:\n      - ghost\n`);
  expect(placesOf(answer)).toEqual([["/teams/0/members/0", 6, 9]]);
});

test("in JSON as in YAML", async () => {
  const document = {
    organisation: { id: organisation.id, name: "Acme" },
    teams: [{ id: "ops", members: ["ghost"] }],
  };
  const put = (text: string) =>
    organisation.operator.send("PUT", "/api/v1/config?dry_run=1", text, {
      "Content-Type": "application/json",
    });
  const answer = await put(JSON.stringify(document, null, 2));
  expect(placesOf(answer)).toEqual([["/teams/0/members/0", 10, 9]]);
  const broken = await put('{\n  "version": 1,\n  "people": [,]\n}');
  expectProblem(broken, 400, "malformed");
  expect(at(broken.body, "errors.0.line")).toBe(3);
});

test("of what is no YAML at all", async () => {
  const answer = await yaml(`${head()}people: [\n  { id: ana\nteams: []\n`);
  expectProblem(answer, 400, "malformed");
  expect(Number(at(answer.body, "errors.0.line"))).toBeGreaterThanOrEqual(3);
});
