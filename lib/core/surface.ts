import { REVERSIBILITIES, type Reversibility, TIERS, type Tier } from "./condition-types";

/**
 * A **surface** is a registered class of side effect, and the registry says which tool belongs to which surface.
 *
 * An agent may name the surface, the tool, or both, and what it names is a claim. The tool is what will run, so a
 * surface it claims must be the one its tool belongs to: `harmless.read` with the tool `refund.create` is neither
 * ruled as harmless nor believed to be a refund, it goes to a person.
 */
export type { Reversibility, Tier };

export type Surface = {
  readonly id: string;
  /** Exact names, and globs in which `*` stands for anything. None: the surface takes any tool no other one has. */
  readonly tools: readonly string[];
  readonly tier: Tier;
  readonly reversibility: Reversibility;
  readonly owner: string | null;
  /** Where an action says who wrote the change it makes: `args.change.author`, `facts.author`. */
  readonly authors: readonly string[];
  /** JSON Schema of the arguments, or null. */
  readonly inputSchema: unknown;
};

export type SurfaceRegistry = {
  readonly surfaces: ReadonlyMap<string, Surface>;
  readonly exact: ReadonlyMap<string, Surface>;
  /** Best first: the first that matches is the answer. */
  readonly globs: readonly { readonly glob: string; readonly surface: Surface }[];
};

export type SurfaceProblem = { readonly surface: string; readonly message: string };

export type SurfaceResolution =
  | { readonly kind: "registered"; readonly surface: Surface }
  /** The claimed surface and the tool's own one differ. */
  | { readonly kind: "mismatch"; readonly claimed: Surface; readonly actual: Surface }
  /** No surface covers it. `related` is one that half of the claim names; it can make the ruling stricter only. */
  | { readonly kind: "unregistered"; readonly related: Surface | null };

const strictness = (surface: Surface): number => TIERS.indexOf(surface.tier);

/** Where two surfaces could be meant, the one that lets less through. */
export const stricterSurface = (left: Surface, right: Surface): Surface =>
  strictness(right) > strictness(left) ? right : left;

/**
 * Always gives a registry, in which whatever is ambiguous falls to the stricter surface; the problems are for
 * whoever saves one.
 */
export function createRegistry(surfaces: readonly Surface[]): {
  readonly registry: SurfaceRegistry;
  readonly problems: readonly SurfaceProblem[];
} {
  const problems: SurfaceProblem[] = [];
  const byId = new Map<string, Surface>();
  const exact = new Map<string, Surface>();
  const globs = new Map<string, Surface>();
  for (const surface of surfaces) {
    if (byId.has(surface.id)) problems.push({ surface: surface.id, message: "there are two of this id" });
    byId.set(surface.id, stricterSurface(byId.get(surface.id) ?? surface, surface));
    for (const tool of new Set(surface.tools)) {
      const taken = tool.includes("*") ? globs : exact;
      const other = taken.get(tool);
      if (other) problems.push({ surface: surface.id, message: `${tool} already belongs to ${other.id}` });
      taken.set(tool, stricterSurface(other ?? surface, surface));
    }
  }
  const ordered = [...globs].map(([glob, surface]) => ({ glob, surface })).sort(bestFirst);
  return { registry: { surfaces: byId, exact, globs: ordered }, problems };
}

type Glob = SurfaceRegistry["globs"][number];

/** The more of the name a glob spells out, the better it knows it; between equals the stricter surface. */
function bestFirst(left: Glob, right: Glob): number {
  return (
    spelledOut(right.glob) - spelledOut(left.glob) ||
    strictness(right.surface) - strictness(left.surface) ||
    (left.glob < right.glob ? -1 : 1)
  );
}

const spelledOut = (glob: string): number => glob.replaceAll("*", "").length;

export function resolveSurface(
  registry: SurfaceRegistry,
  named: { readonly surface?: string | null; readonly tool?: string | null },
): SurfaceResolution {
  const claim = named.surface ?? null;
  const tool = named.tool ?? null;
  const own = tool === null ? null : surfaceOfTool(registry, tool);
  if (claim === null) return own ? { kind: "registered", surface: own } : UNREGISTERED;
  const claimed = registry.surfaces.get(claim);
  if (!claimed) return { kind: "unregistered", related: own };
  if (tool === null || own?.id === claimed.id) return { kind: "registered", surface: claimed };
  if (own) return { kind: "mismatch", claimed, actual: own };
  // The tool is nobody's. A surface that lists its tools does not have this one.
  return claimed.tools.length === 0
    ? { kind: "registered", surface: claimed }
    : { kind: "unregistered", related: claimed };
}

const UNREGISTERED: SurfaceResolution = { kind: "unregistered", related: null };

/** An exact name beats every glob. Names are compared as they are: another spelling is another tool. */
export function surfaceOfTool(registry: SurfaceRegistry, tool: string): Surface | null {
  const exact = registry.exact.get(tool);
  if (exact) return exact;
  return registry.globs.find(({ glob }) => matchesGlob(glob, tool))?.surface ?? null;
}

/** The surface an action is recorded under: of two that were claimed the stricter, and null when none covers it. */
export function governingSurface(resolution: SurfaceResolution): Surface | null {
  switch (resolution.kind) {
    case "registered":
      return resolution.surface;
    case "mismatch":
      return stricterSurface(resolution.actual, resolution.claimed);
    case "unregistered":
      return null;
    default:
      return resolution satisfies never;
  }
}

/** Whose rules are asked: of a claim in doubt, those of every surface it touches. The strictest answer holds. */
export function consideredSurfaces(resolution: SurfaceResolution): readonly (Surface | null)[] {
  switch (resolution.kind) {
    case "registered":
      return [resolution.surface];
    case "mismatch":
      return [resolution.actual, resolution.claimed];
    case "unregistered":
      return [resolution.related];
    default:
      return resolution satisfies never;
  }
}

/** `*` is any run of characters, none included. It returns to the last star only: no backtracking beyond that. */
export function matchesGlob(glob: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let position = 0;
  while (position < text.length) {
    if (glob[at] === "*") {
      star = at;
      resume = position;
      at += 1;
    } else if (glob[at] === text[position]) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      resume += 1;
      position = resume;
      at = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(glob.slice(at));
}

/** The highest impact of several classes governs; null where there is none. */
export const highestImpact = (classes: readonly (Reversibility | null)[]): Reversibility | null =>
  REVERSIBILITIES.findLast((one) => classes.includes(one)) ?? null;
