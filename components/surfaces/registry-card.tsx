"use client";

import { useQuery } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import type { SurfaceRegistry } from "@/lib/contract/replay";
import { getJson } from "../shared/api";
import { Card } from "../shared/card";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { listed, plural } from "../shared/words";

const SINCE_DAYS = 30;

/** Who answers for what, what is due for review, and what is used and not registered. */
export const useRegistry = () =>
  useQuery({
    queryKey: keys.configPart("registry"),
    queryFn: () => getJson<SurfaceRegistry>(`/api/v1/config/registry?since=${SINCE_DAYS}d`),
  }).data;

/** What agents asked for and no surface covers. */
export function UnregisteredCard({ registry, isDenied }: { registry: SurfaceRegistry; isDenied: boolean }) {
  const { unregistered } = registry;
  if (unregistered.length === 0) return null;
  return (
    <div className="mb-6">
      <Card
        title="Used, and not registered"
        summary={`What agents asked for in the last ${SINCE_DAYS} days that is on no surface. It is ${isDenied ? "refused" : "always asked about"}.`}
      >
        <ul className="divide-y divide-line">
          {unregistered.map(({ surface, tool, actions, agents, last_action_at }) => (
            <li key={JSON.stringify([surface, tool])} className="wrap-anywhere py-2 text-sm">
              <span className="font-medium font-mono">
                <Untrusted text={tool ?? surface ?? ""} />
              </span>{" "}
              <span className="text-ink-2">
                {plural(actions, "action")} by {listed(agents)}, the last{" "}
                <Time at={last_action_at} relative />
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
