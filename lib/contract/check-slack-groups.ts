import type { z } from "zod";
import type { ConfigDocument } from "./config";
import type { FieldError } from "./errors";
import type { NotifyTarget } from "./targets";

/**
 * What user groups of Slack cannot be: filled by two schedules, known by two names, or a way to authority that no admin
 * opened. Whoever may change a group in Slack would otherwise say who may decide.
 */
export const checkSlackGroups = (document: ConfigDocument): readonly FieldError[] => [
  ...once(
    document.schedules.map(({ id, slack_group }) => ({ id, slack: slack_group })),
    (index, other) => ({
      path: `/schedules/${index}/slack_group`,
      message: `${other} fills this group already`,
    }),
  ),
  ...once(document.slack_groups, (index, other) => ({
    path: `/slack_groups/${index}/slack`,
    message: `this is group:${other} already`,
  })),
  ...withoutAuthority(document),
];

type Named = { readonly id: string; readonly slack?: string | null | undefined };

/** Each group of Slack once; two schedules, say, would take turns at throwing each other's people out. */
function once(
  items: readonly Named[],
  error: (index: number, other: string) => FieldError,
): readonly FieldError[] {
  const seen = new Map<string, { readonly id: string; readonly team: string | null }[]>();
  return items.flatMap(({ id, slack }, index) => {
    if (slack == null) return [];
    const { group, team } = placeIn(slack);
    const before = seen.get(group) ?? [];
    seen.set(group, [...before, { id, team }]);
    // An id without a workspace may be of any.
    const other = before.find((one) => one.team === team || one.team === null || team === null);
    return other === undefined ? [] : [error(index, other.id)];
  });
}

/** `T01/S0DESK`, or `S0DESK` of the workspace that ids without one belong to. */
function placeIn(written: string): { readonly group: string; readonly team: string | null } {
  const slash = written.indexOf("/");
  return { group: written.slice(slash + 1), team: slash < 0 ? null : written.slice(0, slash) };
}

type Target = z.infer<typeof NotifyTarget>;

/** Wherever an answer would count because of a group: by name, by being paged, and in the fallback, which answers too. */
function withoutAuthority({ slack_groups, routes, organisation }: ConfigDocument): readonly FieldError[] {
  const powerless = new Set(
    slack_groups.filter(({ authority }) => !authority).map(({ id }) => `group:${id}`),
  );
  const refused = (path: string, named: readonly Target[]): readonly FieldError[] =>
    named.flatMap((target, index) =>
      typeof target === "string" && powerless.has(target)
        ? [{ path: `${path}/${index}`, message: `${target} has no authority: ${howTo(target)}` }]
        : [],
    );
  return [
    ...refused("/organisation/fallback/notify", organisation.fallback.notify),
    ...routes.flatMap(({ approval, steps }, route) => {
      const paged = steps.flatMap(({ notify }) => notify).find((one) => powerless.has(String(one)));
      return approval.sets.flatMap(({ thresholds }, set) =>
        thresholds.flatMap(({ from }, threshold): readonly FieldError[] => {
          const path = `/routes/${route}/approval/sets/${set}/thresholds/${threshold}/from`;
          if (from != null) return refused(path, from);
          if (paged === undefined) return [];
          const message = `left out, it is everyone the route pages, and ${paged} has no authority: name who may answer, or ${howTo(String(paged))}`;
          return [{ path, message }];
        }),
      );
    }),
  ];
}

const howTo = (target: string): string =>
  `set authority: true on ${target.replace("group:", "slack_groups/")}, as an admin`;
