import { beforeAll, describe, expect, it } from "vitest";
import { RequestList } from "@/lib/contract/requests";
import { actionDigest } from "@/lib/core/action";
import { SMALL_COMPANY } from "@/lib/ops/testing-fixtures";
import { eventOf, postHook } from "./test-claude-code";
import { type HttpHouse, openHttpHouse } from "./test-house";

process.env.COUNTERSIGN_TEST_MODE = "1";

let http: HttpHouse;
beforeAll(async () => {
  http = await openHttpHouse({
    ...SMALL_COMPANY,
    surfaces: [
      ...(SMALL_COMPANY.surfaces ?? []),
      { id: "shell", tools: ["Bash"], tier: "approval" },
      { id: "files.read", tools: ["Read"], tier: "autonomous", reversibility: "read_only" },
      { id: "net", tools: ["WebFetch"], tier: "prohibited" },
      { id: "held", tools: ["Deploy"], tier: "approval" },
    ],
    routes: (SMALL_COMPANY.routes ?? []).flatMap((route) => [
      { ...route, when: "surface == 'shell'" },
      { ...route, id: "undoable", when: "surface == 'held'", hold: "1s" },
    ]),
  });
});

const post = (body: unknown, query?: string) => postHook(http, body, query);

/** The pending request for this call, as Bo sees it. */
async function requestFor(event: ReturnType<typeof eventOf>) {
  const surface = event.tool_name === "Bash" ? "shell" : "held";
  const bo = await http.person("bo");
  const { body } = await http.get("/api/v1/requests?view=mine&status=pending&limit=50", bo);
  const digest = actionDigest({
    organisation: http.house.organisation,
    agent: "bot",
    run: event.session_id,
    surface,
    tool: event.tool_name,
    toolVersion: null,
    arguments: event.tool_input,
    onBehalfOf: null,
  });
  const found = RequestList.parse(body).requests.find((request) => request.digest === digest);
  if (!found) throw new Error("nobody is asked about this call");
  return { id: found.id, digest, bo };
}

async function respond(event: ReturnType<typeof eventOf>, verdict: "approve" | "deny") {
  const { id, digest, bo } = await requestFor(event);
  const answer = await http.post(`/api/v1/requests/${id}/responses`, bo, {
    verdict,
    digest,
    reason: "because",
  });
  expect(answer.status).toBe(200);
  return id;
}

const requestOf = async (id: string) => {
  const { body } = await http.get(`/api/v1/requests/${id}`, http.operator);
  return body.request;
};
const grantOf = (status: string) => expect.objectContaining({ grant: expect.objectContaining({ status }) });

describe("before a tool call", () => {
  it("lets through what policy allows, and refuses what it prohibits", async () => {
    expect(await post(eventOf({ tool_name: "Read" }))).toMatchObject({ decision: "allow" });
    expect(await post(eventOf({ tool_name: "WebFetch" }))).toMatchObject({ decision: "deny" });
  });

  it("asks Claude Code's own user too, where the settings want that", async () => {
    const answer = await post(eventOf({ tool_name: "Read" }), "?wait=0&permitted=ask");
    expect(answer.decision).toBe("ask");
  });

  it("holds the call until a person approves, and claims before it says allow", async () => {
    const event = eventOf();
    const held = post(event, "?wait=30");
    await expect
      .poll(() =>
        requestFor(event).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const id = await respond(event, "approve");
    expect(await held).toMatchObject({
      decision: "allow",
      reason: expect.stringContaining("Approved by bo"),
    });
    expect(await requestOf(id)).toEqual(grantOf("claimed"));
  });

  it("waits for the end of an undo window, and denies when its own time is over before", async () => {
    const event = eventOf({ tool_name: "Deploy" });
    await post(event);
    await respond(event, "approve");
    expect(await post(event, "?wait=0")).toMatchObject({ decision: "deny" });
    expect(await post(event, "?wait=30")).toMatchObject({ decision: "allow" });
  });

  it("denies what a person denies, with their words", async () => {
    const event = eventOf();
    await post(event);
    await respond(event, "deny");
    expect(await post(event)).toMatchObject({
      decision: "deny",
      reason: "Not permitted (approver): because. Do not try it again.",
    });
  });

  it("denies while nobody has answered, and finds the same request when asked about the same call again", async () => {
    const event = eventOf();
    const first = await post(event);
    expect(first).toMatchObject({
      decision: "deny",
      reason: expect.stringContaining("Nobody has answered yet"),
    });
    const id = await respond(event, "approve");
    expect(await post({ ...event, cwd: "/elsewhere", permission_mode: "plan" })).toMatchObject({
      decision: "allow",
    });
    expect(await requestOf(id)).toEqual(grantOf("claimed"));
  });

  it("denies another input under the id of an approved call", async () => {
    const event = eventOf();
    await post(event);
    const id = await respond(event, "approve");
    const edited = { ...event, tool_input: { command: "rm -rf /" } };
    expect(await post(edited)).toMatchObject({
      decision: "deny",
      reason: expect.stringContaining("idempotency_key_reused"),
    });
    expect(await requestOf(id)).toEqual(grantOf("issued"));
  });

  it("does not lend an approval to another session", async () => {
    const event = eventOf();
    await post(event);
    await respond(event, "approve");
    expect(await post({ ...event, session_id: "session-2" })).toMatchObject({ decision: "deny" });
  });

  it("defers only where Claude Code would not go on without it", async () => {
    const event = eventOf();
    expect(await post(event, "?wait=0&pending=defer")).toMatchObject({ decision: "defer" });
    for (const permission_mode of ["bypassPermissions", "acceptEdits", "auto", "something new"]) {
      expect(await post({ ...event, permission_mode }, "?wait=0&pending=defer")).toMatchObject({
        decision: "deny",
      });
    }
    await respond(event, "approve");
    expect(await post(event, "?wait=0&pending=defer")).toMatchObject({ decision: "allow" });
  });
});

describe("after a tool call", () => {
  const finish = (event: ReturnType<typeof eventOf>, more: Record<string, unknown>) =>
    post({ ...event, hook_event_name: "PostToolUse", ...more });

  it("keeps the outcome, once, and never allows the same call again", async () => {
    const event = eventOf();
    await post(event);
    const id = await respond(event, "approve");
    await post(event);
    expect((await finish(event, { tool_response: { stdout: "done" } })).body).toEqual({});
    expect(await requestOf(id)).toEqual(grantOf("succeeded"));
    expect((await finish(event, { hook_event_name: "PostToolUseFailure", error: "late" })).body).toEqual({});
    expect(await requestOf(id)).toEqual(grantOf("succeeded"));
    expect(await post(event)).toMatchObject({
      decision: "deny",
      reason: expect.stringContaining("already_claimed"),
    });
  });

  it("keeps a failure with its words, however long", async () => {
    const event = eventOf({ tool_name: "Read" });
    await post(event);
    const error = "é".repeat(5000);
    expect((await finish(event, { hook_event_name: "PostToolUseFailure", error })).body).toEqual({});
  });

  it("has nothing to say of a call it never saw", async () => {
    expect((await finish(eventOf(), { tool_response: 1 })).body).toEqual({});
  });
});
