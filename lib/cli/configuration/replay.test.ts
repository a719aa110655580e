import { afterEach, describe, expect, it } from "vitest";
import type { Rederivation, ReplayReport } from "@/lib/contract/replay";
import { EXIT_CODES } from "../exit-codes";
import { at, cleanUp, file, run, serve } from "../testing/configuration-world";

afterEach(cleanUp);

const window = { since: "2026-10-28T12:00:00.000Z", until: "2026-11-27T12:00:00.000Z", complete: true };
const subject = { action: "act_1", at: "2026-11-20T12:00:00.000Z", agent: "bot", surface: "payments.refund" };
type Answer = ReplayReport["examples"][number]["before"];
const before: Answer = { verdict: "allow", reason_code: "within_limit", rules: ["small"] };
const after: Answer = { verdict: "escalate", reason_code: "tier_approval", rules: [] };

const REPORT: ReplayReport = {
  ...{ ...window, actions: 40, changed: 3 },
  surfaces: [
    {
      ...{ surface: "payments.refund", actions: 30, changed: 3 },
      changes: [{ before: "allow", after: "escalate", count: 3 }],
    },
    { surface: null, actions: 10, changed: 0, changes: [] },
  ],
  examples: [{ ...subject, tool: "refund.create", recorded: "allow", before, after }],
};
const SAME: Rederivation = { ...window, actions: 40, equal: 40, different: [] };

const POLICY = "policies:\n  - { id: small, verdict: allow }\n";

describe("countersign replay --policy", () => {
  it("says what would come out differently, by surface, with examples", async () => {
    const server = await serve({ replay: REPORT });
    const { code, text } = await run([
      "replay",
      "--policy",
      await file(POLICY, "new.yaml"),
      "--since",
      "7d",
      ...at(server),
    ]);
    expect(code).toBe(0);
    expect(text.split("\n")).toEqual([
      "40 actions since 2026-10-28T12:00:00.000Z",
      "",
      "payments.refund  30 actions, 3 changed",
      "  allow → escalate  3",
      "(no surface)  10 actions, 0 changed",
      "",
      "such as:",
      "  act_1  2026-11-20T12:00:00.000Z  bot  refund.create  allow (within_limit, small) → escalate (tier_approval)",
      "",
      "Replay: 3 of 40 would come out differently than under what is in force.",
    ]);
    expect(server.asked).toMatchObject([
      {
        method: "POST",
        path: "/api/v1/config/replay",
        body: POLICY,
        headers: { authorization: "Bearer cso_test" },
      },
    ]);
    expect(server.asked[0]?.query.toString()).toBe("since=7d&limit=20000");
  });

  it("is JSON for machines, and ends with 5 when asked to tell by the exit code", async () => {
    const path = await file(POLICY, "new.yaml");
    const server = await serve({ replay: REPORT });
    const { code, text } = await run([
      "replay",
      "--policy",
      path,
      "--json",
      "--detailed-exitcode",
      ...at(server),
    ]);
    expect(code).toBe(EXIT_CODES.changes.code);
    expect(JSON.parse(text)).toEqual(REPORT);
    const quiet = await serve({ replay: { ...REPORT, changed: 0, complete: false } });
    const none = await run(["replay", "--policy", path, "--detailed-exitcode", ...at(quiet)]);
    expect(none.code).toBe(0);
    expect(none.text).toContain("Nothing would come out differently.");
    expect(none.text).toContain("there are more: raise --limit, or shorten --since");
  });
});

describe("countersign replay", () => {
  it("says that every ruling is the same under its own version", async () => {
    const { code, text } = await run(["replay", ...at(await serve({ rederivation: SAME }))]);
    expect(code).toBe(0);
    expect(text).toContain("Replay: 40 of 40 rulings are the same under their own versions.");
  });

  it("names each that is not, and ends with 6", async () => {
    const different = [{ ...subject, tool: null, fields: ["verdict"], recorded: before, derived: after }];
    const server = await serve({ rederivation: { ...SAME, equal: 39, different } });
    const { code, text } = await run(["replay", ...at(server)]);
    expect(code).toBe(EXIT_CODES.findings.code);
    expect(text).toContain(
      "act_1  2026-11-20T12:00:00.000Z  verdict: recorded allow (within_limit, small), derived escalate (tier_approval)",
    );
  });

  it.each([
    [["--since", "a month"], "--since takes a number and one of s, m, h, d: 30d"],
    [["--limit", "0"], "--limit takes a whole number of at least 1"],
    [["--limit", "100001"], "--limit is at most 100000"],
    [["--policy", "/nowhere.yaml"], "cannot be read (ENOENT)"],
  ])("refuses %j", async (options, message) => {
    const { code, text } = await run([
      "replay",
      ...options,
      "--url",
      "http://127.0.0.1:1",
      "--token",
      "cso_test",
    ]);
    expect(code).toBe(EXIT_CODES.usage.code);
    expect(text).toContain(message);
  });
});
