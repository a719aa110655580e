import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { config, publishToLibraries } from "@/lib/runtime/config";
import { authOptions } from "./options";
import { sessionCookieName } from "./session-cookie";

/** A browser at next-auth's endpoints, without Next: it keeps cookies and never follows an address by itself. */
export type AuthAnswer = {
  readonly status: number;
  readonly location: string | null;
  readonly body: unknown;
};

export function openBrowser() {
  const cookies = new Map<string, string>();
  publishToLibraries(config().url);

  async function go(
    method: "GET" | "POST",
    path: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<AuthAnswer> {
    const url = new URL(path, config().url);
    const answer = { status: 200, location: null as string | null, body: undefined as unknown };
    const headers = new Map<string, unknown>();
    const response = {
      status: (status: number) => {
        answer.status = status;
        return response;
      },
      getHeader: (name: string) => headers.get(name),
      setHeader: (name: string, value: unknown) => {
        headers.set(name, value);
        return response;
      },
      json: (body: unknown) => {
        answer.body = body;
      },
      send: (body: unknown) => {
        answer.body = body;
      },
      end: () => {},
    };
    const request = {
      method,
      body: fields,
      query: { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.split("/").slice(3) },
      cookies: Object.fromEntries(cookies),
      headers: { host: url.host },
    };
    // safe because next-auth uses of both no more than what is here
    await NextAuth(
      request as unknown as NextApiRequest,
      response as unknown as NextApiResponse,
      authOptions(),
    );
    for (const line of (headers.get("Set-Cookie") as string[] | undefined) ?? []) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=", 2);
      if (value === "" || /Max-Age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, decodeURIComponent(value));
    }
    return { ...answer, location: (headers.get("Location") as string | undefined) ?? null };
  }

  async function post(path: string, fields: Readonly<Record<string, string>> = {}): Promise<AuthAnswer> {
    const { body } = await go("GET", "/api/auth/csrf");
    const { csrfToken } = body as { csrfToken: string };
    return go("POST", path, { ...fields, csrfToken, json: "true" });
  }

  return { cookies, go, post, session: () => cookies.get(sessionCookieName()) ?? null };
}
