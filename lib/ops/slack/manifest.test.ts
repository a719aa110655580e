import { describe, expect, it } from "vitest";
import { possibleTransport, slackManifest } from "./manifest";

const url = "https://gate.example.com";
const events = `${url}/api/slack/events`;
const byHttp = slackManifest({ url, transport: "http", isInstallable: false });
const bySocket = slackManifest({ url, transport: "socket", isInstallable: false });

describe("the manifest of the Slack app", () => {
  it("names this house's one address wherever Slack asks for one", () => {
    expect(byHttp.settings).toMatchObject({
      event_subscriptions: { request_url: events },
      interactivity: { is_enabled: true, request_url: events },
      socket_mode_enabled: false,
    });
    expect(byHttp.features.slash_commands).toEqual([
      expect.objectContaining({ command: "/approvals", url: events }),
    ]);
  });

  it("names no address in Socket Mode, where none is answered", () => {
    expect(bySocket.settings.socket_mode_enabled).toBe(true);
    expect(bySocket.settings.interactivity.is_enabled).toBe(true);
    expect(JSON.stringify(bySocket)).not.toContain("http");
  });

  it("differs between the transports in nothing else", () => {
    const bare = JSON.stringify(byHttp, (key, value) =>
      ["url", "request_url"].includes(key) ? undefined : value,
    );
    expect(JSON.parse(bare)).toEqual({
      ...bySocket,
      settings: { ...bySocket.settings, socket_mode_enabled: false },
    });
  });

  it("asks for no scope that writes where the app was not invited, or reads what nobody invited it to", () => {
    const scopes: readonly string[] = byHttp.oauth_config.scopes.bot;
    expect(scopes).toEqual([
      "chat:write",
      "im:write",
      "im:history",
      "channels:history",
      "groups:history",
      "users:read",
      "users:read.email",
      "usergroups:read",
      "usergroups:write",
      "commands",
      "channels:read",
      "groups:read",
    ]);
  });

  it("hears at once of a revoked token, a removed app and a deactivated user", () => {
    expect(byHttp.settings.event_subscriptions.bot_events).toEqual(
      expect.arrayContaining(["tokens_revoked", "app_uninstalled", "user_change", "app_home_opened"]),
    );
  });

  it("keeps to the lengths and letters Slack allows", () => {
    const { name, description, background_color } = byHttp.display_information;
    expect(name.length).toBeLessThanOrEqual(35);
    expect(description.length).toBeLessThanOrEqual(140);
    expect(background_color).toMatch(/^#[0-9a-f]{6}$/);
    expect(byHttp.features.bot_user.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
  });
});

it("Slack can call a public https address; from anywhere else the house calls Slack", () => {
  expect(possibleTransport({ isSecure: true, isLocal: false })).toBe("http");
  expect(possibleTransport({ isSecure: false, isLocal: false })).toBe("socket");
  expect(possibleTransport({ isSecure: true, isLocal: true })).toBe("socket");
});

it("of an app that is installed says where Slack sends people back to, and has its tokens rotate", () => {
  const { oauth_config, settings } = slackManifest({ url, transport: "http", isInstallable: true });
  expect(oauth_config).toMatchObject({ redirect_urls: [`${url}/api/slack/oauth_redirect`] });
  expect(settings.token_rotation_enabled).toBe(true);
  expect(byHttp.oauth_config).not.toHaveProperty("redirect_urls");
});
