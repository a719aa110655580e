import type { Target } from "@/lib/core/directory";
import type { ConfigDocument } from "../config";
import type { ConfigProblem } from "../config-plan";
import { targets } from "../to-core";
import { isToldElsewhere, pagedBy, type Rule, type Scene } from "./scene";

type Person = ConfigDocument["people"][number];

/** Can those who are paged be reached, and does every agent have somebody who answers for it? */
export const lintPeople: Rule = (scene) => [
  ...unreachable(scene),
  ...withoutOwner(scene),
  ...emptyFallback(scene),
];

function unreachable(scene: Scene): readonly ConfigProblem[] {
  const paged = everPaged(scene);
  return scene.document.people.flatMap((person, index): readonly ConfigProblem[] => {
    const { id, email, slack } = person;
    const dead = deadMethods(person, `/people/${index}/contact`);
    if (email != null || slack != null || !paged.has(id)) return dead;
    const message = `${id} is paged and has neither an e-mail address nor Slack: only an open console would tell them`;
    return [{ code: "no_contact", severity: "warning", path: `/people/${index}`, message }, ...dead];
  });
}

/** Ways a person wants to be reached without having an address there. Slack may also be linked by the person. */
function deadMethods({ id, email, contact }: Person, path: string): readonly ConfigProblem[] {
  return (["default", "urgent"] as const).flatMap((urgency) =>
    (contact?.[urgency] ?? []).flatMap(({ via }, index): ConfigProblem[] => {
      if (via !== "email" || email != null) return [];
      const message = `${id} has no e-mail address to be reached at`;
      const place = `${path}/${urgency}/${index}/via`;
      return [{ code: "contact_without_address", severity: "warning", path: place, message }];
    }),
  );
}

/** Everybody whom a route or the fallback may page at some time. */
function everPaged(scene: Scene): ReadonlySet<string> {
  const { document, directory, routes } = scene;
  const onSchedule = new Map(document.schedules.map((schedule) => [schedule.id, schedule]));
  const managers = new Map(document.people.map(({ id, manager }) => [id, manager ?? ""]));
  const owners = document.agents.flatMap(({ owner }) => owner ?? []);
  const peopleOf = (target: Target): readonly string[] => {
    switch (target.kind) {
      case "person":
        return [target.id];
      case "team":
        return directory.teams.get(target.id) ?? [];
      case "manager":
        return [managers.get(target.id) ?? ""];
      case "agent":
        return target.id === "owner" ? owners : owners.flatMap((owner) => managers.get(owner) ?? []);
      case "least_loaded":
        return peopleOf(target.of);
      case "schedule":
      case "schedule_next":
        return participantsOf(onSchedule.get(target.id));
      case "channel":
      case "group":
        return [];
      default:
        return target satisfies never;
    }
  };
  return new Set([...directory.fallback, ...routes.flatMap(({ route }) => pagedBy(route))].flatMap(peopleOf));
}

const participantsOf = (schedule: ConfigDocument["schedules"][number] | undefined): readonly string[] => [
  ...(schedule?.layers ?? []).flatMap(({ rotation }) => rotation?.participants ?? []),
  ...(schedule?.overrides ?? []).flatMap(({ type, person, with: standIn }) =>
    type === "add" ? [person] : (standIn ?? []),
  ),
];

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

function emptyFallback(scene: Scene): readonly ConfigProblem[] {
  const { document, directory, peopleOf } = scene;
  const named = targets(document.organisation.fallback.notify);
  if (isToldElsewhere(named, scene)) return [];
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
