import type { Target } from "@/lib/core/directory";
import type { ConfigProblem } from "../config-plan";
import { targets } from "../to-core";
import { pagedBy, type Rule, type Scene } from "./scene";

/** Can those who are paged be reached, and does every agent have somebody who answers for it? */
export const lintPeople: Rule = (scene) => [
  ...unreachable(scene),
  ...withoutOwner(scene),
  ...emptyFallback(scene),
];

function unreachable(scene: Scene): readonly ConfigProblem[] {
  const { document } = scene;
  const paged = everPaged(scene);
  return document.people.flatMap(({ id, email, slack }, index): ConfigProblem[] => {
    if (email != null || slack != null || !paged.has(id)) return [];
    return [
      {
        code: "no_contact",
        severity: "warning",
        path: `/people/${index}`,
        message: `${id} is paged and has neither an e-mail address nor Slack: only an open console would tell them`,
      },
    ];
  });
}

/** Everybody whom a route or the fallback may page at some time. */
function everPaged({ document, directory, routes }: Scene): ReadonlySet<string> {
  const named = [...directory.fallback, ...routes.flatMap(({ route }) => pagedBy(route))];
  const onSchedule = new Map(document.schedules.map((schedule) => [schedule.id, schedule]));
  const peopleOf = ({ kind, id }: Target): readonly string[] => {
    if (kind === "person") return [id];
    if (kind === "team") return directory.teams.get(id) ?? [];
    const { layers = [], overrides = [] } = onSchedule.get(id) ?? {};
    return [
      ...layers.flatMap(({ rotation }) => rotation?.participants ?? []),
      ...overrides.flatMap(({ type, person, with: standIn }) => [
        ...(type === "add" ? [person] : []),
        standIn ?? "",
      ]),
    ];
  };
  return new Set(named.flatMap(peopleOf));
}

const withoutOwner = ({ document }: Scene): readonly ConfigProblem[] =>
  document.agents.flatMap(({ id, owner }, index): ConfigProblem[] =>
    owner == null
      ? [
          {
            code: "agent_without_owner",
            severity: "warning",
            path: `/agents/${index}`,
            message: `nobody answers for ${id}: name its owner, who then cannot approve for it`,
          },
        ]
      : [],
  );

function emptyFallback({ document, directory, peopleOf }: Scene): readonly ConfigProblem[] {
  const named = targets(document.organisation.fallback.notify);
  const hasAdmin = [...directory.people.values()].some(({ role }) => role === "admin");
  if (peopleOf(named).length > 0 || (named.length === 0 && hasAdmin)) return [];
  if (directory.people.size === 0) return [];
  return [
    {
      code: "fallback_nobody",
      severity: hasAdmin ? "warning" : "error",
      path: "/organisation/fallback/notify",
      message: hasAdmin
        ? "this is nobody now, so every admin would be paged instead"
        : "this is nobody, and there is no admin to page instead: what reaches nobody stays unheard",
    },
  ];
}
