import { refreshCalendars } from "@/lib/ops/calendars/refresh";
import { sendCallback } from "@/lib/ops/callbacks/send";
import { tickRequests } from "@/lib/ops/requests/tick";
import { exportSpans } from "@/lib/ops/tracing/export";
import { giveUpWebhooks, sendWebhook } from "@/lib/ops/webhooks/send";
import { DONE, type Job, type JobOutcome } from "@/lib/ops/work/jobs";
import { purge } from "@/lib/ops/work/purge";
import { readMembers } from "@/lib/slack/group-members";
import { fillGroup } from "@/lib/slack/groups";
import { publishHome } from "@/lib/slack/homes";
import { repaintRequest } from "@/lib/slack/repaint";
import type { RetryPolicy } from "./back-off";
import { channelOf, giveUpPages, handOver } from "./pages";

/** What the outbox can ask for, and how. A topic that is not here is left for a process that knows it. */
export type Topic = {
  readonly name: string;
  /** How long a crashed worker keeps others from a row: longer than any handler takes. */
  readonly leaseSeconds: number;
  /** Rows in the hands of one process: a topic that is slow must not fill them all. */
  readonly capacity: number;
  /** Rows handled together. They share a group, and a group is handled one batch after the other. */
  readonly batchSize: number;
  readonly groupOf: (job: Job) => string;
  /** Groups handled side by side. */
  readonly lanes: number;
  /** One outcome per job, in order. A batch that throws is tried again in halves, so that one bad row stands alone. */
  readonly handle: (jobs: readonly Job[], owner: string) => Promise<readonly JobOutcome[]>;
  readonly retry: RetryPolicy;
  /** What must be said of jobs that nobody will try again. */
  readonly giveUp?: (jobs: readonly Job[], error: string) => Promise<void>;
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const TOPICS: readonly Topic[] = [
  {
    name: "request.tick",
    // A worker that dies with deadlines in its hands may not make them late. A slow batch that is claimed again does
    // no harm: the rows are locked, and what is decided stays so.
    leaseSeconds: 1,
    capacity: 2_000,
    batchSize: 500,
    groupOf: ({ organisation }) => organisation,
    lanes: 4,
    handle: async (jobs) => {
      const [first] = jobs;
      if (first)
        await tickRequests(
          first.organisation,
          jobs.map(({ key }) => key),
        );
      return jobs.map(() => DONE);
    },
    // For ever: a deadline must be decided.
    retry: { firstSeconds: 1, longestSeconds: 30, budget: null },
  },
  {
    name: "page",
    leaseSeconds: 15,
    capacity: 1_000,
    batchSize: 500,
    groupOf: channelOf,
    lanes: 4,
    handle: handOver,
    // A minute and a half: a page that comes later is the next step's business.
    retry: { firstSeconds: 1, longestSeconds: 30, budget: { attempts: 7 } },
    giveUp: giveUpPages,
  },
  {
    // Slack answers slowly and asks to wait: its pages go one by one, side by side, for as long as the request waits.
    name: "slack.page",
    // A process that dies must not leave buttons that lie for long; a row taken over too early does no harm, because a
    // message is begun by one process only and painting twice paints the same.
    leaseSeconds: 10,
    capacity: 200,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 50,
    handle: handOver,
    retry: { firstSeconds: 1, longestSeconds: 15, budget: null },
  },
  {
    name: "email.page",
    // Longer than a mail server may take: taken over too early, a letter goes out twice.
    leaseSeconds: MINUTE,
    capacity: 100,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 5,
    handle: handOver,
    retry: { firstSeconds: 2, longestSeconds: 30, budget: { attempts: 10 } },
    giveUp: giveUpPages,
  },
  {
    name: "slack.repaint",
    leaseSeconds: 10,
    capacity: 200,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 50,
    handle: (jobs) => Promise.all(jobs.map(repaintRequest)),
    // For ever: what stands in Slack must not go on asking for what is decided.
    retry: { firstSeconds: 1, longestSeconds: 15, budget: null },
  },
  {
    name: "slack.home",
    leaseSeconds: 10,
    capacity: 50,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 10,
    handle: (jobs) => Promise.all(jobs.map(publishHome)),
    retry: { firstSeconds: 2, longestSeconds: 60, budget: { attempts: 10 } },
  },
  {
    name: "slack.group",
    leaseSeconds: 60,
    capacity: 20,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 4,
    handle: (jobs) => Promise.all(jobs.map(fillGroup)),
    // For ever: people write to it in the belief that somebody on call reads that.
    retry: { firstSeconds: 5, longestSeconds: 5 * MINUTE, budget: null },
  },
  {
    name: "slack.members",
    leaseSeconds: 60,
    capacity: 20,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 4,
    handle: (jobs) => Promise.all(jobs.map(readMembers)),
    // For ever: people are paged from it.
    retry: { firstSeconds: 5, longestSeconds: 5 * MINUTE, budget: null },
  },
  {
    name: "callback",
    leaseSeconds: 20,
    capacity: 50,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 50,
    handle: (jobs, owner) => Promise.all(jobs.map((job) => sendCallback(job, owner))),
    retry: { firstSeconds: 30, longestSeconds: DAY, budget: { seconds: 3 * DAY } },
  },
  {
    name: "webhook",
    leaseSeconds: 20,
    capacity: 100,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 20,
    handle: (jobs) => Promise.all(jobs.map(sendWebhook)),
    retry: { firstSeconds: 30, longestSeconds: DAY, budget: { seconds: 3 * DAY } },
    giveUp: giveUpWebhooks,
  },
  {
    name: "span",
    leaseSeconds: 30,
    capacity: 500,
    batchSize: 100,
    groupOf: () => "",
    lanes: 1,
    handle: exportSpans,
    // The handler gives up by itself: nobody has to look at a span that was not told.
    retry: { firstSeconds: 5, longestSeconds: 60, budget: null },
  },
  {
    name: "calendar",
    leaseSeconds: 60,
    capacity: 20,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 4,
    handle: (jobs) => Promise.all(jobs.map(refreshCalendars)),
    // For ever: a schedule is taken from it.
    retry: { firstSeconds: MINUTE, longestSeconds: HOUR / 4, budget: null },
  },
  {
    name: "purge",
    leaseSeconds: MINUTE,
    capacity: 1,
    batchSize: 1,
    groupOf: ({ key }) => key,
    lanes: 1,
    handle: (jobs) => Promise.all(jobs.map(() => purge())),
    retry: { firstSeconds: MINUTE, longestSeconds: HOUR, budget: null },
  },
];

/** Timers of the house itself, which every worker sees to. */
export const HOUSE_TIMERS: readonly { readonly topic: string; readonly key: string }[] = [
  { topic: "purge", key: "house" },
];
