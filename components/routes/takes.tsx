import { listed } from "../shared/words";
import type { RouteNow } from "./book";

/** Which requests a route takes: by its condition, because a policy says so, or because nobody else does. */
export function Takes({ now: { route, policies, isDefault } }: { now: RouteNow }) {
  const named =
    policies && policies.length > 0 ? `Policies that send requests here: ${listed(policies)}.` : null;
  return (
    <div className="text-sm">
      {route.when ? (
        <>
          <p className="field-name mb-1">Takes requests where</p>
          <code className="wrap-anywhere block rounded-md border border-line bg-inset px-2.5 py-1.5 font-mono text-xs leading-5">
            {route.when}
          </code>
        </>
      ) : (
        <p className="field-name">
          {isDefault ? "Takes what no other route takes" : "Has no condition of its own"}
        </p>
      )}
      {route.when && isDefault ? (
        <p className="mt-1 text-ink-2 text-xs">And what no other route takes.</p>
      ) : null}
      {named ? <p className="mt-1 text-ink-2 text-xs">{named}</p> : null}
      {!(route.when || isDefault || named) && policies ? (
        <p className="mt-1 text-ink-2 text-xs">No policy sends anything here either, so nothing takes it.</p>
      ) : null}
    </div>
  );
}
