import { DomainError } from "@/lib/contract/errors";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { putPassword } from "@/lib/db/people";
import { newSecret } from "@/lib/runtime/ids";
import type { Context, SystemActor } from "../context";
import { notFound } from "../refuse";
import { transact } from "../requests/transact";
import { configured, demandAdministrator } from "./administrator";
import { asUnused, hashPassword } from "./password-hash";

const SHORTEST = 12;
const LONGEST = 1024;

/**
 * Give a person a password of their own; sessions opened before end. Only for admins: whoever knows a person's password
 * answers as that person, and no token may ever get there. Errors: forbidden, not_found, invalid (its length).
 */
export async function setPassword(
  ctx: Context,
  { person, password }: { readonly person: string; readonly password: string },
): Promise<void> {
  await demandAdministrator(ctx, "set_password", person, "people");
  if (password.length < SHORTEST || password.length > LONGEST) {
    throw new DomainError("invalid", "The password cannot be used.", {
      errors: [{ path: "/password", message: `must have ${SHORTEST} to ${LONGEST} characters` }],
    });
  }
  await keepPassword(ctx, person, await hashPassword(password));
}

/** The house's own way in: a password for the first person, made up at the start. It is returned and kept nowhere. */
export async function makeUpPassword(ctx: Context<SystemActor>, person: string): Promise<string> {
  const password = newSecret();
  await keepPassword(ctx, person, asUnused(await hashPassword(password)));
  return password;
}

async function keepPassword(ctx: Context, person: string, hash: string): Promise<void> {
  const { organisation } = ctx.actor;
  await transact(organisation, [], async ({ now, current }, _requests, tx) => {
    if (!current.directory.people.has(person)) throw notFound("person");
    await putPassword(tx, { organisation, person }, hash, now);
    const version = sha256(canonicalJson({ person, changed_at: now.toISOString() }));
    const note = configured(ctx, { change: "changed", noun: "passwords", id: person, version });
    return { notes: [note], answer: () => ({ result: null }) };
  });
}
