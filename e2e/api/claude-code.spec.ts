import { expect, test } from "@playwright/test";
import {
  type Answer,
  at,
  bearer,
  type Caller,
  createCaller,
  expectProblem,
  listAt,
  textAt,
} from "../support/http";
import { type Agent, foundOrganisation, newId, type Organisation } from "../support/organisation";
import { ADDRESS } from "../support/settings";

/** Claude Code's HTTP hook, posted to as Claude Code does: it holds, it denies in words that stop a tool, it reports. */

const HOOK = "/hooks/claude-code";

let organisation: Organisation;
let agent: Agent;
let flo: Caller;

test.beforeAll(async () => {
  organisation = await foundOrganisation({
    edit: (document) => ({
      ...document,
      surfaces: [
        ...document.surfaces,
        { id: "shell", tools: ["Bash"], tier: "approval" },
        { id: "files.read", tools: ["Read"], tier: "autonomous", reversibility: "read_only" },
      ],
    }),
  });
  agent = await organisation.agent();
  flo = await organisation.person("flo");
});

const eventOf = (more: Readonly<Record<string, unknown>> = {}) => ({
  session_id: newId("session"),
  transcript_path: "/home/dev/transcript.jsonl",
  cwd: "/repo",
  permission_mode: "default",
  hook_event_name: "PreToolUse",
  tool_name: "Bash",
  tool_input: { command: `git push origin ${newId("branch")}` },
  tool_use_id: newId("toolu"),
  ...more,
});

const decisionOf = (answer: Answer): unknown => {
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  return at(answer.body, "hookSpecificOutput.permissionDecision");
};

/** The one pending request of the organisation whose action has this input. */
async function requestFor(event: ReturnType<typeof eventOf>): Promise<{ id: string; digest: string } | null> {
  const list = await organisation.operator.get("/api/v1/requests?view=all&status=pending");
  for (const request of listAt(list.body, "requests")) {
    const id = textAt(request, "id");
    const whole = await organisation.operator.get(`/api/v1/requests/${id}`);
    if (whole.text.includes(event.tool_input.command)) return { id, digest: textAt(request, "digest") };
  }
  return null;
}

async function respond(event: ReturnType<typeof eventOf>, verdict: "approve" | "deny"): Promise<string> {
  await expect.poll(() => requestFor(event), { message: "people are asked" }).not.toBeNull();
  const request = await requestFor(event);
  const answer = await flo.post(`/api/v1/requests/${request?.id}/responses`, {
    verdict,
    digest: request?.digest,
    reason: "seen",
  });
  expect(answer.status, answer.text).toBe(200);
  return request?.id ?? "";
}

test("a harmless tool is allowed at once", async () => {
  const answer = await agent.post(HOOK, eventOf({ tool_name: "Read" }));
  expect(decisionOf(answer)).toBe("allow");
});

test("a risky tool is held until somebody approves, then allowed, run and reported", async () => {
  const event = eventOf();
  const held = agent.post(`${HOOK}?wait=60`, event);
  const request = await respond(event, "approve");
  const answer = await held;
  expect(decisionOf(answer)).toBe("allow");
  expect(textAt(answer.body, "hookSpecificOutput.permissionDecisionReason")).toContain("Approved by flo");
  const done = await agent.post(HOOK, {
    ...event,
    hook_event_name: "PostToolUse",
    tool_response: { stdout: "ok" },
  });
  expect(done.body).toEqual({});
  const after = await organisation.operator.get(`/api/v1/requests/${request}`);
  expect(at(after.body, "request.grant.status")).toBe("succeeded");
  expect(decisionOf(await agent.post(`${HOOK}?wait=0`, event)), "the same call again").toBe("deny");
});

test("a denial is handed to the model", async () => {
  const event = eventOf();
  const held = agent.post(`${HOOK}?wait=60`, event);
  await respond(event, "deny");
  const answer = await held;
  expect(decisionOf(answer)).toBe("deny");
  expect(textAt(answer.body, "hookSpecificOutput.permissionDecisionReason")).toContain("seen");
});

test("a headless run defers, and its resume finds the approval", async () => {
  const event = eventOf();
  const headless = `${HOOK}?wait=0&pending=defer`;
  expect(decisionOf(await agent.post(headless, event))).toBe("defer");
  await respond(event, "approve");
  expect(decisionOf(await agent.post(headless, event))).toBe("allow");
});

test("the deadline denies a call that nobody answers", async () => {
  const event = eventOf();
  expect(decisionOf(await agent.post(`${HOOK}?wait=0`, event))).toBe("deny");
  await organisation.advance(11 * 60);
  const answer = await agent.post(`${HOOK}?wait=0`, event);
  expect(decisionOf(answer)).toBe("deny");
  expect(textAt(answer.body, "hookSpecificOutput.permissionDecisionReason")).toContain("deadline");
});

test("an approval is for this input, this session and this agent", async () => {
  const event = eventOf();
  await agent.post(`${HOOK}?wait=0`, event);
  await respond(event, "approve");
  const other = await organisation.agent("other-bot");
  const elsewhere = await (await foundOrganisation()).agent();
  for (const [caller, forged] of [
    [agent, { ...event, tool_input: { command: "rm -rf /" } }],
    [agent, { ...event, session_id: newId("session") }],
    [agent, { ...event, tool_name: "Write" }],
    [other, event],
    [elsewhere, event],
  ] as const) {
    expect(decisionOf(await caller.post(`${HOOK}?wait=0`, forged))).toBe("deny");
  }
  expect(decisionOf(await agent.post(`${HOOK}?wait=0`, event))).toBe("allow");
});

test("Claude Code is denied, never failed, whatever is wrong with its credential", async () => {
  const revoked = await organisation.agent();
  await organisation.operator.delete(`/api/v1/agents/support-bot/keys/${revoked.keyId}`);
  const person = await organisation.person("ana");
  const strangers = [
    createCaller(ADDRESS),
    bearer(ADDRESS, "csa_nobody"),
    organisation.operator,
    revoked,
    person,
  ];
  for (const caller of strangers) {
    expect(decisionOf(await caller.post(HOOK, eventOf({ tool_name: "Read" })))).toBe("deny");
  }
});

test("Claude Code is denied whatever is wrong with what it says", async () => {
  const read = JSON.stringify(eventOf({ tool_name: "Read" }));
  for (const raw of [
    read.slice(0, -10),
    read.replace('"tool_name"', '"tool_name":"Bash","tool_name"'),
    read.replace('{"command"', '{"__proto__":{},"command"'),
    read.replace('{"command"', '{"n":9007199254740993,"command"'),
    read.replace('{"command"', '{"half":"\\ud800","command"'),
    read.replace('{"command"', `{"much":"${"x".repeat(1_200_000)}","command"`),
    read.replace("PreToolUse", "Stop"),
  ]) {
    const answer = await agent.send("POST", HOOK, raw, { "Content-Type": "application/json" });
    expect(decisionOf(answer), raw.slice(0, 300)).toBe("deny");
  }
  for (const query of ["?wait=601", "?pending=allow", "?permitted=yes", "?approved=true"]) {
    expect(decisionOf(await agent.post(HOOK + query, eventOf({ tool_name: "Read" })))).toBe("deny");
  }
});

test("anybody else is told what is wrong as everywhere", async () => {
  expectProblem(await createCaller(ADDRESS).post(HOOK), 401, "unauthenticated");
  expectProblem(
    await agent.send("POST", HOOK, "{", { "Content-Type": "application/json" }),
    400,
    "malformed",
  );
  expectProblem(await agent.post(HOOK, {}), 422, "invalid");
  expectProblem(await organisation.operator.post(HOOK, {}), 403, "forbidden");
  expectProblem(await agent.get(HOOK), 405, "method_not_allowed");
  expectProblem(await agent.post(`${HOOK}/x`, eventOf()), 404, "not_found");
});
