import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "./options";

type RouteContext = { readonly params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints: /api/auth/signin, callback, signout, session, csrf, providers. */
export function handleAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  return NextAuth(request, context, authOptions());
}
