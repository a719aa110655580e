import { expect, it } from "vitest";
import { newUuid } from "@/lib/runtime/ids";
import { openTestHouse } from "../testing-fixtures";
import { findWorkspace, noteWorkspace, putWorkspace } from "./workspace";

it("stays taken out, whatever Slack refuses because of it, until its token works again", async () => {
  await openTestHouse();
  const teamId = `T${newUuid().replaceAll("-", "").slice(0, 12).toUpperCase()}`;
  const connected = { teamId, name: "Acme", botUserId: "UBOT", status: "active", error: null } as const;
  await putWorkspace(connected);
  await noteWorkspace(teamId, "revoked", "token_revoked");
  await noteWorkspace(teamId, "uninstalled", "app_uninstalled");
  await noteWorkspace(teamId, "revoked", "account_inactive");
  expect(await findWorkspace(teamId)).toMatchObject({ status: "uninstalled", error: "app_uninstalled" });
  await putWorkspace(connected);
  expect(await findWorkspace(teamId)).toMatchObject({ status: "active", error: null });
});
