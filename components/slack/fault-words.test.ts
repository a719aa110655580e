import { describe, expect, it } from "vitest";
import { faultWords } from "./fault-words";

describe("what Slack refused with", () => {
  it.each([
    "token_revoked",
    "invalid_auth",
    "account_inactive",
    "app_uninstalled",
    "missing_scope",
    "channel_not_found",
    "user_disabled",
  ])("is said in words, with what to do: %s", (code) => {
    expect(faultWords(code)).toEqual({ meaning: expect.stringMatching(/^[A-Z].*\.$/), code });
    expect(faultWords(`Slack refused: ${code}`)).toEqual(faultWords(code));
  });

  it("is found before Slack's details of it", () => {
    expect(faultWords("Slack refused the message: invalid_blocks; no more than 50 items").code).toBe(
      "invalid_blocks",
    );
  });

  it("stays as it is where it is a sentence, or a word nobody knows", () => {
    expect(faultWords("they have linked no Slack account")).toEqual({
      ...{ meaning: "They have linked no Slack account", code: null },
    });
    expect(faultWords("Slack refused: brand_new_error").meaning).toBe("Slack refused: brand_new_error");
    expect(faultWords("constructor").code).toBeNull();
  });

  it("asks for no setting where the app was installed", () => {
    expect(faultWords("token_revoked").meaning).toContain("SLACK_BOT_TOKEN");
    const { meaning } = faultWords("token_revoked", "installed");
    expect(meaning).toMatch(/^The bot token was revoked\. Install the app into the workspace again/);
    expect(meaning).not.toContain("SLACK_BOT_TOKEN");
  });
});
