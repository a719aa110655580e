import { createHash } from "node:crypto";
import { ProposeInput } from "@/lib/contract/actions";
import type { Dice } from "./dice";

/** What the demo's agents ask for. Each proposal is one that an agent's harness could send, word for word. */

export type Kind =
  | "refund"
  | "large_refund"
  | "small_refund"
  | "payout"
  | "force_push"
  | "branch_delete"
  | "files_delete"
  | "export"
  | "commit"
  | "lookup"
  | "dns_change";

export type Asking = { readonly agent: string; readonly input: ProposeInput };

export function proposalOf(kind: Kind, dice: Dice): Asking {
  const run = `run_${hex(dice, 12)}`;
  const { agent, task, ...body } = BODIES[kind](dice);
  const step = (body.path?.length ?? 0) + 1;
  const { path = [], ...rest } = body;
  return { agent, input: ProposeInput.parse({ ...rest, run: { id: run, task, step, path } }) };
}

/** The same with less in it: what an agent asks for when it thinks again. */
export function reconsidered({ agent, input }: Asking): Asking {
  const { amount_cents, paths, records } = input.arguments;
  const smaller = {
    ...(typeof amount_cents === "number" ? { amount_cents: Math.round(amount_cents * 0.8) } : {}),
    ...(Array.isArray(paths) ? { paths: paths.slice(0, -1) } : {}),
    ...(Array.isArray(records) ? { records: records.slice(0, -1) } : {}),
  };
  return { agent, input: { ...input, arguments: { ...input.arguments, ...smaller } } };
}

type Body = {
  readonly agent: string;
  readonly task: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly path?: readonly { readonly tool: string; readonly summary: string }[];
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly on_behalf_of?: string;
  readonly explanation: { readonly title: string; readonly why: string };
};

const BODIES: Readonly<Record<Kind, (dice: Dice) => Body>> = {
  refund: (dice) => refund(dice, dice.between(205, 990)),
  large_refund: (dice) => refund(dice, dice.between(1_050, 4_800)),
  small_refund: (dice) => refund(dice, dice.between(8, 190)),
  payout: (dice) => {
    const amount = dice.between(300, 9_000);
    return {
      agent: "support-bot",
      task: `Resolve ticket ${ticket(dice)}`,
      tool: "payout.create",
      arguments: { iban: "ES91 2100 0418 4502 0005 1332", amount_cents: amount * 100, currency: "EUR" },
      explanation: { title: `Pay out ${amount} EUR`, why: "The supplier asks for the money by transfer." },
    };
  },
  force_push: (dice) => {
    const repository = dice.pick(REPOSITORIES);
    const dropped = dice.between(3, 41);
    return {
      ...release(repository),
      tool: "git.push_force",
      arguments: {
        remote: "origin",
        branch: "main",
        from: commit(dice),
        to: commit(dice),
        drops_commits: dropped,
      },
      explanation: { title: "Rewrite the history of main", why: dice.pick(REWRITES) },
    };
  },
  branch_delete: (dice) => {
    const repository = dice.pick(REPOSITORIES);
    const branch = `release/${dice.between(1, 4)}.${dice.between(0, 19)}`;
    return {
      ...release(repository),
      tool: "git.branch_delete",
      arguments: { remote: "origin", branch, from: commit(dice) },
      explanation: {
        title: `Delete the branch ${branch}`,
        why: "Nobody has pushed to it since the release.",
      },
    };
  },
  files_delete: (dice) => {
    const repository = dice.pick(REPOSITORIES);
    const folder = dice.pick(["exports", "fixtures/old", "reports/2024", "tmp/dumps"]);
    const paths = Array.from({ length: dice.between(6, 34) }, (_, index) => `${folder}/${month(index)}.csv`);
    return {
      ...release(repository),
      tool: "files.delete",
      arguments: { parent: commit(dice), paths, message: `Delete ${paths.length} files of ${folder}` },
      explanation: {
        title: `Delete ${paths.length} files`,
        why: `${folder} looks unused: nothing in src reads it.`,
      },
    };
  },
  export: (dice) => {
    const segment = dice.pick([
      "churned in spring",
      "trial without card",
      "enterprise, north",
      "asked about invoices",
    ]);
    const records = Array.from({ length: dice.between(40, 320) }, (_, index) => `cus_${1000 + index * 7}`);
    return {
      agent: "research-bot",
      task: "Interview candidates for the pricing study",
      tool: "crm.export",
      arguments: {
        segment,
        records,
        destination: dice.pick(["sheets:pricing-study", "s3://acme-research/interviews"]),
      },
      path: [{ tool: "crm.search", summary: `${records.length} customers match “${segment}”` }],
      explanation: {
        title: `Export ${records.length} customers`,
        why: "The study needs names and addresses to invite them.",
      },
    };
  },
  commit: (dice) => ({
    ...release(dice.pick(REPOSITORIES)),
    tool: dice.pick(["git.commit", "git.push"]),
    arguments: {
      branch: "main",
      parent: commit(dice),
      message: dice.pick(["Note the release", "Raise the version", "Fix a typing error"]),
    },
    explanation: { title: "Commit to main", why: "Part of the release checklist." },
  }),
  lookup: (dice) => ({
    agent: dice.pick(["support-bot", "research-bot"]),
    task: `Resolve ticket ${ticket(dice)}`,
    tool: "crm.lookup",
    arguments: { customer: `cus_${dice.between(1000, 9999)}` },
    explanation: { title: "Look up a customer", why: "To see what was charged." },
  }),
  dns_change: (dice) => ({
    ...release("infrastructure"),
    tool: "dns.update",
    arguments: {
      zone: "acme.test",
      name: dice.pick(["api", "status", "pay"]),
      type: "CNAME",
      value: "edge-2.acme.test",
    },
    explanation: {
      title: "Point a name at another edge",
      why: "The old edge is to be switched off on Friday.",
    },
  }),
};

function refund(dice: Dice, amount: number): Body {
  const cents = amount * 100 + dice.pick([0, 0, 50, 90, 99]);
  const currency = dice.pick(["EUR", "EUR", "EUR", "USD", "GBP"]);
  const shown = `${(cents / 100).toFixed(2)} ${currency}`;
  return {
    agent: "support-bot",
    task: `Resolve ticket ${ticket(dice)}`,
    tool: "refund.create",
    arguments: { order: String(dice.between(8_100, 9_990)), amount_cents: cents, currency },
    path: [{ tool: "crm.lookup", summary: "account verified, paid by card" }],
    facts: { account_verified: true },
    on_behalf_of: `user:${dice.pick(["maria", "jonas", "aiko", "priya", "tom"])}`,
    explanation: { title: `Refund ${shown}`, why: dice.pick(COMPLAINTS) },
  };
}

const release = (repository: string): Pick<Body, "agent" | "task" | "path"> => ({
  agent: "release-bot",
  task: `Prepare ${repository} for its next release`,
  path: [
    { tool: "git.commit", summary: "changelog written" },
    { tool: "git.push", summary: "main is on the remote" },
  ],
});

const REPOSITORIES = ["billing", "storefront", "ledger-api", "mailer"] as const;

const COMPLAINTS = [
  "The customer was charged twice.",
  "The parcel never arrived, and the carrier confirms it.",
  "The subscription was cancelled before it renewed.",
  "The item came damaged; photos are in the ticket.",
  "A promised discount was not applied to a yearly plan.",
  "Wrong size delivered twice in a row.",
] as const;

const REWRITES = [
  "A gateway key was committed once; squashing the history removes it.",
  "A customer's export was committed by mistake and must not stay in the history.",
  "The merge of Tuesday doubled every commit; this puts main back in order.",
] as const;

const ticket = (dice: Dice): number => dice.between(5_100, 5_990);
const month = (index: number): string =>
  `${2023 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
const hex = (dice: Dice, length: number): string =>
  createHash("sha256").update(String(dice.roll())).digest("hex").slice(0, length);
const commit = (dice: Dice): string => hex(dice, 40);
