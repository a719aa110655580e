/**
 * What is known about a condition before it runs: the variables it may name, their fields and their kinds. A typo or
 * an impossible comparison is refused when somebody saves it, not discovered when an agent stands at the gate.
 */

export type ConditionType =
  | { readonly kind: "dyn" }
  | Scalar<"bool" | "number" | "null" | "timestamp" | "duration">
  | {
      readonly kind: "string";
      readonly nullable?: boolean;
      /** The only values it can have: comparing it with any other word is a typo. */
      readonly oneOf?: readonly string[];
    }
  | { readonly kind: "list"; readonly nullable?: boolean; readonly element: ConditionType }
  | ObjectType;

type Scalar<Kind> = { readonly kind: Kind; readonly nullable?: boolean };

export type ObjectType = {
  readonly kind: "object";
  readonly nullable?: boolean;
  readonly fields: ReadonlyMap<string, ConditionType>;
  /** The kind of every other field; null when there is none, and naming one is an error. */
  readonly rest: ConditionType | null;
  /** Who says which fields there are, for the error: "the input_schema of payments.refund". */
  readonly declaredBy: string | null;
};

export const DYN: ConditionType = { kind: "dyn" };
export const BOOL: ConditionType = { kind: "bool" };
export const NUMBER: ConditionType = { kind: "number" };
export const STRING: ConditionType = { kind: "string" };
export const NULL: ConditionType = { kind: "null" };
export const TIMESTAMP: ConditionType = { kind: "timestamp" };
export const DURATION: ConditionType = { kind: "duration" };

export const listOf = (element: ConditionType): ConditionType => ({ kind: "list", element });

export const objectOf = (fields: Readonly<Record<string, ConditionType>>): ConditionType => ({
  kind: "object",
  fields: new Map(Object.entries(fields)),
  rest: null,
  declaredBy: null,
});

/** Any fields of any kind: facts, and arguments of a surface without a schema. */
export const OPEN_OBJECT: ConditionType = { kind: "object", fields: new Map(), rest: DYN, declaredBy: null };

const NULLABLE_STRING: ConditionType = { kind: "string", nullable: true };
const NULLABLE_NUMBER: ConditionType = { kind: "number", nullable: true };

export const TIERS = ["autonomous", "preapproved", "approval", "prohibited"] as const;
export type Tier = (typeof TIERS)[number];

export const REVERSIBILITIES = ["read_only", "reversible", "externally_reversible", "irreversible"] as const;
export type Reversibility = (typeof REVERSIBILITIES)[number];

/** As in the windows of a schedule. */
export const WEEKDAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * What conditions may name, with the wire's spelling. `surface`, `tool` and `subject` are null when there is none,
 * so `subject == "user:maria"` is simply false for an action on nobody's behalf.
 */
export type ConditionContext = {
  readonly agent: { readonly id: string; readonly owner: string | null };
  readonly action: {
    readonly surface: string | null;
    readonly tool: string | null;
    readonly tool_version: string | null;
    readonly tier: Tier | null;
    readonly reversibility: Reversibility | null;
  };
  readonly surface: string | null;
  readonly tool: string | null;
  readonly args: unknown;
  readonly facts: unknown;
  readonly path: {
    readonly tools: readonly string[];
    readonly steps: readonly PathStep[];
    readonly length: number;
    /** Where the steps that say so took their input from, each once, in the order of the path. */
    readonly sources: readonly string[];
    /** What the gate has refused in this run within a day, the latest first. The gate's own record, not the agent's. */
    readonly denials: readonly Denial[] | undefined;
  };
  readonly run: { readonly id: string | null; readonly task: string | null; readonly step: number | null };
  readonly subject: string | null;
  readonly delegation: readonly { readonly agent: string }[];
  /** `hour` (0–23) and `weekday` are those of the organisation's own time zone. */
  readonly org: {
    readonly id: string;
    readonly time: Date;
    readonly hour: number;
    readonly weekday: Weekday;
    readonly counters: Counters | undefined;
  };
  /** What this agent did before, by the gate's own record. */
  readonly history: History | undefined;
};

export type PathStep = {
  readonly tool: string;
  readonly at?: string;
  readonly summary?: string;
  readonly source?: string;
};

export type Denial = {
  readonly tool: string | null;
  readonly surface: string | null;
  /** `blocked` by the gate, else the cause of the decision: approver, deadline, unroutable. */
  readonly cause: string;
};

/** Of the whole organisation: actions proposed in the last hour and day, and requests that wait now. */
export const COUNTERS = ["actions_hour", "actions_day", "pending"] as const;
export type Counters = Readonly<Record<(typeof COUNTERS)[number], number>>;

/** Of the agent, in the last hour (`_hour`) or day; `tool_…` with this tool, `run_…` in this run. */
export const HISTORY = [
  "actions_hour",
  "actions_day",
  "tool_hour",
  "tool_day",
  "run_actions",
  "blocked_day",
  "denied_day",
  "approved_day",
  "failed_day",
] as const;
export type History = Readonly<Record<(typeof HISTORY)[number], number>>;

const numbers = (names: readonly string[]): ConditionType =>
  objectOf(Object.fromEntries(names.map((name) => [name, NUMBER])));

/** The declarations of `ConditionContext`: a name in one and not in the other does not compile. */
export function conditionVariables(args: ConditionType): ReadonlyMap<string, ConditionType> {
  const variables: Readonly<Record<keyof ConditionContext, ConditionType>> = {
    agent: objectOf({ id: STRING, owner: NULLABLE_STRING }),
    action: objectOf({
      surface: NULLABLE_STRING,
      tool: NULLABLE_STRING,
      tool_version: NULLABLE_STRING,
      tier: { kind: "string", nullable: true, oneOf: TIERS },
      reversibility: { kind: "string", nullable: true, oneOf: REVERSIBILITIES },
    }),
    surface: NULLABLE_STRING,
    tool: NULLABLE_STRING,
    args,
    facts: OPEN_OBJECT,
    path: objectOf({
      tools: listOf(STRING),
      steps: listOf(objectOf({ tool: STRING, at: STRING, summary: STRING, source: STRING })),
      length: NUMBER,
      sources: listOf(STRING),
      denials: listOf(objectOf({ tool: NULLABLE_STRING, surface: NULLABLE_STRING, cause: STRING })),
    }),
    run: objectOf({ id: NULLABLE_STRING, task: NULLABLE_STRING, step: NULLABLE_NUMBER }),
    subject: NULLABLE_STRING,
    delegation: listOf(objectOf({ agent: STRING })),
    org: objectOf({
      id: STRING,
      time: TIMESTAMP,
      hour: NUMBER,
      weekday: { kind: "string", oneOf: WEEKDAYS },
      counters: numbers(COUNTERS),
    }),
    history: numbers(HISTORY),
  };
  return new Map(Object.entries(variables));
}

export const isNullable = (type: ConditionType): boolean =>
  type.kind === "null" || (type.kind !== "dyn" && type.nullable === true);

/** Could a value of this type be of that kind? Null is left to the comparison. */
export const mayBe = (type: ConditionType, kind: ConditionType["kind"]): boolean =>
  type.kind === "dyn" || type.kind === kind;

/** The type of a value that is one or the other. */
export function eitherOf(left: ConditionType, right: ConditionType): ConditionType {
  if (left === right) return left;
  if (left.kind !== right.kind) return DYN;
  if (left.kind === "list" && right.kind === "list") return listOf(eitherOf(left.element, right.element));
  if (left.kind === "list" || left.kind === "object" || left.kind === "dyn") return DYN;
  return { kind: left.kind, nullable: isNullable(left) || isNullable(right) };
}

const NAMES: Readonly<Record<ConditionType["kind"], string>> = {
  dyn: "a value",
  bool: "true or false",
  number: "a number",
  string: "a string",
  null: "null",
  timestamp: "a timestamp",
  duration: "a duration",
  list: "a list",
  object: "an object",
};

export const typeName = (type: ConditionType): string => NAMES[type.kind];
