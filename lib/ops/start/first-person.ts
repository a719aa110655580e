import type { ConfigDocument } from "@/lib/contract/config";
import { type SignInMeans, signInMeans } from "@/lib/db/people";
import { changeConfig } from "../config/apply";
import type { Context, SystemActor } from "../context";
import { isUnused } from "../identity/password-hash";
import { makeUpPassword } from "../identity/set-password";
import { snapshotInForce } from "../requests/world";

/**
 * How the first person gets in where there is no demo: docs/decisions has the reasons. Whoever starts the process owns
 * the machine and the database, so the terminal is where the first password is shown, once.
 */
export type FirstPerson =
  /** Somebody can sign in already. */
  | { readonly kind: "nobody_needed" }
  /** Shown at this start only. Until it has been used, another start makes up another one. */
  | { readonly kind: "created"; readonly email: string; readonly password: string }
  /** Somebody else's to say who: the file of COUNTERSIGN_CONFIG, or whoever has the operator token. */
  | { readonly kind: "configure_people"; readonly by: "file" | "operator" };

type Means = {
  readonly hasSingleSignOn: boolean;
  /** Who keeps the configuration, if somebody outside the console does. */
  readonly configuredBy: "file" | "operator" | null;
};

type Person = ConfigDocument["people"][number];

const FIRST_ADMIN = {
  id: "admin",
  name: "First admin",
  email: "admin@countersign.internal",
  role: "admin",
  level: 1,
} as const satisfies Person;

export async function admitFirstPerson(organisation: string, means: Means): Promise<FirstPerson> {
  if (isAdmitted(await signInMeans(organisation), means)) return { kind: "nobody_needed" };
  const ctx: Context<SystemActor> = { actor: { kind: "system", organisation }, requestId: "start" };
  const { document } = await snapshotInForce(organisation);
  const admin = document.people.find(({ role, email }) => role === "admin" && email != null);
  if (!admin && means.configuredBy !== null) return { kind: "configure_people", by: means.configuredBy };
  const person = admin ?? FIRST_ADMIN;
  if (!admin) await changeConfig(ctx, withFirstAdmin);
  return { kind: "created", email: person.email ?? "", password: await makeUpPassword(ctx, person.id) };
}

/** Can an admin sign in? Where nobody is admin by intention, anybody will do. */
function isAdmitted(people: readonly SignInMeans[], { hasSingleSignOn }: Means): boolean {
  const admins = people.filter(({ isAdmin }) => isAdmin);
  return (admins.length > 0 ? admins : people).some(
    ({ email, hash, isLinked }) =>
      (email !== null && hash !== null && !isUnused(hash)) ||
      (hasSingleSignOn && (email !== null || isLinked)),
  );
}

/** Whoever is called `admin` already and cannot sign in gets the address and the role that make it possible. */
const withFirstAdmin = (document: ConfigDocument): ConfigDocument => ({
  ...document,
  people: [
    ...document.people.filter(({ id }) => id !== FIRST_ADMIN.id),
    { ...document.people.find(({ id }) => id === FIRST_ADMIN.id), ...FIRST_ADMIN },
  ],
});
