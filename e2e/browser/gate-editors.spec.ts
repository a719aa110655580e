import { expect } from "@playwright/test";
import { become, expectLive, test } from "../fixtures";
import { expectSaid, removeUnused } from "../support/editors";
import { at, bearer } from "../support/http";
import { foundOrganisation } from "../support/organisation";

/** Agents and their keys, surfaces, policies and the organisation: what the gate rules by, edited in the console. */

test("an agent is added with an owner and limits, changed, and removed", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "di");
  await page.goto("/agents");
  await page.getByRole("link", { name: "Add agent" }).click();
  await page.getByLabel("Name").fill("Night bot");
  await page.getByLabel("Owner").selectOption({ label: "Flo Example" });
  await page.getByLabel("Open requests at once").fill("5");
  await page.getByRole("button", { name: "Add agent" }).click();
  await expect(page).toHaveURL(/\/agents\/night-bot$/);
  await expectSaid(page, "Added agent Night bot.");
  await expect(page.getByText("Only admins create, rotate and revoke keys.")).toBeVisible();
  await page.getByLabel("Cost a day, in cents").fill("900");
  await page.getByRole("button", { name: "Save" }).click();
  await expectSaid(page, "Saved agent Night bot: limits.");
  const { body } = await organisation.operator.get("/api/v1/config");
  expect(JSON.stringify(at(body, "agents"))).toContain('"open_requests":5');
  await page.getByRole("link", { name: "Night bot" }).click();
  await removeUnused(page, "agent Night bot");
});

test("an admin creates a key that works and is shown once, rotates it, and revokes it", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "ana");
  await page.goto("/agents/other-bot");
  await page.getByRole("button", { name: "Create a key…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("production");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const key = (await dialog.getByText(/^csa_/).textContent()) ?? "";
  await expect(dialog.getByText(/^whsec_/)).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Copy Key" })).toBeVisible();
  const agent = bearer(organisation.operator.url, key);
  expect((await agent.post("/api/v1/actions", { tool: "docs.read", arguments: {} })).status).toBe(200);
  await dialog.getByRole("button", { name: "I have copied them" }).click();
  await expect(page.getByText(key)).toBeHidden();

  await page.getByRole("button", { name: "Rotate production" }).click();
  await expect(dialog.getByText("24 hours")).toBeVisible();
  await dialog.getByRole("button", { name: "Rotate", exact: true }).click();
  await expect(dialog.getByText(/^csa_/)).not.toHaveText(key);
  await dialog.getByRole("button", { name: "I have copied them" }).click();
  await expect(page.getByText(/replaced, works until/)).toBeVisible();

  await page.getByRole("button", { name: "Revoke production" }).last().click();
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(page.getByText("Revoked", { exact: true })).toBeVisible();
});

test("a surface's schema is pointed at where it is wrong, and nothing typed is lost", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/422/);
  await become(context, organisation, "di");
  await page.goto("/surfaces/new");
  await page.getByLabel("Name").fill("crm.export");
  await page.getByLabel("Tools").fill("crm.export\ncrm.dump");
  await page.getByLabel("Authors").fill("args.rows.author");
  const schema = page.getByLabel("Input schema");
  await schema.fill('{\n  "type": "object",\n  oops\n}');
  await page.getByRole("button", { name: "Add surface" }).click();
  await expect(schema).toBeFocused();
  await expect(schema).toHaveAccessibleDescription(/Line 3/);
  await schema.fill(
    '{\n  "type": "object",\n  "properties": {\n    "rows": { "type": "number of rows" }\n  }\n}',
  );
  await page.getByRole("button", { name: "Add surface" }).click();
  await expect(schema).toHaveAccessibleDescription(/Line 4/);
  await schema.fill('{ "type": "object", "properties": { "rows": { "type": "integer" } } }');
  await page.getByLabel("Tier").selectOption({ label: "Prohibited" });
  await page.getByRole("button", { name: "Add surface" }).click();
  await expectSaid(page, "Added surface crm.export.");
  const { body } = await organisation.operator.get("/api/v1/surfaces/crm.export");
  expect(body).toMatchObject({
    ...{ tools: ["crm.export", "crm.dump"], tier: "prohibited" },
    authors: ["args.rows.author"],
  });
  await page.getByRole("link", { name: "crm.export" }).click();
  await page.getByLabel("Reversibility").selectOption({ label: "Reads only" });
  await page.getByRole("button", { name: "Save" }).click();
  await expectSaid(page, "Saved surface crm.export: reversibility.");
  await page.getByRole("link", { name: "crm.export" }).click();
  await removeUnused(page, "surface crm.export");
});

test("a policy says what it does while it is written, and its condition is checked at its field", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/422/);
  await become(context, organisation, "di");
  await page.goto("/policies");
  await expect(
    page.getByText(/On mail\.send, always: it is refused.*as a shadow it changes nothing/),
  ).toBeVisible();
  await page.getByRole("link", { name: "Add policy" }).click();
  await page.getByLabel("Id").fill("refund-huge");
  await page.getByLabel("Surface").selectOption("payments.refund");
  const condition = page.getByLabel("Condition");
  await condition.fill("args.amount_cens > 1000000");
  await page.getByLabel("Verdict").selectOption("block");
  await expect(page.getByRole("status", { name: "What this policy does" })).toHaveText(
    "On payments.refund, when args.amount_cens > 1000000: it is refused, and nobody is asked.",
  );
  await page.getByRole("button", { name: "Add policy" }).click();
  await expect(condition).toHaveAccessibleDescription(/did you mean .*amount_cents/i);
  await condition.fill("args.amount_cents > 1000000");
  await page.getByRole("button", { name: "Add policy" }).click();
  await expectSaid(page, "Added policy refund-huge. Requests that are open keep the version");
  await page.getByRole("link", { name: "refund-huge" }).click();
  await page.getByLabel("Verdict").selectOption("escalate");
  await page.getByLabel("Route").selectOption("payments");
  await page.getByLabel("Mode").selectOption("shadow");
  await page.getByRole("button", { name: "Save" }).click();
  await expectSaid(page, /Saved policy refund-huge: .*mode/);
  await page.getByRole("link", { name: "refund-huge" }).click();
  await removeUnused(page, "policy refund-huge");
});

test("a policy is written by keyboard alone", async ({ page, context, organisation }) => {
  await become(context, organisation, "di");
  await page.goto("/policies/new");
  await expectLive(page);
  await page.getByLabel("Id").focus();
  await page.keyboard.type("mail-nights");
  await page.keyboard.press("Tab");
  await page.keyboard.type("mail.send");
  await page.keyboard.press("Tab");
  await page.keyboard.type("org.hour >= 22");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Verdict")).toBeFocused();
  await page.keyboard.type("Block");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Nobody is here at night.");
  await page.keyboard.press("Enter");
  await expectSaid(page, "Added policy mail-nights.");
});

test("the organisation is edited without touching what others change elsewhere", async ({
  page,
  context,
  complaints,
}) => {
  complaints.allow(/4(12|22)/);
  // Its own: everybody's times are on the organisation's clocks.
  const organisation = await foundOrganisation();
  await become(context, organisation, "di");
  await page.goto("/organisation");
  await page.getByLabel("Time zone").fill("Europe/Lisbonne");
  await organisation.operator.post("/api/v1/teams", { id: "meanwhile" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Time zone")).toHaveAccessibleDescription(/is not an IANA time zone/);
  await page.getByLabel("Time zone").fill("Europe/Lisbon");
  await page.getByRole("combobox", { name: "Fallback" }).fill("operations");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Save" }).click();
  await expectSaid(page, "Saved the organisation.");
  const { body } = await organisation.operator.get("/api/v1/config");
  expect(at(body, "organisation.time_zone")).toBe("Europe/Lisbon");
  expect(at(body, "organisation.fallback.notify")).toEqual(["person:ana", "team:ops"]);
  expect(JSON.stringify(at(body, "teams"))).toContain("meanwhile");
});
