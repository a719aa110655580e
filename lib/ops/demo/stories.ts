import { Dice } from "./dice";
import { APPROVALS, DENIALS, DENIED, FAILURES, REMARKS, WITHDRAWALS } from "./phrases";
import { type Asking, type Kind, proposalOf, reconsidered } from "./proposals";

/** A month of the demo company, told in advance: what was asked when, and what people and agents then did. */

export type Act =
  | { readonly kind: "acknowledge" }
  | {
      readonly kind: "respond";
      readonly verdict: "approve" | "deny";
      readonly reason: string | null;
      readonly code: string | null;
      /** Who answers; left out, whoever may. */
      readonly person?: string;
    }
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "ask"; readonly text: string }
  | { readonly kind: "answer"; readonly text: string }
  | { readonly kind: "claim" }
  | { readonly kind: "report"; readonly status: "succeeded" | "failed"; readonly error: string | null }
  | { readonly kind: "withdraw"; readonly reason: string };

export type Story = {
  readonly at: Date;
  readonly asking: Asking;
  /** In seconds after it was asked. */
  readonly acts: readonly { readonly after: number; readonly act: Act }[];
  /** The story of the same agent that this one ends. */
  readonly replaces: Story | null;
};

type Ending = "succeeded" | "failed" | "lapsed" | "denied" | "silence" | "withdrawn" | "replaced";

const DAYS = 30;
const MINUTE = 60;
const HOUR = 3600;

/** How long after its opening the last thing can happen to a request of this kind, in seconds. */
const LONGEST: Readonly<Record<Kind, number>> = {
  refund: HOUR,
  large_refund: 5 * HOUR,
  files_delete: 3 * HOUR,
  export: 2 * HOUR,
  force_push: HOUR,
  branch_delete: HOUR,
  dns_change: HOUR,
  small_refund: MINUTE,
  payout: MINUTE,
  commit: MINUTE,
  lookup: MINUTE,
};

/** Before the first of the stories below. */
export const dawnOf = (present: Date): Date => daysBefore(present, DAYS + 1);

const daysBefore = (at: Date, days: number): Date => new Date(at.getTime() - days * 24 * HOUR * 1000);

/** Everything that happened before `present`, oldest first; what was asked last is still waiting. */
export function storiesBefore(present: Date): readonly Story[] {
  const dice = new Dice(20_260_105);
  const stories: Story[] = [];
  for (let day = DAYS; day >= 0; day--) stories.push(...dayOf(dice, daysBefore(present, day)));
  const over = stories.filter((story) => endsBefore(story, present));
  return [...over, ...waiting(dice, present)].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The second of two stories goes with the first, or there would be a replacement of nothing. */
function endsBefore(story: Story, present: Date): boolean {
  const kindOf = ({ asking }: Story) => TOOLS[asking.input.tool ?? ""] ?? "large_refund";
  return story.at.getTime() + 1000 * (LONGEST[kindOf(story)] + HOUR) < present.getTime();
}

const TOOLS: Readonly<Record<string, Kind>> = {
  "refund.create": "large_refund",
  "files.delete": "files_delete",
  "crm.export": "export",
  "git.push_force": "force_push",
  "git.branch_delete": "branch_delete",
  "dns.update": "dns_change",
};

/** A working day is busy, a weekend is not; one export in a few is asked for when nobody is at the desk. */
function dayOf(dice: Dice, day: Date): Story[] {
  const isWeekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
  const told: Story[] = [];
  for (let count = isWeekend ? 2 : dice.between(4, 6); count > 0; count--) {
    const kind = dice.weighted(KINDS, "refund");
    told.push(...storyOf(dice, kind, clockOf(dice, day, [7, 17]), dice.weighted(ENDINGS, "succeeded")));
  }
  if (dice.chance(0.15)) told.push(...storyOf(dice, "export", clockOf(dice, day, [20, 22]), "silence"));
  if (dice.chance(0.2)) told.push(...storyOf(dice, "force_push", clockOf(dice, day, [21, 23]), "silence"));
  for (let count = dice.between(1, 3); count > 0; count--) {
    const kind = dice.weighted(UNASKED, "lookup");
    told.push(...storyOf(dice, kind, clockOf(dice, day, [6, 19]), "succeeded"));
  }
  return told;
}

const KINDS: readonly (readonly [number, Kind])[] = [
  [38, "refund"],
  [9, "large_refund"],
  [16, "force_push"],
  [13, "branch_delete"],
  [13, "files_delete"],
  [7, "export"],
  [4, "dns_change"],
];

/** Ruled on at once: nobody is asked. */
const UNASKED: readonly (readonly [number, Kind])[] = [
  [35, "small_refund"],
  [30, "commit"],
  [25, "lookup"],
  [10, "payout"],
];

const ENDINGS: readonly (readonly [number, Ending])[] = [
  [56, "succeeded"],
  [6, "failed"],
  [5, "lapsed"],
  [15, "denied"],
  [7, "silence"],
  [6, "withdrawn"],
  [9, "replaced"],
];

const clockOf = (dice: Dice, day: Date, [first, last]: readonly [number, number]): Date =>
  new Date(
    Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), dice.between(first, last)) +
      dice.between(0, HOUR * 1000 - 1),
  );

function storyOf(dice: Dice, kind: Kind, at: Date, ending: Ending): Story[] {
  const asking = proposalOf(kind, dice);
  const answerAfter = answeredAfter(dice, kind);
  if (ending !== "replaced")
    return [{ at, asking, replaces: null, acts: actsOf(dice, kind, ending, answerAfter) }];
  if (!RECONSIDERED.has(kind))
    return [{ at, asking, replaces: null, acts: actsOf(dice, kind, "withdrawn", answerAfter) }];
  const first: Story = { at, asking, replaces: null, acts: [] };
  const later = new Date(at.getTime() + dice.between(40, 150) * 1000);
  const acts = actsOf(dice, kind, "succeeded", answerAfter);
  return [first, { at: later, asking: reconsidered(asking), replaces: first, acts }];
}

/** Of these an agent can ask for less. */
const RECONSIDERED: ReadonlySet<Kind> = new Set(["refund", "large_refund", "files_delete", "export"]);

/** People take their time where there is some. */
function answeredAfter(dice: Dice, kind: Kind): number {
  if (kind === "large_refund" || kind === "files_delete") return dice.between(4 * MINUTE, 50 * MINUTE);
  if (kind === "export") return dice.between(3 * MINUTE, 25 * MINUTE);
  return dice.between(35, 7 * MINUTE);
}

type Timed = Story["acts"][number];

function actsOf(dice: Dice, kind: Kind, ending: Ending, answerAfter: number): readonly Timed[] {
  switch (ending) {
    case "succeeded":
      return [...approval(dice, kind, answerAfter), ...effect(dice, kind, answerAfter, null)];
    case "failed":
      return [...approval(dice, kind, answerAfter), ...effect(dice, kind, answerAfter, dice.pick(FAILURES))];
    case "lapsed":
      return approval(dice, kind, answerAfter);
    case "denied":
      return [
        {
          after: answerAfter,
          act: { kind: "respond", verdict: "deny", ...dice.pick(DENIALS[kind] ?? DENIED) },
        },
      ];
    case "silence":
      return dice.chance(0.3) ? [{ after: dice.between(60, 240), act: { kind: "acknowledge" } }] : [];
    case "withdrawn":
      return [{ after: dice.between(45, 400), act: { kind: "withdraw", reason: dice.pick(WITHDRAWALS) } }];
    case "replaced":
      return [];
    default:
      return ending satisfies never;
  }
}

function approval(dice: Dice, kind: Kind, after: number): readonly Timed[] {
  const reason = kind === "export" || dice.chance(0.35) ? dice.pick(APPROVALS) : null;
  const yes: Act = { kind: "respond", verdict: "approve", reason, code: null };
  const looking: readonly Timed[] = dice.chance(0.3)
    ? [{ after: Math.round(after / 2), act: { kind: "acknowledge" } }]
    : [];
  const remark: readonly Timed[] = dice.chance(0.12)
    ? [{ after: Math.round(after * 0.75), act: { kind: "comment", text: dice.pick(REMARKS) } }]
    : [];
  const second: readonly Timed[] = kind === "large_refund" ? [{ after: after + SECOND_AFTER, act: yes }] : [];
  return [...looking, ...remark, { after, act: yes }, ...second];
}

const SECOND_AFTER = 9 * MINUTE;

/** The agent is waiting: it claims within seconds of the yes that counts. */
function effect(dice: Dice, kind: Kind, answered: number, error: string | null): readonly Timed[] {
  const decided = kind === "large_refund" ? answered + SECOND_AFTER : answered;
  const claimed = decided + dice.between(1, 9);
  const status = error === null ? "succeeded" : "failed";
  return [
    { after: claimed, act: { kind: "claim" } },
    { after: claimed + dice.between(1, 30), act: { kind: "report", status, error } },
  ];
}

/** Three that still wait, with hours ahead for two of them, so that a newcomer finds something to decide. */
function waiting(dice: Dice, present: Date): Story[] {
  const before = (minutes: number) =>
    new Date(present.getTime() - minutes * MINUTE * 1000 - dice.between(0, 30_000));
  const ask = (kind: Kind, at: Date, acts: readonly Timed[]): Story => ({
    at,
    asking: proposalOf(kind, dice),
    acts,
    replaces: null,
  });
  const firstYes: Act = {
    kind: "respond",
    verdict: "approve",
    reason: "Checked against the invoice.",
    code: null,
    person: "bo",
  };
  const asked: Act = { kind: "ask", text: "Does anybody outside the team still read these?" };
  const answered: Act = {
    kind: "answer",
    text: "No reference outside the repository was found. The last read was in March.",
  };
  return [
    ask("large_refund", before(34), [{ after: 12 * MINUTE, act: firstYes }]),
    ask("files_delete", before(11), [
      { after: 4 * MINUTE, act: asked },
      { after: 4 * MINUTE + 20, act: answered },
    ]),
    ask("refund", before(2), []),
  ];
}
