import { expect } from "@playwright/test";
import { become, test } from "../fixtures";
import { at } from "../support/http";
import { decided, escalate, proposal } from "../support/organisation";

/** The emergency stop in the console: one confirmation, and everybody sees it. */

test("a manager freezes an agent and thaws it; who answers for it reads that it is frozen", async ({
  page,
  context,
  organisation,
}) => {
  const held = await escalate(await organisation.agent());
  await become(context, organisation, "di");
  await page.goto("/agents/support-bot");
  await page.getByRole("button", { name: "Freeze…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Freeze" })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("It loops.");
  await dialog.getByRole("button", { name: "Freeze" }).click();
  await expect(page.getByText("The agent support-bot is frozen")).toBeVisible();
  await expect(page.getByText("“It loops.” (Di Example")).toBeVisible();
  await page.goto(`/requests/${held.request}`);
  await expect(page.getByText(/The agent support-bot is frozen: “It loops.”. You may answer/)).toBeVisible();
  await page.goto("/agents");
  await expect(page.getByText("Frozen", { exact: true })).toHaveCount(1);
  await page.goto("/agents/support-bot");
  await page.getByRole("button", { name: "Thaw…" }).click();
  await dialog.getByRole("button", { name: "Thaw" }).click();
  await expect(page.getByText("The agent support-bot is frozen")).toBeHidden();
  expect((await organisation.operator.get("/api/v1/freezes")).body).toEqual({ freezes: [] });
});

test("a surface is killed from its page, and the list of surfaces says so at its top", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "ana");
  await page.goto("/surfaces/mail.send");
  await page.getByRole("button", { name: "Kill…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Spam.");
  await dialog.getByRole("button", { name: "Kill" }).click();
  await expect(page.getByText("The surface mail.send is frozen")).toBeVisible();
  await page.goto("/surfaces");
  await expect(page.getByText("The surface mail.send is frozen")).toBeVisible();
  await page.getByRole("button", { name: "Thaw…" }).click();
  await dialog.getByRole("button", { name: "Thaw" }).click();
  await expect(page.getByText("The surface mail.send is frozen")).toBeHidden();
  const audit = await organisation.operator.get("/api/v1/audit?surface=mail.send");
  expect(at(audit.body, "entries.0.kind")).toBe("thaw");
});

test("an auditor sees what is frozen and cannot stop anything", async ({ page, context, organisation }) => {
  await organisation.operator.post("/api/v1/agents/other-bot/freeze", { reason: "Why not." });
  await become(context, organisation, "ed");
  await page.goto("/agents/other-bot");
  await expect(page.getByText("The agent other-bot is frozen")).toBeVisible();
  await expect(page.getByText("an operator token")).toBeVisible();
  await expect(page.getByRole("button", { name: /Freeze|Kill|Thaw/ })).toHaveCount(0);
  await organisation.operator.post("/api/v1/agents/other-bot/thaw", {});
});

test("after five denials in one run a manager is offered to freeze the agent, on the request itself", async ({
  page,
  context,
  organisation,
}) => {
  const agent = await organisation.agent("other-bot");
  const di = await organisation.person("di");
  const inRun = () => proposal({ run: { id: "run_loop" } });
  for (let count = 0; count < 5; count += 1) await decided(agent, di, "deny", inRun());
  const held = await escalate(agent, inRun());
  await become(context, organisation, "di");
  await page.goto(`/requests/${held.request}`);
  await expect(page.getByText("5 denials in this run: Other bot may be in a loop")).toBeVisible();
  await page.getByRole("button", { name: "Freeze this agent…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("It asks again and again.");
  await dialog.getByRole("button", { name: "Freeze" }).click();
  await expect(page.getByText(/The agent other-bot is frozen/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Freeze this agent…" })).toBeHidden();
  await organisation.operator.post("/api/v1/agents/other-bot/thaw", {});
});
