import { describe, expect, it } from "vitest";
import type { ListRequestsQuery, RequestList, RequestSummary } from "@/lib/contract/requests";
import type { QueueFilters } from "./filters";
import { loadQueuePage, nextCursors, type QueuePage, queueRows } from "./queue-page";

const filters: QueueFilters = {
  tab: "decided",
  status: null,
  cause: null,
  surface: null,
  agent: null,
  q: null,
};

const decided = (minute: number, outcome: "approved" | "denied"): RequestSummary => ({
  id: `req_${outcome}_${minute}`,
  version: 1,
  status: outcome,
  title: "",
  surface: null,
  tool: null,
  agent: { id: "a", name: "A" },
  route: "r",
  reversibility: null,
  tier: null,
  opened_at: "2026-11-20T12:00:00.000Z",
  deadline_at: "2026-11-20T13:00:00.000Z",
  binding_message: "",
  digest: "",
  responses_count: 0,
  acknowledged_by: null,
  waiting_for: [],
  problems: [],
  decision: {
    outcome,
    cause: "approver",
    reason: null,
    decided_at: `2026-11-20T12:${String(minute).padStart(2, "0")}:00.000Z`,
    decided_by: [],
  },
  grant_status: null,
  may_respond: false,
});

/** Two lists, two a page: approvals in even minutes from 20 down, denials in odd ones from 9 down. */
const LISTS = {
  approved: [20, 18, 16, 14].map((minute) => decided(minute, "approved")),
  denied: [9, 7, 5].map((minute) => decided(minute, "denied")),
};

async function load(query: ListRequestsQuery): Promise<RequestList> {
  const all = query.status === "approved" ? LISTS.approved : LISTS.denied;
  const from = Number(query.cursor ?? 0);
  const next_cursor = from + 2 < all.length ? String(from + 2) : null;
  return { requests: all.slice(from, from + 2), next_cursor, counts: { mine: 0, pending: 0 } };
}

const minutes = (pages: readonly QueuePage[]) =>
  queueRows(pages).map((row) => Number(row.decision?.decided_at.slice(14, 16)));

describe("decided requests, approved and denied in one list", () => {
  it("shows nothing below which a newer decision may still be missing", async () => {
    const first = await loadQueuePage(filters, null, load);
    expect(minutes([first])).toEqual([20, 18]);
  });

  it("ends with every decision once, the latest first", async () => {
    const pages: QueuePage[] = [await loadQueuePage(filters, null, load)];
    for (let cursors = nextCursors(pages); cursors; cursors = nextCursors(pages)) {
      pages.push(await loadQueuePage(filters, cursors, load));
    }
    expect(minutes(pages)).toEqual([20, 18, 16, 14, 9, 7, 5]);
  });

  it("one outcome is one list, in the order the server gave it", async () => {
    const page = await loadQueuePage({ ...filters, status: "denied" }, null, load);
    expect(minutes([page])).toEqual([9, 7]);
    expect(nextCursors([page])).toEqual({ denied: "2" });
  });
});
