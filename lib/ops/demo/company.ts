import { ConfigDocument, type ConfigDocumentInput } from "@/lib/contract/config";

/**
 * The demo company: nobody in it exists, and its domain is reserved for tests. Two teams answer for what three agents
 * may not do alone. Owners never approve for their own agent, so each agent's approvers are other people.
 */
export const DEMO_ORGANISATION = { id: "acme", name: "Acme" } as const;

/** Signs version 1 of the configuration. */
export const DEMO_AUTHOR = "demo";

const ORGANISATION: ConfigDocumentInput["organisation"] = {
  ...DEMO_ORGANISATION,
  time_zone: "Europe/Madrid",
  default_route: "default",
  fallback: { notify: ["person:ana", "person:dan"] },
};

const PEOPLE: ConfigDocumentInput["people"] = [
  { id: "ana", name: "Ana Ruiz", email: "ana@acme.test", role: "admin", level: 3 },
  { id: "bo", name: "Bo Lindqvist", email: "bo@acme.test", role: "member", level: 2 },
  { id: "cleo", name: "Cleo Marchetti", email: "cleo@acme.test", role: "member", level: 2 },
  { id: "dan", name: "Daniel Okafor", email: "dan@acme.test", role: "manager", level: 3 },
  { id: "eva", name: "Eva Nováková", email: "eva@acme.test", role: "member", level: 2 },
  { id: "mia", name: "Mia Tanaka", email: "mia@acme.test", role: "auditor", level: 1 },
];

const TEAMS: ConfigDocumentInput["teams"] = [
  { id: "payments", name: "Payments", members: ["ana", "bo", "cleo"] },
  { id: "platform", name: "Platform", members: ["dan", "eva", "mia"] },
];

const SCHEDULES: ConfigDocumentInput["schedules"] = [
  {
    id: "payments-on-call",
    name: "Payments on call",
    layers: [
      { rotation: { type: "weekly", start: "2026-01-05T09:00", participants: ["bo", "cleo", "ana"] } },
    ],
  },
  {
    id: "platform-on-call",
    name: "Platform on call",
    layers: [{ rotation: { type: "weekly", start: "2026-01-05T09:00", participants: ["dan", "eva"] } }],
  },
  {
    // Nobody sits there at night or at the weekend, on purpose: this is what a gap looks like.
    id: "records-desk",
    name: "Records desk",
    layers: [
      {
        rotation: { type: "daily", start: "2026-01-05T09:00", participants: ["bo", "eva"] },
        windows: [{ weekdays: ["mo", "tu", "we", "th", "fr"], start: "09:00", end: "18:00" }],
      },
    ],
  },
];

const AGENTS: ConfigDocumentInput["agents"] = [
  { id: "release-bot", name: "Release bot", owner: "cleo", limits: { per_minute: 120, open_requests: 20 } },
  { id: "support-bot", name: "Support bot", owner: "dan", limits: { per_minute: 60, open_requests: 20 } },
  { id: "research-bot", name: "Research bot", owner: "eva", limits: { per_minute: 30, open_requests: 5 } },
];

const commit = { type: "string", pattern: "^[0-9a-f]{40}$" };
const name = { type: "string", minLength: 1, maxLength: 200 };
const path = { type: "string", minLength: 1, maxLength: 500 };

const object = (required: string[], properties: Record<string, unknown>) => ({
  type: "object",
  required,
  properties,
  additionalProperties: false,
});

/** The surfaces of the demo agents: their schemas take what `countersign demo-agent` and `countersign ask` send. */
const SURFACES: ConfigDocumentInput["surfaces"] = [
  {
    id: "payments.refund",
    name: "Refund a customer",
    tools: ["refund.create"],
    tier: "approval",
    reversibility: "externally_reversible",
    owner: "team:payments",
    input_schema: object(["order", "amount_cents", "currency"], {
      order: name,
      amount_cents: { type: "integer", minimum: 1, maximum: 100_000_000 },
      currency: { type: "string", pattern: "^[A-Z]{3}$" },
    }),
  },
  {
    id: "payments.payout",
    name: "Pay out to a bank account",
    tools: ["payout.create"],
    tier: "prohibited",
    reversibility: "irreversible",
    owner: "team:payments",
  },
  {
    id: "git.write",
    name: "Commit and push",
    tools: ["git.commit", "git.push"],
    tier: "autonomous",
    reversibility: "reversible",
    owner: "team:platform",
  },
  {
    id: "git.history",
    name: "Rewrite or delete history",
    tools: ["git.push_force", "git.branch_delete"],
    tier: "approval",
    reversibility: "irreversible",
    owner: "team:platform",
    input_schema: object(["remote", "branch", "from"], {
      remote: name,
      branch: name,
      from: commit,
      to: commit,
      drops_commits: { type: "integer", minimum: 0 },
    }),
  },
  {
    id: "files.delete",
    name: "Delete files",
    tools: ["files.delete"],
    tier: "approval",
    reversibility: "irreversible",
    owner: "team:platform",
    input_schema: object(["paths"], {
      parent: commit,
      paths: { type: "array", minItems: 1, maxItems: 5000, items: path },
      message: name,
    }),
  },
  {
    id: "crm.read",
    name: "Look something up in the CRM",
    tools: ["crm.lookup", "crm.search"],
    tier: "autonomous",
    reversibility: "read_only",
    owner: "team:payments",
  },
  {
    id: "crm.export",
    name: "Export customer records",
    tools: ["crm.export"],
    tier: "approval",
    reversibility: "irreversible",
    owner: "team:payments",
    input_schema: object(["segment", "records", "destination"], {
      segment: name,
      records: { type: "array", minItems: 1, maxItems: 5000, items: name },
      destination: name,
    }),
  },
];

const POLICIES: ConfigDocumentInput["policies"] = [
  {
    id: "refund-within-limit",
    surface: "payments.refund",
    when: "args.amount_cents <= 20000 && facts.account_verified",
    verdict: "allow",
    reason_code: "refund_within_limit",
    reason: "Up to 200 on a verified account is refunded without asking.",
  },
  {
    id: "refund-over-limit",
    surface: "payments.refund",
    when: "args.amount_cents > 20000 && args.amount_cents <= 100000",
    verdict: "escalate",
    route: "payments",
    reason_code: "refund_over_limit",
    reason: "More than 200 needs a person of the payments team.",
  },
  {
    id: "refund-four-eyes",
    surface: "payments.refund",
    when: "args.amount_cents > 100000",
    verdict: "escalate",
    route: "payments-large",
    reason_code: "refund_four_eyes",
    reason: "More than 1,000 needs two people of the payments team.",
  },
  {
    // Tried out before it is enforced: what it would have said stands beside every ruling.
    id: "refund-other-currency",
    surface: "payments.refund",
    when: "args.currency != 'EUR'",
    verdict: "escalate",
    route: "payments",
    reason_code: "other_currency",
    mode: "shadow",
  },
];

const team = (id: string, approve = 1) => ({
  thresholds: [{ from: [`team:${id}`, "person:ana"], approve, deny: 1, level: 2 }],
});

const ROUTES: ConfigDocumentInput["routes"] = [
  {
    id: "payments",
    name: "Payments",
    when: "surface == 'payments.refund'",
    deadline: "15m",
    approval: { sets: [team("payments")], assurance: "session" },
    steps: [
      { after: "0m", notify: ["schedule:payments-on-call"], via: ["web", "slack", "email"] },
      { after: "5m", notify: ["person:ana"] },
    ],
  },
  {
    id: "payments-large",
    name: "Payments, four eyes",
    deadline: "4h",
    approval: { sets: [team("payments", 2)], assurance: "session" },
    steps: [
      { after: "0m", notify: ["schedule:payments-on-call", "person:ana"], via: ["web", "slack", "email"] },
      { after: "20m", notify: ["team:payments"] },
    ],
  },
  {
    id: "platform",
    name: "Platform",
    when: "surface == 'git.history'",
    deadline: "10m",
    approval: { sets: [team("platform")], assurance: "session" },
    steps: [
      { after: "0m", notify: ["schedule:platform-on-call"], via: ["web", "slack"] },
      { after: "3m", notify: ["person:dan", "person:ana"] },
    ],
  },
  {
    id: "files",
    name: "Deletions",
    when: "surface == 'files.delete'",
    deadline: "2h",
    approval: { sets: [team("platform")], assurance: "session" },
    steps: [
      { after: "0m", notify: ["schedule:platform-on-call"], via: ["web", "slack"] },
      { after: "15m", notify: ["person:dan"] },
      { after: "45m", notify: ["person:ana"] },
    ],
  },
  {
    id: "records",
    name: "Customer records",
    when: "surface == 'crm.export'",
    deadline: "1h",
    approval: {
      sets: [{ thresholds: [{ from: ["schedule:records-desk"], level: 2 }] }],
      assurance: "session",
      reason_required: true,
    },
    steps: [{ after: "0m", notify: ["schedule:records-desk"] }],
  },
  {
    id: "default",
    name: "Everything else",
    deadline: "15m",
    approval: { sets: [{ thresholds: [{ from: ["person:ana", "person:dan"] }] }], assurance: "session" },
    steps: [
      { after: "0m", notify: ["person:dan"] },
      { after: "5m", notify: ["person:ana"] },
    ],
  },
];

export const demoDocument = (): ConfigDocument =>
  ConfigDocument.parse({
    version: 1,
    organisation: ORGANISATION,
    people: PEOPLE,
    teams: TEAMS,
    schedules: SCHEDULES,
    agents: AGENTS,
    surfaces: SURFACES,
    policies: POLICIES,
    routes: ROUTES,
  } satisfies ConfigDocumentInput);
