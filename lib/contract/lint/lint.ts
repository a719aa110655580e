import type { ConfigDocument } from "../config";
import type { ConfigProblem } from "../config-plan";
import { lintApprovals } from "./approvals";
import { lintLadders } from "./ladders";
import { lintPeople } from "./people";
import { lintPolicies } from "./policies";
import { lintRouting } from "./routing";
import { type Rule, sceneOf } from "./scene";
import { lintSchedules } from "./schedules";

/** A new rule is one file and one line here; its codes are listed in docs/configuration.md. */
const RULES: readonly Rule[] = [
  lintPeople,
  lintSchedules,
  lintRouting,
  lintLadders,
  lintApprovals,
  lintPolicies,
];

/** Whoever has more to put right begins with these. */
const MOST_PROBLEMS = 500;

/**
 * What is allowed in a configuration and probably not meant, as it looks at an instant. Nothing here stops a save: an
 * `error` is what will not work as it is written, a `warning` what may be intended.
 */
export function lint(document: ConfigDocument, now: Date): ConfigProblem[] {
  const scene = sceneOf(document, now);
  const found = RULES.flatMap((rule) => rule(scene));
  const errors = found.filter(({ severity }) => severity === "error");
  return [...errors, ...found.filter(({ severity }) => severity !== "error")].slice(0, MOST_PROBLEMS);
}
