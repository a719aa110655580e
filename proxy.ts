import { type NextRequest, NextResponse } from "next/server";
import { config as settings } from "@/lib/runtime/config";
import { newUuid } from "@/lib/runtime/ids";

/**
 * Headers for pages: a policy that lets only our own scripts run, with a nonce of this one response, and the path, so
 * that a page which sends a stranger to sign in can say where they wanted to go. It authorises nobody and redirects
 * nobody: proxies have been bypassed before, and every page asks for itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = newUuid();
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  // Next reads the nonce from here and puts it on every script it renders.
  headers.set("Content-Security-Policy", policy);
  headers.set("x-countersign-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  if (settings().isSecure)
    response.headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  return response;
}

const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy":
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
} as const;

function contentSecurityPolicy(nonce: string): string {
  const { isDevelopment, isSecure } = settings();
  return [
    "default-src 'self'",
    // React's development build evaluates code to rebuild stack traces; production never does.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Lengths of bars are style attributes. They cannot run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isSecure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** Pages only: the API is in front of Next and sets its own headers, and files of the build need none of these. */
export const config = {
  matcher: ["/((?!api/|api$|\\.well-known/|_next/static/|_next/image|icon\\.svg|manifest\\.webmanifest).*)"],
};
