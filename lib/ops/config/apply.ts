import { checkDocument } from "@/lib/contract/check-document";
import { ConfigDocument } from "@/lib/contract/config";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { DomainError, type FieldError } from "@/lib/contract/errors";
import { lint } from "@/lib/contract/lint/lint";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import type { ConfigOrigin, ConfigSummary } from "@/lib/core/config-history";
import type { Directory } from "@/lib/core/directory";
import { fieldChanges } from "@/lib/core/field-changes";
import { scheduleReading } from "@/lib/db/calendar-sources";
import type { Tx } from "@/lib/db/client";
import { lockOrganisation, storeConfig, writeConfigSource } from "@/lib/db/config-store";
import { scheduleFilling, scheduleMemberReading } from "@/lib/db/slack-groups";
import { refuseOutboundUrl } from "@/lib/runtime/outbound";
import { calendarAddress } from "../calendars/fetch";
import type { Context } from "../context";
import { notFound } from "../refuse";
import type { LedgerDraft } from "../requests/drafts";
import { transact } from "../requests/transact";
import { type Edit, effects } from "./effects";
import { type Difference, differences, labelled, summaryOf } from "./plan";
import { type Imported, type ScheduleChange, storeScheduleEdits } from "./schedule-versions";

/** The least an organisation can be: nobody in it, and everything asks. */
export const emptyDocument = (id: string, name: string): ConfigDocument =>
  ConfigDocument.parse({ organisation: { id, name } });

export const hashOf = (document: ConfigDocument): string => sha256(canonicalJson(document));

export type Change = {
  readonly dryRun?: boolean;
  /** Whether the configuration in force, as read under the lock, is the one that was looked at. */
  readonly expects?: (inForce: { readonly version: number; readonly hash: string }) => boolean;
  readonly origin?: ConfigOrigin;
  /** The change is of the caller's own ways to be reached, which are everybody's own. */
  readonly isOwn?: boolean;
};

/** The database's clock under the lock, and the schedules as they are lived. */
export type EditMoment = { readonly now: Date } & Pick<Directory, "schedules">;

type Recorded = Edit & Pick<ConfigPlan, "version" | "base_version">;

/** Change the configuration in force: read, edit, check and store under one lock, so that no edit is lost. */
export async function changeConfig(
  ctx: Context,
  edit: (current: ConfigDocument, moment: EditMoment) => ConfigDocument,
  change: Change = {},
): Promise<void> {
  await record(ctx, edit, change);
}

/**
 * Replace the whole configuration, or say what that would do. A change is a new version; requests keep the version
 * they were opened under. Errors: invalid (every finding at once, with its path), forbidden (people, to anyone but an
 * admin), precondition_failed (it is not the version that was looked at).
 */
export async function applyConfig(
  ctx: Context,
  { document, ...change }: { readonly document: ConfigDocument } & Change,
): Promise<ConfigPlan> {
  const { version, base_version, ...edit } = await record(ctx, () => document, change);
  const { before, after, changes, now } = edit;
  return {
    version,
    base_version,
    ...labelled(changes),
    changes: [...fieldChanges(before.document, after)],
    // Nothing of this under the lock: everybody waits for it, and a second connection might never come.
    open_requests: await effects(ctx.actor.organisation, edit),
    problems: lint(after, now),
  };
}

async function record(
  ctx: Context,
  edit: (current: ConfigDocument, moment: EditMoment) => ConfigDocument,
  { dryRun = false, expects = () => true, isOwn = false, origin = { kind: "edit" } }: Change,
): Promise<Recorded> {
  const { organisation } = ctx.actor;
  return transact(organisation, [], async ({ current, now }, _requests, tx) => {
    const locked = await lockOrganisation(tx, organisation);
    if (!locked) throw notFound("organisation");
    if (!expects(current)) throw movedOn(current);
    const document = edit(current.document, { now, schedules: current.directory.schedules });
    refuseFaults(faultsOf(organisation, document));
    const changes = differences(current.document, document);
    if (!isOwn) refuseToManagers(ctx, changes, { before: current.document, after: document });
    const isChanged = hashOf(document) !== current.hash;
    const version = isChanged && !dryRun ? current.version + 1 : null;
    if (version !== null) {
      const summary = summaryOf(changes);
      await store(tx, {
        ...{ organisation, document, version, author: authorOf(ctx), now, origin, summary },
        before: current,
      });
    }
    if (origin.kind === "file" && !dryRun)
      await writeConfigSource(tx, organisation, {
        ...{ name: origin.name, hash: origin.hash, version: version ?? current.version },
        at: now.toISOString(),
      });
    const notes = version === null ? [] : changes.map((change) => note(ctx, change, document));
    const result = {
      ...{ version, base_version: current.version, changes, now },
      ...{ before: current, after: document },
    };
    return { notes, answer: () => ({ result }) };
  });
}

const movedOn = ({ version, hash }: { readonly version: number; readonly hash: string }): DomainError =>
  new DomainError(
    "precondition_failed",
    `The configuration in force is version ${version}; somebody changed it since. Nothing was saved.`,
    { facts: { version, hash } },
  );

/** Who people are and what they may is for admins to say: a manager could otherwise become one. */
function refuseToManagers(
  { actor }: Context,
  changes: readonly Difference[],
  { before, after }: { readonly before: ConfigDocument; readonly after: ConfigDocument },
): void {
  if (actor.kind !== "person" || actor.role === "admin") return;
  if (changes.some(({ noun }) => noun === "people"))
    throw new DomainError("forbidden", "Only an admin or an operator token changes people.");
  if (isEmpowering(before, after))
    throw new DomainError("forbidden", "Only an admin or an operator token gives a Slack group authority.");
}

/** Whether people would decide by being in a group of Slack that did not let them before. */
function isEmpowering(before: ConfigDocument, after: ConfigDocument): boolean {
  const known = new Map(before.slack_groups.map((group) => [group.id, group]));
  return after.slack_groups.some(({ id, slack, authority }) => {
    const was = known.get(id);
    return authority && !(was?.authority && was.slack === slack);
  });
}

/** What keeps a document from being this organisation's configuration. */
export function faultsOf(organisation: string, document: ConfigDocument): readonly FieldError[] {
  return document.organisation.id === organisation
    ? [...checkDocument(document), ...privateCalendars(document), ...privateWebhooks(document)]
    : [
        {
          path: "/organisation/id",
          message: `this is the configuration of ${organisation}; its id cannot change`,
        },
      ];
}

/** Errors: invalid, with at most the first hundred. */
export function refuseFaults(errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  throw new DomainError(
    "invalid",
    `The configuration has ${errors.length} finding${errors.length === 1 ? "" : "s"}; nothing was saved.`,
    {
      errors: errors.slice(0, 100),
    },
  );
}

/** A name that leads to a private place is caught when it is dialled; here nothing waits for the network. */
const privateCalendars = ({ schedules }: ConfigDocument): readonly FieldError[] =>
  schedules.flatMap(({ layers }, index) =>
    layers.flatMap(({ calendar }, layer) => {
      const refusal = calendar?.url == null ? null : refuseOutboundUrl(calendarAddress(calendar.url));
      if (refusal === null) return [];
      return [{ path: `/schedules/${index}/layers/${layer}/calendar/url`, message: refusal }];
    }),
  );

const privateWebhooks = ({ webhooks }: ConfigDocument): readonly FieldError[] =>
  webhooks.flatMap(({ url }, index) => {
    const refusal = refuseOutboundUrl(url);
    return refusal === null ? [] : [{ path: `/webhooks/${index}/url`, message: refusal }];
  });

export async function store(
  tx: Tx,
  config: {
    organisation: string;
    document: ConfigDocument;
    version: number;
    author: string;
    now: Date;
    origin?: ConfigOrigin;
    summary?: ConfigSummary;
    /** What this changes; left out where nothing was before. */
    before?: { readonly version: number; readonly document: ConfigDocument };
    imported?: Imported;
  },
): Promise<void> {
  const { organisation, document, version, author, now, before, origin = { kind: "edit" } } = config;
  const summary =
    config.summary ??
    summaryOf(differences(emptyDocument(organisation, document.organisation.name), document));
  await storeConfig(
    tx,
    organisation,
    {
      ...{ version, document, hash: hashOf(document), author, now, origin, summary },
      name: document.organisation.name,
    },
    document.people.map(({ id, name, email, slack, role }) => ({
      ...{ id, name, role },
      email: email ?? null,
      slack: slack ?? null,
    })),
  );
  const nothing = { version: 0, document: emptyDocument(organisation, document.organisation.name) };
  const change = { before: before ?? nothing, document, version, now, imported: config.imported };
  const edited = await storeScheduleEdits(tx, organisation, change);
  await scheduleReading(tx, organisation, calendarsToRead(change, edited));
  await scheduleFilling(tx, organisation, groupsToFill(document));
  await scheduleMemberReading(tx, organisation, document.slack_groups);
}

/** Calendars are read when they are new and when other people may be meant by what they say. */
function calendarsToRead({ before, document }: ScheduleChange, edited: readonly string[]): readonly string[] {
  const isOfOthers = canonicalJson(before.document.people) !== canonicalJson(document.people);
  return document.schedules
    .filter(({ layers }) => layers.some(({ calendar }) => calendar != null))
    .filter(({ id }) => isOfOthers || edited.includes(id))
    .map(({ id }) => id);
}

/** Any change may change who is on call or which account somebody has, and looking at a group costs little. */
const groupsToFill = ({ schedules }: ConfigDocument) =>
  schedules.flatMap(({ id, slack_group }) =>
    slack_group == null ? [] : [{ schedule: id, group: slack_group }],
  );

export function authorOf({ actor }: Context): string {
  switch (actor.kind) {
    case "person":
      return `person:${actor.person}`;
    case "operator":
      return `operator:${actor.keyId}`;
    case "agent":
      return `agent:${actor.agent}`;
    case "system":
      return "system";
    default:
      return actor satisfies never;
  }
}

export function note(ctx: Context, { noun, id, change }: Difference, document: ConfigDocument): LedgerDraft {
  const [kind, name = ""] = authorOf(ctx).split(":");
  const found =
    noun === "organisation" ? document.organisation : document[noun].find((item) => item.id === id);
  return {
    agent_id: null,
    people: kind === "person" ? [name] : [],
    surface: null,
    action_id: null,
    request_id: null,
    verdict: null,
    reason_code: change,
    entry: {
      kind: "configuration",
      by: { kind: ctx.actor.kind, id: name || "system" },
      change,
      noun,
      id,
      version: found ? sha256(canonicalJson(found)) : null,
    },
  };
}
