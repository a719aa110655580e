"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { useConfig } from "../shared/config-item";
import { placeWords } from "../shared/config-words";
import { plural } from "../shared/words";
import { FieldChangeList } from "./field-change-list";
import { ProblemList } from "./problem-list";

export const changesNothing = ({
  created,
  changed,
  removed,
}: Pick<ConfigPlan, "created" | "changed" | "removed">) =>
  created.length + changed.length + removed.length === 0;

/** What a change would do, before it is done. */
export function PlanView({ plan }: { plan: ConfigPlan }) {
  if (changesNothing(plan))
    return <p className="text-sm">It says what is in force already: nothing would change.</p>;
  const { pending, affected } = plan.open_requests;
  return (
    <div className="grid gap-4 text-sm">
      <dl className="grid gap-3 sm:grid-cols-3">
        <Things name="Created" labels={plan.created} />
        <Things name="Changed" labels={plan.changed} />
        <Things name="Removed" labels={plan.removed} />
      </dl>
      <details>
        <summary className="inline-flex min-h-8 items-center text-engraving underline underline-offset-2">
          {plural(plan.changes.length, "field")} in detail
        </summary>
        <FieldChangeList changes={plan.changes} />
      </details>
      <Part title="Requests that are open">
        <p>
          {pending === 0
            ? "None is open."
            : `${plural(pending, "request")} ${pending === 1 ? "is" : "are"} open and keep the version they were opened under.`}
        </p>
        <ul className="mt-1 grid gap-1 text-xs empty:hidden">
          {affected.map(({ id, effect }) => (
            <li key={`${id} ${effect}`} className="wrap-anywhere">
              <Link
                href={`/requests/${id}`}
                className="font-mono text-engraving underline underline-offset-2"
              >
                {id}
              </Link>{" "}
              {effect}
            </li>
          ))}
        </ul>
      </Part>
      {plan.problems.length > 0 ? (
        <Part title="Then this would be wrong">
          <ProblemList problems={plan.problems} />
        </Part>
      ) : null}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <p className="field-name mb-1">{title}</p>
      {children}
    </div>
  );
}

/** `teams/payments`, by name and, where it is there, as a link. */
function Things({ name, labels }: { name: string; labels: readonly string[] }) {
  const { value: document } = useConfig();
  return (
    <div>
      <dt className="field-name">
        {name} <span className="font-normal">{labels.length}</span>
      </dt>
      <dd>
        {labels.length === 0 ? "Nothing" : null}
        <ul>
          {labels.map((label) => (
            <li key={label} className="wrap-anywhere">
              {placeWords(`/${label}`, document).text}
            </li>
          ))}
        </ul>
      </dd>
    </div>
  );
}
