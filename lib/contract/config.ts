import { z } from "zod";
import { Assurance, Instant, ReasonCode, Role, Slug, Verdict } from "./common";
import { PolicyExample } from "./config-examples";
import { LimitsConfig, ThrottleConfig } from "./config-limits";
import { ContactConfig, DelegationConfig, Duration, WeeklyWindow } from "./config-people";
import { SurfaceConfig } from "./config-surfaces";
import { Constraints } from "./constraints";
import { ApproverTarget, NotifyTarget, OwnerTarget } from "./targets";

/**
 * `countersign.yaml`: everything people configure, as one document (contract: "Configuration"). The console edits
 * the same document. The schemas check shapes; what needs more than one field (references, conditions, schedules)
 * is checked by contract/check-document.ts.
 */

export const PersonConfig = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(200),
  email: z.email().max(320).nullish(),
  role: Role.default("member"),
  level: z.int().min(1).max(100).default(1),
  slack: z
    .string()
    .max(64)
    .regex(/^(T[A-Z0-9]+\/)?[UW][A-Z0-9]+$/, "must be T…/U… or U…")
    .nullish(),
  time_zone: z.string().max(64).nullish(),
  manager: Slug.nullish().meta({ description: "the person that manager:<this person> means" }),
  contact: ContactConfig.nullish().meta({ description: "how this person is reached, in order" }),
  working_hours: z
    .array(WeeklyWindow)
    .max(50)
    .nullish()
    .meta({ description: "in the person's own time zone; left out: always" }),
});

export const TeamConfig = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(200).nullish(),
  members: z.array(Slug).max(1000).default([]),
});

export const RotationConfig = z.strictObject({
  type: z.enum(["hourly", "daily", "weekly", "monthly"]),
  shift_length: z.int().min(1).max(10_000).default(1),
  start: z.string().max(40),
  participants: z.array(Slug).max(1000).default([]),
});

/** Shifts that another system writes down, as iCalendar: a feed that is fetched again and again, or the text itself. */
export const CalendarConfig = z
  .strictObject({
    url: z.url().max(2000).nullish(),
    text: z
      .string()
      .max(900_000)
      .regex(/^\s*BEGIN:VCALENDAR/i, "must be iCalendar, which begins with BEGIN:VCALENDAR")
      .nullish(),
  })
  .refine(({ url, text }) => (url == null) !== (text == null), "must have either a url or a text");

export const LayerConfig = z
  .strictObject({
    id: Slug.nullish(),
    priority: z.int().min(-1000).max(1000).default(0),
    rotation: RotationConfig.nullish(),
    calendar: CalendarConfig.nullish(),
    windows: z.array(WeeklyWindow).max(100).default([]),
  })
  .superRefine(({ rotation, calendar }, ctx) => {
    if ((rotation == null) !== (calendar == null)) return;
    const message =
      rotation == null ? "is needed, or a calendar" : "a layer has a rotation or a calendar, not both";
    ctx.addIssue({ code: "custom", path: ["rotation"], message });
  });

export const OverrideConfig = z.strictObject({
  type: z.enum(["add", "remove", "replace"]),
  person: Slug,
  with: Slug.nullish(),
  start: Instant,
  end: Instant,
});

/** A user group of Slack, by its id: its handle is anybody's to change. */
const SlackGroupId = z
  .string()
  .max(64)
  .regex(/^(T[A-Z0-9]+\/)?S[A-Z0-9]+$/, "must be T…/S… or S…");

export const ScheduleConfig = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(200).nullish(),
  time_zone: z.string().max(64).nullish(),
  slack_group: SlackGroupId.nullish().meta({ description: "the user group that is whoever is on call" }),
  layers: z.array(LayerConfig).max(50).default([]),
  overrides: z.array(OverrideConfig).max(5000).default([]),
  temporary: z
    .array(
      z.strictObject({
        start: Instant,
        end: Instant,
        shifts: z
          .array(z.strictObject({ person: Slug, start: Instant, end: Instant }))
          .max(1000)
          .default([]),
      }),
    )
    .max(500)
    .default([]),
});

export const ChannelConfig = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(200).nullish(),
  type: z.enum(["slack"]),
  slack: z
    .string()
    .max(64)
    .regex(/^(T[A-Z0-9]+\/)?[CG][A-Z0-9]+$/, "must be T…/C… or C…"),
  details: z.enum(["full", "summary"]).default("summary"),
});

export const SlackGroupConfig = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(200).nullish(),
  slack: SlackGroupId,
  authority: z.boolean().default(false).meta({ description: "whether being in it lets people decide" }),
});

export const AgentConfig = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(200).nullish(),
  owner: Slug.nullish(),
  limits: LimitsConfig.nullish(),
});

export const Condition = z.string().min(1).max(4096);

export const PolicyConfig = z.strictObject({
  id: Slug,
  surface: Slug.nullish(),
  when: Condition.nullish(),
  verdict: Verdict,
  route: Slug.nullish(),
  reason_code: ReasonCode.nullish(),
  reason: z.string().max(500).nullish(),
  mode: z.enum(["enforce", "shadow"]).default("enforce"),
  from: Instant.nullish(),
  owner: OwnerTarget.nullish(),
  examples: z.array(PolicyExample).max(50).nullish(),
  constraints: Constraints.nullish().meta({ description: "of a sandbox: the terms on which it may run" }),
  limit: ThrottleConfig.nullish().meta({
    description: "of a throttle: how many it lets through in a sliding window before it speaks",
  }),
});

export const ThresholdConfig = z.strictObject({
  from: z.array(ApproverTarget).max(200).nullish(),
  approve: z.int().min(0).max(1000).default(1),
  deny: z.int().min(0).max(1000).default(1),
  level: z.int().min(1).max(100).default(1),
  up_to: z.record(z.string().min(1).max(200), z.number().min(0)).nullish().meta({
    description: "limits on numeric arguments, as in amount_cents: 50000; beyond them it does not count",
  }),
});

export const ApprovalConfig = z.strictObject({
  sets: z
    .array(z.strictObject({ thresholds: z.array(ThresholdConfig).min(1, "a set needs a threshold").max(10) }))
    .min(1, "name at least one set; no sets would be nobody, not everybody")
    .max(10)
    .default([{ thresholds: [{ approve: 1, deny: 1, level: 1 }] }]),
  distinct_people: z.boolean().default(true),
  assurance: Assurance.default("slack"),
  reason_required: z.boolean().default(false),
});

export const StepConfig = z.strictObject({
  after: Duration.default("0m"),
  notify: z.array(NotifyTarget).max(200).default([]),
  via: z
    .array(z.enum(["web", "slack", "email"]))
    .max(10)
    .nullish(),
  urgency: z.enum(["default", "urgent"]).nullish().meta({ description: "which of a person's contact rules" }),
});

export const RouteConfig = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(200).nullish(),
  when: Condition.nullish(),
  deadline: Duration.default("15m"),
  max_deadline: Duration.nullish(),
  approval: ApprovalConfig.prefault({}),
  steps: z.array(StepConfig).max(50).default([]),
  repeat: z.int().min(0).max(20).default(0),
  ack_timeout: Duration.default("5m"),
  min_remaining: Duration.nullish(),
  when_late: z.enum(["fire", "last_step", "extend"]).nullish().meta({
    description: "what becomes of a page that would leave less than min_remaining; last_step if left out",
  }),
  hold: Duration.default("0s"),
});

export const WebhookConfig = z.strictObject({
  id: Slug,
  url: z.url().max(2000),
  events: z.array(z.string().max(100)).max(50).default([]),
});

const list = <T extends z.ZodType>(item: T) => z.array(item).max(5000).default([]);

export const ConfigDocument = z
  .strictObject({
    version: z.literal(1).default(1),
    organisation: z.strictObject({
      id: Slug,
      name: z.string().min(1).max(200),
      time_zone: z.string().max(64).default("UTC"),
      default_route: Slug.nullish(),
      fallback: z
        .strictObject({
          notify: z.array(NotifyTarget).max(50).default([]),
          unregistered: z.enum(["ask", "deny"]).nullish(),
        })
        .default({ notify: [] }),
      limits: LimitsConfig.nullish(),
    }),
    people: list(PersonConfig),
    teams: list(TeamConfig),
    schedules: list(ScheduleConfig),
    delegations: list(DelegationConfig),
    channels: list(ChannelConfig),
    slack_groups: list(SlackGroupConfig),
    agents: list(AgentConfig),
    surfaces: list(SurfaceConfig),
    policies: list(PolicyConfig),
    routes: list(RouteConfig),
    webhooks: list(WebhookConfig),
  })
  .meta({ id: "ConfigDocument" });
/** With every default filled in. */
export type ConfigDocument = z.infer<typeof ConfigDocument>;
/** As people write it. */
export type ConfigDocumentInput = z.input<typeof ConfigDocument>;

export const OnCallQuery = z.strictObject({ at: Instant.optional() });
export const OnCallAnswer = z.object({ people: z.array(z.string()) });
export const TimelineQuery = z.strictObject({ from: Instant, to: Instant });
export const ShiftView = z.object({ start: Instant, end: Instant, people: z.array(z.string()) });
export const ScheduleTimeline = z.object({ shifts: z.array(ShiftView) });

export const SchedulePreviewInput = z.strictObject({
  schedule: ScheduleConfig.extend({ id: Slug.default("preview") }),
  at: Instant.optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type SchedulePreviewInput = z.infer<typeof SchedulePreviewInput>;
export const SchedulePreview = z.union([
  OnCallAnswer,
  ScheduleTimeline.extend({
    handoffs: z.array(z.object({ layer: z.int(), at: Instant, person: z.string() })),
  }),
]);

export const OverrideInput = OverrideConfig.extend({ schedule: Slug });
export type OverrideInput = z.infer<typeof OverrideInput>;
export const OverrideView = OverrideInput.extend({ id: z.string() });
