import { database, type Tx } from "./client";

/** How people prove who they are: passwords, identities at an issuer, and the guesses that went wrong. */

export type KnownPerson = { readonly organisation: string; readonly person: string };

/** Nobody is in more organisations than this under one address; more would be a way to make us hash for long. */
const MOST_ORGANISATIONS = 8;

/** Active people with this e-mail address who have a password, in whatever organisations. Case does not matter. */
export async function findPasswords(
  email: string,
): Promise<readonly (KnownPerson & { readonly hash: string })[]> {
  return database().$queryRaw<(KnownPerson & { hash: string })[]>`
    SELECT p.organisation_id AS organisation, p.id AS person, w.hash
      FROM person p JOIN person_password w ON w.organisation_id = p.organisation_id AND w.person_id = p.id
     WHERE lower(p.email) = lower(${email}) AND p.active
     ORDER BY p.organisation_id, p.id LIMIT ${MOST_ORGANISATIONS}`;
}

/** Active people with this e-mail address; at most two, because two are already too many to choose from. */
export async function findByEmail(email: string): Promise<readonly KnownPerson[]> {
  return database().$queryRaw<KnownPerson[]>`
    SELECT organisation_id AS organisation, id AS person FROM person
     WHERE lower(email) = lower(${email}) AND active ORDER BY organisation_id, id LIMIT 2`;
}

/** Keep a password's hash, and end every session that was opened with the earlier one. */
export async function putPassword(tx: Tx, of: KnownPerson, hash: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO person_password (organisation_id, person_id, hash, changed_at)
    VALUES (${of.organisation}, ${of.person}, ${hash}, ${now})
    ON CONFLICT (organisation_id, person_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`;
  await tx.$executeRaw`
    UPDATE session SET revoked_at = ${now}
     WHERE organisation_id = ${of.organisation} AND person_id = ${of.person} AND revoked_at IS NULL`;
}

/** Write a password's hash differently, unless it has changed meanwhile. */
export async function rewritePassword(of: KnownPerson, before: string, after: string): Promise<void> {
  await database().$executeRaw`
    UPDATE person_password SET hash = ${after}
     WHERE organisation_id = ${of.organisation} AND person_id = ${of.person} AND hash = ${before}`;
}

/** Whose identity this is, whether or not they are still active; null when nobody has linked it. */
export async function findIdentity(
  issuer: string,
  subject: string,
): Promise<(KnownPerson & { readonly isActive: boolean }) | null> {
  const [row] = await database().$queryRaw<(KnownPerson & { isActive: boolean })[]>`
    SELECT i.organisation_id AS organisation, i.person_id AS person, p.active AS "isActive"
      FROM person_identity i JOIN person p ON p.organisation_id = i.organisation_id AND p.id = i.person_id
     WHERE i.issuer = ${issuer} AND i.subject = ${subject}`;
  return row ?? null;
}

/**
 * Link an identity to a person who has none at that issuer. False when they have one, or the identity is somebody's.
 * The person's row is locked, so that of two subjects with one address only the first is linked.
 */
export async function linkIdentity(
  tx: Tx,
  of: KnownPerson,
  identity: { readonly issuer: string; readonly subject: string },
  now: Date,
): Promise<boolean> {
  await tx.$queryRaw`
    SELECT id FROM person WHERE organisation_id = ${of.organisation} AND id = ${of.person} FOR UPDATE`;
  const linked = await tx.$executeRaw`
    INSERT INTO person_identity (issuer, subject, organisation_id, person_id, linked_at)
    SELECT ${identity.issuer}, ${identity.subject}, organisation_id, id, ${now} FROM person
     WHERE organisation_id = ${of.organisation} AND id = ${of.person} AND active
       AND NOT EXISTS (SELECT 1 FROM person_identity i
                        WHERE i.issuer = ${identity.issuer} AND i.organisation_id = ${of.organisation} AND i.person_id = ${of.person})
    ON CONFLICT DO NOTHING`;
  return linked > 0;
}

export type Guess = {
  readonly ids: readonly bigint[];
  readonly now: Date;
  /** Instants of other recent guesses, by subject, oldest first. */
  readonly earlier: ReadonlyMap<string, readonly Date[]>;
};

/**
 * Note a guess as failed before it is judged, and only then look for others: of many at once each sees those that came
 * first, so that no burst gets more guesses than the limit. A guess that was right is forgotten again.
 */
export async function noteGuess(subjects: readonly string[], windowSeconds: number): Promise<Guess> {
  const noted = await database().$queryRaw<{ id: bigint }[]>`
    INSERT INTO sign_in_failure (subject, failed_at) SELECT s, app_now() FROM unnest(${[...subjects]}::text[]) s RETURNING id`;
  const ids = noted.map(({ id }) => id);
  const rows = await database().$queryRaw<{ subject: string | null; failedAt: Date | null; now: Date }[]>`
    SELECT f.subject, f.failed_at AS "failedAt", t.now
      FROM (SELECT app_now() AS now) t
      LEFT JOIN sign_in_failure f ON f.subject = ANY(${[...subjects]}::text[]) AND NOT f.id = ANY(${ids}::bigint[])
           AND f.failed_at > t.now - make_interval(secs => ${windowSeconds})
     ORDER BY f.failed_at`;
  const earlier = new Map<string, Date[]>(subjects.map((subject) => [subject, []]));
  for (const { subject, failedAt } of rows) {
    if (subject !== null && failedAt !== null) earlier.get(subject)?.push(failedAt);
  }
  return { ids, now: rows[0]?.now ?? new Date(0), earlier };
}

/** It was not a wrong guess: it was not judged, or it was right. */
export async function forgetGuess(ids: readonly bigint[]): Promise<void> {
  await database().$executeRaw`DELETE FROM sign_in_failure WHERE id = ANY(${[...ids]}::bigint[])`;
}

/** Whoever signed in has no failures any more. */
export async function forgetFailures(subject: string): Promise<void> {
  await database().$executeRaw`DELETE FROM sign_in_failure WHERE subject = ${subject}`;
}

export type SignInMeans = {
  readonly isAdmin: boolean;
  readonly email: string | null;
  readonly hash: string | null;
  readonly isLinked: boolean;
};

/** Everybody of the organisation who is active, with what they could sign in with. */
export async function signInMeans(organisation: string): Promise<readonly SignInMeans[]> {
  return database().$queryRaw<SignInMeans[]>`
    SELECT p.role = 'admin' AS "isAdmin", p.email, w.hash, EXISTS (SELECT 1 FROM person_identity i
             WHERE i.organisation_id = p.organisation_id AND i.person_id = p.id) AS "isLinked"
      FROM person p LEFT JOIN person_password w ON w.organisation_id = p.organisation_id AND w.person_id = p.id
     WHERE p.organisation_id = ${organisation} AND p.active`;
}
