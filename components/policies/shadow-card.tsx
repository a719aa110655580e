"use client";

import Link from "next/link";
import { Card } from "../shared/card";
import { Time } from "../shared/time-view";
import { plural } from "../shared/words";
import { changeWords } from "./policy-words";
import { SINCE_DAYS, useShadow } from "./queries";

/** What policies in shadow would have changed, by policy and surface. */
export function ShadowCard() {
  const { data: report } = useShadow();
  if (!report || report.policies.length === 0) return null;
  return (
    <div className="mt-6">
      <Card
        title="In shadow"
        summary={`What policies that are only tried out would have changed in the last ${SINCE_DAYS} days.`}
      >
        <ul className="divide-y divide-line">
          {report.policies.map(({ policy, surface, held, differing, changes, examples }) => (
            <li key={`${policy} ${surface}`} className="grid gap-1 py-2.5 text-sm">
              <p className="wrap-anywhere">
                <Link
                  href={`/policies/${encodeURIComponent(policy)}`}
                  className="font-medium font-mono underline"
                >
                  {policy}
                </Link>{" "}
                on {surface ?? "no surface"}: held in {plural(held, "ruling")}, {differing} of them would have
                been different
              </p>
              <p className="text-ink-2">{changes.map(changeWords).join("; ")}</p>
              {examples.map(({ action, at, agent, tool }) => (
                <p key={action} className="wrap-anywhere text-ink-3 text-xs">
                  <Time at={at} /> {agent} {tool ?? ""} <span className="font-mono">{action}</span>
                </p>
              ))}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
