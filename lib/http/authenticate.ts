import { readSessionCookie } from "@/lib/auth/session-cookie";
import { DomainError } from "@/lib/contract/errors";
import { config } from "@/lib/runtime/config";
import type { Caller, Doors } from "./doors";
import type { Endpoint } from "./endpoint";
import { mayRole } from "./permissions";

/** Who calls, and whether this row lets them in. Nothing of the body is looked at before this is settled. */

export const isUnsafe = (method: string): boolean => method !== "GET" && method !== "HEAD";

/** Throws `unauthenticated`. A Bearer token wins over a cookie, and a bad one is never excused by a good cookie. */
export async function authenticate(doors: Doors, headers: Headers): Promise<Caller> {
  const authorization = headers.get("authorization");
  if (authorization !== null) return authenticateBearer(doors, authorization);
  const cookie = readSessionCookie(headers.get("cookie"));
  const person = cookie === null ? null : await doors.authenticateCookie(cookie);
  if (person) return person;
  throw new DomainError("unauthenticated", "Sign in, or send a key as Authorization: Bearer.");
}

async function authenticateBearer(doors: Doors, authorization: string): Promise<Caller> {
  const secret = /^bearer +(cs[ao]_[A-Za-z0-9_-]{16,300}) *$/i.exec(authorization)?.[1];
  const machine = secret === undefined ? null : await doors.authenticateKey(secret);
  if (machine) return machine;
  throw new DomainError("unauthenticated", "This key is not valid.");
}

/**
 * Throws `machine_principal`, `wrong_origin` or `forbidden`. A key on a people's mutation is told so by name: it is
 * the one rule that no configuration can change.
 */
export function admit(row: Endpoint, caller: Caller, headers: Headers): void {
  if (!row.principals.includes(caller.kind)) {
    const isForPeopleOnly = row.principals.every((principal) => principal === "person");
    if (isForPeopleOnly && isUnsafe(row.method) && caller.kind !== "person") {
      throw new DomainError("machine_principal", "Only a signed-in person can do this; a key never can.");
    }
    throw new DomainError("forbidden", `This is for ${row.principals.join(" or ")} credentials.`);
  }
  if (caller.kind !== "person") return;
  if (isUnsafe(row.method)) checkOrigin(headers);
  if (!row.permission || !mayRole(caller.role, row.permission)) {
    throw new DomainError("forbidden", `The role ${caller.role} does not allow this.`);
  }
}

/**
 * A cookie travels with requests of other sites too. Browsers name the origin of unsafe requests; where there is no
 * Origin there must be no sign of another site either (a client that is not a browser sends neither).
 */
function checkOrigin(headers: Headers): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const isOwn =
    origin === null ? site === null || site === "same-origin" || site === "none" : origin === config().url;
  if (!isOwn)
    throw new DomainError("wrong_origin", `A session is only good for requests from ${config().url}.`);
}
