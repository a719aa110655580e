/** Node's socket errors, PostgreSQL's classes for "not now", Prisma's for the same, and its driver adapter's kinds. */
const AWAY = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"],
  ...["57P01", "57P02", "57P03", "53300"],
  ...["P1001", "P1002", "P1008", "P1011", "P1017", "P2024", "P2037"],
  ...[
    "DatabaseNotReachable",
    "ConnectionClosed",
    "SocketTimeout",
    "TooManyConnections",
    "TlsConnectionError",
  ],
]);

/**
 * Whether an error says that the database cannot be reached now: by code, never by text, through the layers that wrap
 * the driver's error. Callers are told to come back, and the process lives on.
 */
export function isDatabaseAway(error: unknown): boolean {
  const seen = new Set<unknown>();
  const pending: unknown[] = [error];
  while (pending.length > 0 && seen.size < 20) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isMissingSocket(next)) return true;
    for (const name of ["code", "originalCode", "kind"]) {
      const value: unknown = Reflect.get(next, name);
      if (typeof value === "string" && (AWAY.has(value) || /^08\w{3}$/.test(value))) return true;
    }
    for (const name of ["cause", "meta", "driverAdapterError"]) pending.push(Reflect.get(next, name));
    if (next instanceof AggregateError) pending.push(...next.errors);
  }
  return false;
}

/**
 * A Unix socket that is not there; any other missing file is something else. Prisma's errors keep the code but not the
 * call, and its queries open no other file.
 */
const isMissingSocket = (error: object): boolean =>
  Reflect.get(error, "code") === "ENOENT" &&
  (Reflect.get(error, "syscall") === "connect" || Reflect.get(error, "clientVersion") !== undefined);
