import { expect } from "@playwright/test";
import { become, test } from "../fixtures";
import { edited } from "../support/company";
import { foundOrganisation } from "../support/organisation";

/** What the console says before a policy counts, and of surfaces that nobody looks after. */

test("a policy in shadow shows what it would have changed, and what it would change before it is enforced", async ({
  page,
  context,
  complaints,
}) => {
  complaints.allow(/422/);
  // Its past is what this test makes of it.
  const organisation = await foundOrganisation();
  const strict = {
    ...{ id: "strict", surface: "payments.refund", verdict: "block", mode: "shadow" },
    when: "args.amount_cents > 15000",
  };
  await organisation.configure({ ...organisation.document, policies: [strict] });
  const agent = await organisation.agent();
  for (const amount_cents of [10_000, 16_000, 17_000])
    await agent.post("/api/v1/actions", { tool: "refund.create", arguments: { amount_cents } });
  await become(context, organisation, "di");
  await page.goto("/policies");
  const shadow = page.getByRole("region", { name: "In shadow" });
  await expect(shadow.getByText(/held in 2 rulings, 2 of them would have been different/)).toBeVisible();
  await expect(shadow.getByText("2 × escalate would be block")).toBeVisible();
  await page.goto("/policies/strict");
  await page.getByLabel("Mode").selectOption("enforce");
  await page.getByRole("button", { name: "Replay past actions" }).click();
  await expect(page.getByText(/^2 of \d actions would have come out differently\.$/)).toBeVisible();
  await page.getByLabel("Condition").fill("args.amount_cent > 15000");
  await page.getByRole("button", { name: "Replay past actions" }).click();
  await expect(page.getByText(/policy strict, condition 1:6: .*did you mean amount_cents\?/)).toBeVisible();
});

test("surfaces without an owner or overdue for review stand out, and what is used unregistered is named", async ({
  page,
  context,
}) => {
  const organisation = await foundOrganisation();
  const { document } = organisation;
  await organisation.configure({
    ...document,
    surfaces: edited(document.surfaces, { id: "payments.refund", owner: null, review_by: "2020-01-31" }),
  });
  await (await organisation.agent()).post("/api/v1/actions", { tool: "never.registered", arguments: {} });
  await become(context, organisation, "di");
  await page.goto("/surfaces");
  const used = page.getByRole("region", { name: "Used, and not registered" });
  await expect(used.getByText("never.registered")).toBeVisible();
  await expect(used.getByText(/1 action by support-bot/)).toBeVisible();
  const refund = page.getByRole("listitem").filter({ hasText: "refund.create" });
  await expect(refund.getByText("No owner")).toBeVisible();
  await expect(refund.getByText("Review was due 2020-01-31")).toBeVisible();
  await page.goto("/surfaces/payments.refund");
  await page.getByLabel("Data", { exact: true }).selectOption("confidential");
  await page.getByLabel("Review by").fill("2099-01-31");
  await page.getByLabel("Preview").fill("Run it with dry_run");
  await page.getByRole("button", { name: "Save" }).click();
  await expect
    .poll(async () => (await organisation.operator.get("/api/v1/surfaces/payments.refund")).body)
    .toMatchObject({ data_class: "confidential", review_by: "2099-01-31", preview: "Run it with dry_run" });
});
