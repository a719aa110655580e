/** The company most tests work in, as the configuration document of the contract. */

export type Item = Readonly<Record<string, unknown>> & { readonly id: string };

export type CompanyDocument = {
  readonly version: 1;
  readonly organisation: Item;
  readonly people: readonly Item[];
  readonly teams: readonly Item[];
  readonly schedules: readonly Item[];
  readonly channels: readonly Item[];
  readonly slack_groups?: readonly Item[];
  readonly agents: readonly Item[];
  readonly surfaces: readonly Item[];
  readonly policies: readonly Item[];
  readonly routes: readonly Item[];
};

const person = (id: string, role: string, level: number): Item => ({
  id,
  name: `${id.charAt(0).toUpperCase()}${id.slice(1)} Example`,
  email: `${id}@acme.test`,
  role,
  level,
});

/**
 * ana (admin, level 3), bo (owns support-bot), cy (level 1) and di (manager) are the payments team; flo is a member of
 * nothing that matters, ed an auditor. di is paged first, ana five minutes later.
 */
export const company = (id: string): CompanyDocument => ({
  version: 1,
  organisation: {
    id,
    name: `Company ${id}`,
    time_zone: "Europe/Madrid",
    default_route: "general",
    fallback: { notify: ["person:ana"] },
  },
  people: [
    person("ana", "admin", 3),
    person("bo", "member", 2),
    person("cy", "member", 1),
    person("di", "manager", 2),
    person("ed", "auditor", 3),
    person("flo", "member", 2),
  ],
  teams: [
    { id: "payments", name: "Payments", members: ["ana", "bo", "cy", "di"] },
    { id: "ops", name: "Operations", members: ["flo"] },
  ],
  schedules: [
    {
      id: "payments-on-call",
      time_zone: "Europe/Madrid",
      layers: [
        {
          rotation: {
            type: "weekly",
            shift_length: 1,
            start: "2026-11-02T09:00",
            participants: ["ana", "di"],
          },
        },
      ],
    },
  ],
  channels: [],
  agents: [
    { id: "support-bot", name: "Support bot", owner: "bo" },
    { id: "other-bot", name: "Other bot", owner: "flo" },
  ],
  surfaces: [
    {
      id: "payments.refund",
      tools: ["refund.create"],
      tier: "approval",
      reversibility: "irreversible",
      owner: "team:payments",
      input_schema: {
        type: "object",
        required: ["amount_cents"],
        properties: { amount_cents: { type: "integer", minimum: 0 } },
      },
    },
    { id: "docs.read", tools: ["docs.read"], tier: "autonomous", reversibility: "read_only" },
    { id: "database.drop", tools: ["database.drop"], tier: "prohibited", reversibility: "irreversible" },
    { id: "mail.send", tools: ["mail.send"], tier: "approval", reversibility: "irreversible" },
  ],
  policies: [
    {
      id: "refund-autonomous",
      surface: "payments.refund",
      when: "args.amount_cents <= 20000 && facts.account_verified && !('notes.unrelated' in path.tools)",
      verdict: "allow",
      reason_code: "refund_within_limit",
      mode: "enforce",
    },
    {
      id: "refund-large",
      surface: "payments.refund",
      when: "args.amount_cents > 20000",
      verdict: "escalate",
      route: "payments",
      reason_code: "refund_over_limit",
    },
    { id: "docs-read", surface: "docs.read", verdict: "allow", reason_code: "reading_is_free" },
    {
      id: "mail-watched",
      surface: "mail.send",
      verdict: "block",
      mode: "shadow",
      reason_code: "mail_frozen",
    },
  ],
  routes: [
    {
      id: "payments",
      when: "surface == 'payments.refund'",
      deadline: "15m",
      approval: {
        sets: [{ thresholds: [{ from: ["team:payments"], approve: 1, deny: 1, level: 2 }] }],
        assurance: "session",
      },
      steps: [
        { after: "0m", notify: ["person:di"], via: ["web"] },
        { after: "5m", notify: ["person:ana"], via: ["web"] },
      ],
      ack_timeout: "5m",
      min_remaining: "2m",
    },
    {
      id: "general",
      deadline: "10m",
      approval: { sets: [{ thresholds: [{ from: ["person:ana", "person:flo"], approve: 1, deny: 1 }] }] },
      steps: [{ after: "0m", notify: ["person:flo"], via: ["web"] }],
    },
  ],
});

/** A step that pages these people in the console. */
export const pagingStep = (after: string, ...people: readonly string[]) => ({
  after,
  notify: people.map((id) => `person:${id}`),
  via: ["web"],
});

/** The rule that one of these people decides; `more` asks for more of them, or for a level. */
export const answeredBy = (people: readonly string[], more: object = {}) => ({
  sets: [{ thresholds: [{ from: people.map((id) => `person:${id}`), ...more }] }],
});

/** Adds a route, and a surface `on.<route>` whose every action takes it. */
export function withRoute(document: CompanyDocument, route: Item): CompanyDocument {
  const surface = `on.${route.id}`;
  return {
    ...document,
    surfaces: [...document.surfaces, { id: surface, tools: [surface], tier: "approval" }],
    policies: [
      ...document.policies,
      { id: `to-${route.id}`, surface, verdict: "escalate", route: route.id, reason_code: "routed" },
    ],
    routes: [...document.routes, route],
  };
}

/** Replaces the item with the same id. */
export const edited = (items: readonly Item[], changed: Item): readonly Item[] =>
  items.map((item) => (item.id === changed.id ? { ...item, ...changed } : item));
