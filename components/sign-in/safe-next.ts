/** Where to go after signing in: a path of this console, and nothing that only looks like one. */
export function safeNext(given: string | undefined): string {
  const fallback = "/queue";
  if (!given) return fallback;
  // next-auth hands back whole addresses; only the path of one is ever followed.
  const path = given.replace(/^https?:\/\/[^/\\]+/i, "");
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path) && !path.startsWith("/sign-in") && path !== "/"
    ? path
    : fallback;
}
