import { expect } from "@playwright/test";
import type { Caller } from "./http";

/** A browser on its way to Slack's page of consent and back. */

/** A browser begins; answers where Slack is, and the cookie it was given. */
export async function begin(caller: Caller) {
  const answer = await caller.get("/api/slack/install");
  expect(answer.status, answer.text).toBe(302);
  const [cookie = ""] = answer.headers.getSetCookie().map((one) => one.split(";", 1)[0] ?? "");
  return { consent: new URL(answer.headers.get("location") ?? ""), cookie };
}

/** Somebody consents, or not; answers where Slack sends the browser back to. */
export async function consent(page: URL, more: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, value] of Object.entries(more)) page.searchParams.set(name, value);
  const response = await fetch(page, { redirect: "manual" });
  const back = new URL(response.headers.get("location") ?? "");
  return `${back.pathname}${back.search}`;
}

/** Where the console is opened at the end. */
export async function comeBack(
  caller: Caller,
  path: string,
  cookie: string | null,
): Promise<URLSearchParams> {
  const cookies = [caller.headers.Cookie, cookie].filter(Boolean).join("; ");
  const answer = await caller.get(path, { Cookie: cookies });
  expect(answer.status, answer.text).toBe(302);
  const page = new URL(answer.headers.get("location") ?? "");
  expect(page.pathname).toBe("/slack");
  return page.searchParams;
}

export async function installed(caller: Caller, team: string): Promise<URLSearchParams> {
  const { consent: page, cookie } = await begin(caller);
  return comeBack(caller, await consent(page, { team, user: "U0ANA" }), cookie);
}
