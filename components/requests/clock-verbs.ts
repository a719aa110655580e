"use client";

import type { Problem } from "@/lib/contract/common";
import type { RequestDetail, TimelineEntry } from "@/lib/contract/requests";
import { useMe } from "../people/queries";
import { problemOf } from "../shared/api";
import { useAcknowledge, useEscalate, useExtend } from "./queries";

export const EXTENSION_SECONDS = 300;

type Verb = { readonly run: () => void };

/** What may be done with the time of a request, wherever it is offered. */
export function useClockVerbs(
  request: RequestDetail,
  onDone?: (said: string) => void,
): {
  readonly acknowledge: Verb & { readonly isDone: boolean };
  readonly escalate: Verb & { readonly isPossible: boolean };
  readonly extend: Verb & { readonly isPossible: boolean };
  readonly isBusy: boolean;
  readonly isDone: boolean;
  readonly problem: Problem | null;
} {
  const me = useMe();
  const acknowledge = useAcknowledge(request.id);
  const escalate = useEscalate(request.id);
  const extend = useExtend(request.id);
  const last = [acknowledge, escalate, extend].toSorted((a, b) => b.submittedAt - a.submittedAt)[0];
  const { verbs } = request.may_steer;
  const said = (text: string) => ({ onSuccess: () => onDone?.(text) });
  return {
    acknowledge: {
      run: () => acknowledge.mutate({}, said("You are looking.")),
      isDone: me !== undefined && request.acknowledgement?.person === me.person.id,
    },
    escalate: {
      run: () => escalate.mutate({ from_step: lastStep(request.timeline) }, said("The next step was paged.")),
      isPossible: verbs.includes("escalate"),
    },
    extend: {
      run: () => extend.mutate({ seconds: EXTENSION_SECONDS }, said("The deadline was moved.")),
      isPossible: verbs.includes("extend"),
    },
    isBusy: acknowledge.isPending || escalate.isPending || extend.isPending,
    isDone: last?.isSuccess ?? false,
    problem: last?.isError ? problemOf(last.error) : null,
  };
}

/** The step that fired last on the present route: whoever asks for the next one has seen this one. */
export function lastStep(timeline: readonly TimelineEntry[]): number {
  const fired = timeline.findLast(({ type }) => /^(step_entered|step_skipped|rerouted)$/.test(type));
  return typeof fired?.index === "number" ? fired.index : 0;
}
