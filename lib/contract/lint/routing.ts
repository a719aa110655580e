import type { ConfigProblem } from "../config-plan";
import { defaultRouteOf } from "../default-route";
import type { LintedRoute, Rule } from "./scene";

/** Does any request ever come here? A route is taken by a policy that names it, by its condition, or as the default. */
export const lintRouting: Rule = ({ document, routes }) => {
  const named = new Set([defaultRouteOf(document), ...document.policies.flatMap(({ route }) => route ?? [])]);
  return routes.flatMap(({ config, path }, index): ConfigProblem[] => {
    if (named.has(config.id)) return [];
    const why = config.when == null ? NEVER_NAMED : shadowOf(config.when, routes.slice(0, index));
    if (why === null) return [];
    const place = config.when == null ? path : `${path}/when`;
    return [{ code: "route_unreachable", severity: "warning", path: place, message: why }];
  });
};

const NEVER_NAMED =
  "no request ever comes here: it has no condition, no policy names it, and it is not the default route";

function shadowOf(when: string, earlier: readonly LintedRoute[]): string | null {
  const shadow = earlier.find(
    ({ config }) =>
      config.when != null && (plain(config.when) === "true" || plain(config.when) === plain(when)),
  );
  if (!shadow) return null;
  return plain(shadow.config.when ?? "") === "true"
    ? `no request ever comes here: ${shadow.config.id}, which stands before it, takes everything`
    : `no request ever comes here: ${shadow.config.id}, which stands before it, has the same condition`;
}

/** Without the space that means nothing; inside quotes it is kept. */
export const plain = (when: string): string =>
  when
    .split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/)
    .map((part, index) => (index % 2 === 0 ? part.replace(/\s+/g, "") : part))
    .join("");
