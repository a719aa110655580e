"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import type { CreatedFeed, FeedState } from "@/lib/contract/schedules";
import { getJson, postJson, problemOf, remove } from "../shared/api";
import { Button } from "../shared/button";
import { CopyCommand } from "../shared/copy-command";
import { ProblemNotice } from "../shared/notice";
import { Time } from "../shared/time-view";

/** The schedule in the reader's own calendar, under an address that is a secret and shown once. */
export function FeedCard({ schedule }: { schedule: string }) {
  const path = `/api/v1/schedules/${encodeURIComponent(schedule)}/feed`;
  const queryKey = [...keys.schedules, "feed", schedule];
  const client = useQueryClient();
  const reread = () => client.invalidateQueries({ queryKey });
  const { data } = useQuery({ queryKey, queryFn: () => getJson<FeedState>(path) });
  const make = useMutation({ mutationFn: () => postJson<CreatedFeed>(path, {}), onSuccess: reread });
  const end = useMutation({
    mutationFn: () => remove(path),
    onSuccess: () => {
      make.reset();
      return reread();
    },
  });
  const failed = make.error ?? end.error;
  const feed = data?.feed ?? null;
  return (
    <section aria-labelledby="feed">
      <h2 id="feed" className="mb-2 font-semibold text-sm">
        In your calendar
      </h2>
      <p className="mb-2 text-ink-2 text-sm">
        {feed ? (
          <>
            You have an address for this schedule since <Time at={feed.created_at} />. A new one ends it.
          </>
        ) : (
          "Subscribe to the shifts from any calendar. Whoever has the address may read them."
        )}
      </p>
      {make.data ? <CopyCommand command={make.data.url} /> : null}
      <div className="mt-2 flex gap-2">
        <Button size="small" disabled={make.isPending} onClick={() => make.mutate()}>
          {feed ? "New address" : "Make an address"}
        </Button>
        {feed ? (
          <Button size="small" disabled={end.isPending} onClick={() => end.mutate()}>
            Revoke it
          </Button>
        ) : null}
      </div>
      {failed ? (
        <div role="alert" className="mt-2">
          <ProblemNotice problem={problemOf(failed)} />
        </div>
      ) : null}
    </section>
  );
}
