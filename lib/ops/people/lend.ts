import { checkDelegations } from "@/lib/contract/check-delegations";
import type { ConfigDocument } from "@/lib/contract/config";
import { DomainError, type FieldError } from "@/lib/contract/errors";
import type { DelegationView, LendInput } from "@/lib/contract/people-own";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { changeConfig } from "../config/apply";
import type { Context, PersonActor } from "../context";
import { delegationView } from "./delegations";

type Delegation = ConfigDocument["delegations"][number];

/** Nobody plans more absences than this, and every one of them is in the configuration. */
const MOST_AHEAD = 20;

/**
 * Lend one's own authority to somebody for a time. Errors: invalid (no such person, oneself, an auditor, a time that is
 * over, too long or taken, a circle), already_exists (exactly this is there).
 */
export async function lend(ctx: Context<PersonActor>, input: LendInput): Promise<DelegationView> {
  const { person } = ctx.actor;
  let view: DelegationView | null = null;
  await changeConfig(ctx, (document, { now }) => {
    const made = delegationOf(person, input, now);
    if (document.delegations.some(({ id }) => id === made.id))
      throw new DomainError("already_exists", "Exactly this is arranged already.", {
        facts: { delegation: made.id },
      });
    const errors = findings(document, made, now);
    if (errors.length > 0)
      throw new DomainError("invalid", `Nothing was lent: ${errors[0]?.message}.`, { errors });
    view = delegationView(made, now);
    return { ...document, delegations: [...document.delegations, made] };
  });
  if (view === null) throw new Error("a delegation was stored and never made");
  return view;
}

function delegationOf(from: string, { to, start, end, reason }: LendInput, now: Date): Delegation {
  const time = {
    start: (start == null ? now : new Date(start)).toISOString(),
    end: new Date(end).toISOString(),
  };
  const said = canonicalJson([from, to, time.start, time.end]);
  const id = `away-${sha256(said).slice("sha256:".length, "sha256:".length + 20)}`;
  return { id, from, to, ...time, reason: reason ?? null };
}

/** In the words of the body. */
function findings(document: ConfigDocument, made: Delegation, now: Date): readonly FieldError[] {
  const { people, delegations } = document;
  const at = (path: string, message: string) => [{ path, message }];
  if (!people.some(({ id }) => id === made.to)) return at("/to", `there is no person called ${made.to}`);
  if (Date.parse(made.end) <= now.getTime()) return at("/end", "must be in the future");
  const ahead = delegations.filter(({ from, end }) => from === made.from && Date.parse(end) > now.getTime());
  if (ahead.length >= MOST_AHEAD) return at("/start", `${MOST_AHEAD} absences are planned already`);
  return checkDelegations({ people, delegations: [...delegations, made] }).map(({ path, message }) => {
    const field = path.startsWith(`/delegations/${delegations.length}/`) ? path.split("/").at(-1) : "to";
    return { path: `/${field}`, message };
  });
}
