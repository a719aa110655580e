import type { z } from "zod";
import type { ApprovalRule } from "@/lib/core/approval-rule";
import type { Method } from "@/lib/core/contact";
import type { Delegation } from "@/lib/core/delegation";
import { type Person, parseTarget, type Target } from "@/lib/core/directory";
import {
  DEFAULT_CAP_SECONDS,
  defaultMinRemaining,
  type EscalationRoute,
  LONGEST_CAP_SECONDS,
} from "@/lib/core/escalation-route";
import type { Policy } from "@/lib/core/policy";
import type { Layer, Schedule } from "@/lib/core/schedule";
import type { Surface } from "@/lib/core/surface";
import type { ThrottleLimit } from "@/lib/core/throttle";
import type {
  ApprovalConfig,
  LayerConfig,
  PersonConfig,
  PolicyConfig,
  RouteConfig,
  ScheduleConfig,
} from "./config";
import type { ContactConfig, DelegationConfig } from "./config-people";
import type { SurfaceConfig } from "./config-surfaces";
import type { NotifyTarget } from "./targets";

/** From the words of `countersign.yaml` to the core's types. Only documents that passed their schema come here. */

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `15m` in seconds. */
export function durationSeconds(text: string): number {
  return Number(text.slice(0, -1)) * (SECONDS[text.slice(-1)] ?? 1);
}

type TargetInput = z.infer<typeof NotifyTarget>;

export const targets = (named: readonly TargetInput[]): readonly Target[] =>
  named.flatMap((target) => toTarget(target) ?? []);

/** Null for what is no target, which the schema does not let through. */
export function toTarget(target: TargetInput): Target | null {
  if (typeof target === "string") return parseTarget(target);
  const of = parseTarget(target.one_of);
  return of && { kind: "least_loaded", id: target.one_of, of };
}

export const toDelegation = ({ id, from, to, start, end }: z.infer<typeof DelegationConfig>): Delegation => ({
  ...{ id, from, to },
  start: new Date(start),
  end: new Date(end),
});

const methods = (known: z.infer<typeof ContactConfig>["default"]): readonly Method[] | undefined =>
  known?.map(({ via, after }) => ({ via, afterSeconds: durationSeconds(after) }));

export const toPerson = (person: z.infer<typeof PersonConfig>, organisationZone: string): Person => ({
  id: person.id,
  name: person.name,
  level: person.level,
  role: person.role,
  ...(person.manager == null ? {} : { manager: person.manager }),
  ...(person.email == null ? {} : { email: person.email }),
  ...(person.slack == null ? {} : { slack: person.slack }),
  ...(person.contact == null
    ? {}
    : { contact: { default: methods(person.contact.default), urgent: methods(person.contact.urgent) } }),
  ...(person.working_hours == null
    ? {}
    : {
        workingHours: { timeZone: person.time_zone ?? organisationZone, windows: person.working_hours },
      }),
});

export function toSchedule(schedule: z.infer<typeof ScheduleConfig>, organisationZone: string): Schedule {
  return {
    id: schedule.id,
    timeZone: schedule.time_zone ?? organisationZone,
    layers: schedule.layers.map(toLayer),
    overrides: schedule.overrides.map(({ with: standIn, ...override }) => ({
      ...override,
      ...(standIn == null ? {} : { with: standIn }),
    })),
    temporary: schedule.temporary,
  };
}

/** A calendar's shifts are not in the document: without them its layer is empty. */
function toLayer({ id, priority, rotation, windows }: z.infer<typeof LayerConfig>): Layer {
  const common = { ...(id == null ? {} : { id }), priority, windows };
  if (rotation == null) return { ...common, shifts: [] };
  const { type, shift_length: shiftLength, start, participants } = rotation;
  return { ...common, rotation: { type, shiftLength, start, participants } };
}

export const toRule = (approval: z.infer<typeof ApprovalConfig>): ApprovalRule => ({
  sets: approval.sets.map((set) => ({
    thresholds: set.thresholds.map((threshold) => ({
      from: threshold.from == null ? null : targets(threshold.from),
      approve: threshold.approve,
      deny: threshold.deny,
      level: threshold.level,
      ...(threshold.up_to == null ? {} : { upTo: threshold.up_to }),
    })),
  })),
  distinctPeople: approval.distinct_people,
  assurance: approval.assurance,
  reasonRequired: approval.reason_required,
});

export function toRoute(route: z.infer<typeof RouteConfig>): EscalationRoute {
  const deadlineSeconds = durationSeconds(route.deadline);
  const cap = route.max_deadline == null ? DEFAULT_CAP_SECONDS : durationSeconds(route.max_deadline);
  return {
    id: route.id,
    deadlineSeconds,
    maxDeadlineSeconds: Math.min(LONGEST_CAP_SECONDS, Math.max(cap, deadlineSeconds)),
    approval: toRule(route.approval),
    steps: route.steps.map((step) => ({
      afterSeconds: durationSeconds(step.after),
      notify: targets(step.notify),
      via: step.via ?? null,
      ...(step.urgency === "urgent" ? { isUrgent: true } : {}),
    })),
    repeat: route.repeat,
    ackTimeoutSeconds: durationSeconds(route.ack_timeout),
    minRemainingSeconds:
      route.min_remaining == null
        ? defaultMinRemaining(deadlineSeconds)
        : durationSeconds(route.min_remaining),
    // Who does not say how much time a page must leave has the ladder climbed as it is written.
    whenLate: route.min_remaining == null ? "fire" : (route.when_late ?? "last_step"),
    holdSeconds: durationSeconds(route.hold),
  };
}

export const toLimit = ({ limit }: Pick<z.infer<typeof PolicyConfig>, "limit">): ThrottleLimit | null =>
  limit
    ? { max: limit.max, windowSeconds: durationSeconds(limit.window), per: [...new Set(limit.per)] }
    : null;

export const toSurface = (surface: z.infer<typeof SurfaceConfig>): Surface => ({
  id: surface.id,
  tools: surface.tools,
  tier: surface.tier,
  reversibility: surface.reversibility,
  owner: surface.owner ?? null,
  authors: surface.authors ?? [],
  inputSchema: surface.input_schema ?? null,
});

export const toPolicy = (policy: z.infer<typeof PolicyConfig>): Policy => ({
  id: policy.id,
  surface: policy.surface ?? null,
  when: policy.when ?? null,
  verdict: policy.verdict,
  mode: policy.mode,
  from: policy.from == null ? null : new Date(policy.from),
  owner: policy.owner ?? null,
  route: policy.route ?? null,
  reasonCode: policy.reason_code ?? null,
  reason: policy.reason ?? null,
  limit: toLimit(policy),
  constraints: policy.constraints ?? null,
});
