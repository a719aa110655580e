import type { World } from "@/lib/core/approval-request";
import { answerersNow, approversNow } from "@/lib/core/authority";
import { lendersTo } from "@/lib/core/delegation";
import { standingAnswer } from "@/lib/core/responders";
import { mayTouch, question } from "@/lib/core/settle";
import { database } from "@/lib/db/client";
import { currentVersion } from "@/lib/db/config-store";
import { statements } from "@/lib/db/pipeline";
import { type RequestRecord, readNow } from "@/lib/db/request-reader";
import { asItIsNow } from "../config/as-it-is-now";
import { directoryFor, loadSnapshot, type Snapshot } from "../config/snapshot";
import type { Actor, PersonActor } from "../context";
import { notFound } from "../refuse";

/** Reading: the same people, routes and rules as deciding, without the locks. */
export async function snapshotInForce(organisation: string): Promise<Snapshot> {
  const version = await currentVersion(organisation);
  if (version === null) throw notFound("organisation");
  return snapshotAt(organisation, version);
}

export async function snapshotAt(organisation: string, version: number): Promise<Snapshot> {
  return loadSnapshot(database(), organisation, version);
}

export type Reading = { readonly organisation: string; readonly now: Date; readonly current: Snapshot };

export async function reading(organisation: string): Promise<Reading> {
  const [now, current] = await Promise.all([readNow(), snapshotInForce(organisation)]);
  return { organisation, now, current: await asItIsNow(statements(), organisation, current) };
}

export async function worldFor(
  view: Reading,
  request: Pick<RequestRecord, "routeId" | "configVersion">,
): Promise<World> {
  const pinned = await snapshotAt(view.organisation, request.configVersion);
  const route = pinned.routes.get(request.routeId);
  if (!route) throw new Error(`route ${request.routeId} is not in configuration ${request.configVersion}`);
  return { now: view.now, directory: directoryFor(view.current, pinned), route };
}

/** Managers, admins and auditors read everything, as an operator and the worker do; members what they may answer or own. */
export const readsEverything = (actor: Actor): boolean =>
  actor.kind === "operator" ||
  actor.kind === "system" ||
  (actor.kind === "person" && actor.role !== "member");

export function maySee(actor: Actor, request: RequestRecord, view: Reading, world: World): boolean {
  if (readsEverything(actor)) return true;
  if (actor.kind !== "person") return false;
  const { person } = actor;
  const { reached, excluded, responses } = request.state;
  const owner = view.current.agents.get(request.agentId)?.owner;
  // Whoever stands in for somebody sees what that person sees.
  const concerned = inWhosePlace(actor, view).some(
    (one) =>
      reached.includes(one) ||
      owner === one ||
      excluded.some((exclusion) => exclusion.person === one) ||
      responses.some((response) => response.person === one || response.onBehalfOf === one),
  );
  return concerned || mayTouch(request.state, person, world);
}

/** The person, and everyone whose authority they may use now. */
export const inWhosePlace = ({ person }: PersonActor, { now, current }: Reading): readonly string[] => [
  person,
  ...lendersTo(person, { directory: current.directory, at: now }),
];

/** People a request still waits for: those who may approve and have not answered. */
export function waitingFor(request: RequestRecord, world: World): readonly string[] {
  if (request.status !== "pending") return [];
  const { state } = request;
  const asked = question(state, world);
  return approversNow(asked).filter(
    (person) => !standingAnswer(state, person, world.route.approval) && !asked.used?.has(person),
  );
}

/** Could any of these people answer requests of this route? Separation of duties aside. */
export function concerns({ route, directory, now }: World, people: readonly string[]): boolean {
  const answerers = answerersNow({ route, directory, now, excluded: [], paged: [] });
  return people.some((person) => answerers.has(person));
}

/** The person and everyone in a team with them. */
export function teamOf(actor: PersonActor, snapshot: Snapshot): readonly string[] {
  const mates = [...snapshot.directory.teams.values()]
    .filter((members) => members.includes(actor.person))
    .flat();
  return [...new Set([actor.person, ...mates])];
}
