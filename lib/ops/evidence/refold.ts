import type { Pin } from "@/lib/core/approval-request";
import { canonicalJson } from "@/lib/core/canonical-json";
import type { EscalationRoute } from "@/lib/core/escalation-route";
import { pinsOf, refold } from "@/lib/core/fold";
import { listHistories, type RequestHistory } from "@/lib/db/audit";
import { snapshotAt } from "../requests/world";

/** Where a request's row does not say what its events amount to. */
export type FoldDifference = { readonly request: string; readonly field: string };

const PAGE = 500;

/**
 * Fold every request of an organisation again from its events and compare with its row. The row is a cache of the
 * fold, so an honest database has no difference.
 */
export async function refoldAll(organisation: string): Promise<readonly FoldDifference[]> {
  const found: FoldDifference[] = [];
  let after = "";
  for (;;) {
    const page = await listHistories(organisation, after, PAGE);
    for (const history of page) found.push(...(await differencesOf(organisation, history)));
    const last = page.at(-1);
    if (!last || page.length < PAGE) return found;
    after = last.id;
  }
}

async function differencesOf(
  organisation: string,
  history: RequestHistory,
): Promise<readonly FoldDifference[]> {
  const difference = (field: string): FoldDifference => ({ request: history.id, field });
  const pins = pinsOf(history.events, { route: history.routeId, configVersion: history.configVersion });
  const routes = new Map<string, EscalationRoute>();
  for (const pin of pins) {
    const route = (await snapshotAt(organisation, pin.configVersion)).routes.get(pin.route);
    if (!route) return [difference("route")];
    routes.set(nameOf(pin), route);
  }
  const [opened, now] = [routes.get(nameOf(pins[0])), pins.at(-1)];
  if (!opened || now?.route !== history.routeId || now.configVersion !== history.configVersion)
    return [difference("route")];
  if (history.events.some(({ seq }, index) => seq !== index + 1)) return [difference("events")];
  const folded = refold(history.id, history.events, opened, (pin) => routes.get(nameOf(pin)) ?? opened);
  if (!folded) return [difference("events")];
  const columns: Readonly<Record<string, readonly [unknown, unknown]>> = {
    state: [history.state, folded],
    status: [history.status, folded.status],
    cause: [history.cause, folded.decision?.cause ?? null],
    version: [history.version, folded.version],
    opened_at: [history.openedAt, folded.openedAt],
    deadline_at: [history.deadlineAt, folded.deadlineAt],
    decided_at: [history.decidedAt, folded.decision?.decidedAt ?? null],
    grant_id: [history.grantId, folded.grant?.id ?? null],
    grant_status: [history.grantStatus, folded.grant?.status ?? null],
  };
  return Object.entries(columns).flatMap(([field, [row, fold]]) =>
    spelling(row) === spelling(fold) ? [] : [difference(field)],
  );
}

const nameOf = (pin: Pin | undefined): string => `${pin?.route}@${pin?.configVersion}`;

/** One spelling for equal values, whatever the order of their keys; instants as the text they are stored as. */
const spelling = (value: unknown): string => canonicalJson({ value: JSON.parse(JSON.stringify(value)) });
