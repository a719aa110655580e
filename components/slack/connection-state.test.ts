import { expect, it } from "vitest";
import type { SlackHealth } from "@/lib/contract/slack";
import { connectionState } from "./connection-state";

const workspace = {
  ...{ id: "T01", name: "Acme", status: "active" as const, error: null },
  checked_at: "2026-11-27T12:00:00.000Z",
};
const healthy: SlackHealth = {
  ...{ set_up: true, transport: "socket", settings: [], workspace, installable: false, workspaces: [] },
  ...{ linked: 1, people: 2, groups: [], failures: [] },
};

it("a connection that works has nothing to say", () => {
  expect(connectionState(healthy)).toEqual({ tone: "permit", word: "Connected", trouble: null });
  expect(connectionState({ ...healthy, workspace: null })).toMatchObject({ word: "Not heard from yet" });
});

it("what is missing is named by its setting", () => {
  const unset = connectionState({ ...healthy, set_up: false, transport: null, workspace: null });
  expect(unset.word).toBe("Not set up");
  expect(unset.trouble?.text).toMatch(/SLACK_BOT_TOKEN.*SLACK_APP_TOKEN or SLACK_SIGNING_SECRET/);
  const half = connectionState({ ...healthy, transport: null });
  expect(half).toMatchObject({ tone: "grave", word: "Half set up" });
  expect(half.trouble?.text).toContain("SLACK_APP_TOKEN");
});

it("a token Slack refuses is said with its meaning and Slack's own word", () => {
  const revoked = { ...workspace, status: "revoked" as const, error: "token_revoked" };
  const state = connectionState({ ...healthy, workspace: revoked });
  expect(state).toMatchObject({ tone: "deny", word: "Disconnected", trouble: { code: "token_revoked" } });
  expect(state.trouble?.text).toContain("SLACK_BOT_TOKEN");
});

it("an app that was removed is said so, even where Slack gave no reason", () => {
  const removed = { ...workspace, status: "uninstalled" as const };
  expect(connectionState({ ...healthy, workspace: removed })).toMatchObject({
    ...{ tone: "deny", word: "Removed" },
    trouble: { code: "app_uninstalled" },
  });
});

it("of several installed workspaces, one in trouble is enough to say so", () => {
  const installed = { source: "installed" as const, installed_by: "ana", installed_at: workspace.checked_at };
  const two = [
    { ...workspace, ...installed },
    { ...workspace, ...installed, id: "T02" },
  ];
  const several = { ...healthy, workspace: null, workspaces: two };
  expect(connectionState(several)).toMatchObject({ word: "Connected", trouble: null });
  const broken = two.map((one) => (one.id === "T02" ? { ...one, status: "revoked" as const } : one));
  expect(connectionState({ ...several, workspaces: broken })).toMatchObject({ word: "In trouble" });
});
