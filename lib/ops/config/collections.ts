import type { ConfigDocument } from "@/lib/contract/config";
import { DomainError, isDomainError } from "@/lib/contract/errors";
import type { Noun } from "@/lib/contract/nouns";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { readsEverything, snapshotInForce } from "../requests/world";
import { changeConfig } from "./apply";
import { type PageQuery, pageOf } from "./page";
import { asSeen, type Seen } from "./seen";

/**
 * The configuration as one collection per noun. Reading is of the document in force; writing edits that document, so
 * it is checked, versioned and recorded like any other change of it.
 */
export type ItemOf<N extends Noun> = ConfigDocument[N][number];

const SINGULAR: Readonly<Record<Noun, string>> = {
  people: "person",
  teams: "team",
  schedules: "schedule",
  delegations: "delegation",
  channels: "channel",
  slack_groups: "group",
  agents: "agent",
  surfaces: "surface",
  policies: "policy",
  routes: "route",
  webhooks: "webhook",
};

/** What members read: the people around them and where requests go. Everything else is for those who run it. */
const FOR_MEMBERS: ReadonlySet<Noun> = new Set(["people", "teams", "schedules", "delegations", "routes"]);

export function refuseNoun({ actor }: Context, noun: Noun): void {
  if (readsEverything(actor) || (actor.kind === "person" && FOR_MEMBERS.has(noun))) return;
  throw new DomainError("forbidden", `Only managers, admins and auditors read ${noun}.`);
}

/** The items of one noun in the order of the document. Errors: forbidden, invalid (a cursor that is not ours). */
export async function listCollection<N extends Noun>(
  ctx: Context,
  { noun, ...page }: { readonly noun: N } & PageQuery,
): Promise<{ readonly [K in N]: ItemOf<N>[] } & { readonly next_cursor: string | null }> {
  refuseNoun(ctx, noun);
  const { document } = await snapshotInForce(ctx.actor.organisation);
  const { items, next_cursor } = pageOf(itemsOf(document, noun), page);
  // safe because the one key that is not `next_cursor` is the noun itself
  return { [noun]: items, next_cursor } as { [K in N]: ItemOf<N>[] } & { next_cursor: string | null };
}

/** One item by its id. Errors: forbidden, not_found. */
export async function readItem<N extends Noun>(
  ctx: Context,
  { noun, id }: { readonly noun: N; readonly id: string },
): Promise<ItemOf<N>> {
  refuseNoun(ctx, noun);
  const { document } = await snapshotInForce(ctx.actor.organisation);
  const found = itemsOf(document, noun).find((item) => item.id === id);
  if (!found) throw notFound(SINGULAR[noun]);
  return found;
}

/** Add an item at the end. Errors: already_exists, forbidden, invalid (every finding, with its path in the item). */
export async function createItem<N extends Noun>(
  ctx: Context,
  { noun, item }: { readonly noun: N; readonly item: ItemOf<N> },
): Promise<ItemOf<N>> {
  return edit(ctx, noun, item.id, (items) => {
    if (items.some(({ id }) => id === item.id))
      throw new DomainError("already_exists", `There already is a ${SINGULAR[noun]} called ${item.id}.`);
    return [...items, item];
  }).then(() => item);
}

/**
 * Replace an item where it stands. Its id is its identity and stays. Errors: not_found, forbidden, invalid,
 * precondition_failed (it is not as it was seen).
 */
export async function replaceItem<N extends Noun>(
  ctx: Context,
  {
    noun,
    id,
    item,
    seen = null,
  }: { readonly noun: N; readonly id: string; readonly item: ItemOf<N>; readonly seen?: Seen },
): Promise<ItemOf<N>> {
  if (item.id !== id)
    throw new DomainError("invalid", "An id does not change.", {
      errors: [{ path: "/id", message: `must be ${id}, as in the path` }],
    });
  const isAsSeen = await asSeen(ctx.actor.organisation, { noun, id, seen });
  return edit(ctx, noun, id, (items) => {
    demand(noun, id, items, isAsSeen);
    return items.map((known) => (known.id === id ? item : known));
  }).then(() => item);
}

/** Take an item out. Errors: not_found, forbidden, invalid (something else still names it), precondition_failed. */
export async function removeItem(
  ctx: Context,
  { noun, id, seen = null }: { readonly noun: Noun; readonly id: string; readonly seen?: Seen },
): Promise<void> {
  const isAsSeen = await asSeen(ctx.actor.organisation, { noun, id, seen });
  await edit(ctx, noun, id, (items) => {
    demand(noun, id, items, isAsSeen);
    return items.filter((known) => known.id !== id);
  });
}

function demand<N extends Noun>(
  noun: N,
  id: string,
  items: readonly ItemOf<N>[],
  isAsSeen: (item: object) => boolean,
): void {
  const found = items.find((known) => known.id === id);
  if (!found) throw notFound(SINGULAR[noun]);
  if (isAsSeen(found)) return;
  throw new DomainError(
    "precondition_failed",
    `Somebody changed the ${SINGULAR[noun]} ${id} since you looked at it. Nothing was saved.`,
  );
}

async function edit<N extends Noun>(
  ctx: Context,
  noun: N,
  id: string,
  change: (items: readonly ItemOf<N>[]) => readonly ItemOf<N>[],
): Promise<void> {
  let index = -1;
  try {
    await changeConfig(ctx, (document) => {
      const items = change(itemsOf(document, noun));
      index = items.findIndex((item) => item.id === id);
      return { ...document, [noun]: [...items] };
    });
  } catch (error) {
    throw isDomainError(error) ? withinItem(error, `/${noun}/${index}`) : error;
  }
}

/** Findings name places in the whole document; whoever sent one item knows only that. */
function withinItem(error: DomainError, prefix: string): DomainError {
  const { errors } = error.more;
  if (!errors) return error;
  const shortened = errors.map(({ path, message }) => ({
    path: path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path,
    message,
  }));
  return new DomainError(error.code, error.detail, { ...error.more, errors: shortened });
}

// safe because a document's lists are typed by their nouns; the compiler cannot follow a noun that is a parameter
const itemsOf = <N extends Noun>(document: ConfigDocument, noun: N): readonly ItemOf<N>[] =>
  document[noun] as readonly ItemOf<N>[];
