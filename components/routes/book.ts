import type { ConfigDocument } from "@/lib/contract/config";
import type { RouteLadder } from "@/lib/contract/route-preview";
import type { TargetBook } from "../shared/targets";

export type Route = ConfigDocument["routes"][number];

type Named = { readonly id: string; readonly name: string };

/** What a route can name, by the words people know it by. */
export type RouteBook = TargetBook & {
  readonly people: readonly (Named & { readonly role: string; readonly level: number })[];
  readonly routes: readonly Named[];
  readonly agents: readonly (Named & { readonly owner: string | null })[];
  readonly surfaces: readonly (Named & { readonly tools: readonly string[] })[];
};

/** A route with what it would do this minute. */
export type RouteNow = {
  readonly route: Route;
  readonly ladder: RouteLadder;
  readonly isDefault: boolean;
  /** The policies that send requests here; null for those who do not read policies. */
  readonly policies: readonly string[] | null;
};

export const routeName = ({ id, name }: Pick<Route, "id" | "name">): string => name ?? id;

const EXCLUSIONS: Readonly<Record<string, string>> = {
  owner: "the agent is theirs",
  subject: "it acts for them",
  delegation: "an agent in its chain is theirs",
};

/** Why somebody whom a rule names is kept from approving. */
export const exclusionWords = (why: string): string => EXCLUSIONS[why] ?? why;
