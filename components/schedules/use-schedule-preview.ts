"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Problem } from "@/lib/contract/common";
import { keys } from "@/lib/contract/keys";
import { postJson, problemOf } from "../shared/api";
import { useSettled } from "../shared/use-settled";
import { gapsIn, hasCalendars, previewInput, type Question, refusalOf, type Shift } from "./gaps";
import type { ScheduleDraft } from "./layer-fields";

export type Preview = {
  readonly from: number;
  /** Of a moment ago while something is typed; null while nothing is known. */
  readonly shifts: readonly Shift[] | null;
  /** Why the server could not say; null while it could. */
  readonly unknownBecause: "invalid" | "failed" | null;
  readonly hasCalendars: boolean;
  readonly question: Question | null;
  /** The draft as it is written now, and whether what stands here is of exactly that. */
  readonly draft: string;
  readonly isCurrent: boolean;
  /** Of exactly the draft as it is written now, however long that takes. */
  readonly ask: () => Promise<Asked>;
};

export type Asked = {
  readonly draft: string;
  readonly question: Question | null;
  /** What is wrong with the draft: there is nothing to be asked about, it cannot be saved. */
  readonly refusal: Problem | null;
};

const asking = (input: string) => ({
  queryKey: [...keys.schedules, "preview", input],
  queryFn: () =>
    postJson<{ readonly shifts: readonly Shift[] }>("/api/v1/schedules/preview", JSON.parse(input)),
  retry: false,
  staleTime: 20_000,
});

/** What the schedule would be, as the server says, once nothing has been typed for a moment. */
export function useSchedulePreview(draft: ScheduleDraft, now: number): Preview {
  const client = useQueryClient();
  const [from] = useState(() => Math.floor(now / 60_000) * 60_000);
  const input = previewInput(draft, from);
  const settled = useSettled(input);
  const { data, error, isPlaceholderData } = useQuery({
    ...asking(settled),
    placeholderData: (before: { readonly shifts: readonly Shift[] } | undefined) => before,
  });
  const failed = (reason: unknown, of: string): Omit<Asked, "draft"> => {
    const refusal = refusalOf(problemOf(reason), draft);
    return { question: refusal ? null : { kind: "unknown", draft: of }, refusal };
  };
  const answered = (shifts: readonly Shift[]) => gapsIn(shifts, hasCalendars(draft));
  const failure = error && data === undefined ? failed(error, settled) : null;
  return {
    from,
    shifts: data?.shifts ?? null,
    unknownBecause: failure && (failure.refusal ? "invalid" : "failed"),
    hasCalendars: hasCalendars(draft),
    question: failure ? failure.question : answered(data?.shifts ?? []),
    draft: input,
    isCurrent: settled === input && !isPlaceholderData && (failure !== null || data !== undefined),
    ask: () =>
      client.fetchQuery(asking(input)).then(
        ({ shifts }) => ({ draft: input, question: answered(shifts), refusal: null }),
        (reason: unknown) => ({ draft: input, ...failed(reason, input) }),
      ),
  };
}
