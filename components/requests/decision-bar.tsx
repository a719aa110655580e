"use client";

import { useId, useRef, useState } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { Button } from "../shared/button";
import { Mark } from "../shared/mark";
import { useShortcuts } from "../shared/shortcuts";
import { AfterAnswer, Refused, StickyBar } from "./after-answer";
import { ApproveDialog } from "./approve-dialog";
import { MoreActions } from "./more-actions";
import { useRespond } from "./queries";
import { REASON_FAULTS, type ReasonFault, reasonFault } from "./reason";

type Verdict = "approve" | "deny";

/**
 * Deny and Approve, equal in weight and always in reach. Deny is one step. Approve opens a second look first, is never
 * focused by itself, and no Enter ever gives it. Nothing is shown as done before the server said so.
 */
export function DecisionBar({ request, isRead }: { request: RequestDetail; isRead: boolean }) {
  const respond = useRespond(request.id);
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<ReasonFault | null>(null);
  const [isConfirming, setIsConfirming] = useState(false);
  const [wasOpen] = useState(request.decision === null);
  const field = useRef<HTMLTextAreaElement>(null);
  useShortcuts({ d: () => field.current?.focus({ preventScroll: true }) });
  const { verdicts } = request.may_respond;
  const check = (): boolean => {
    const found = reasonFault(reason, request.approval.reason_required);
    setFault(found);
    if (found) field.current?.focus({ preventScroll: true });
    return found === null;
  };
  const send = (verdict: Verdict) => {
    setIsConfirming(false);
    respond.mutate({ verdict, digest: request.action.digest, reason: reason.trim() || null });
  };
  if (request.decision || verdicts.length === 0) {
    return <AfterAnswer request={request} respond={respond} wasOpen={wasOpen} />;
  }
  return (
    <StickyBar>
      {respond.isError ? (
        <div className="mb-3">
          <Refused request={request} error={respond.error} />
        </div>
      ) : null}
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-end">
        <ReasonField
          ref={field}
          value={reason}
          isRequired={request.approval.reason_required}
          fault={fault}
          onChange={(text) => {
            setReason(text);
            setFault(null);
          }}
        />
        <div className="grid grid-cols-2 gap-2.5">
          <Button
            look="deny"
            size="decision"
            disabled={respond.isPending || !verdicts.includes("deny")}
            onClick={() => check() && send("deny")}
          >
            <Mark state="denied" />
            Deny
          </Button>
          <Button
            look="approve"
            size="decision"
            disabled={respond.isPending || !verdicts.includes("approve") || !isRead}
            aria-describedby={isRead ? undefined : "unread"}
            onClick={() => check() && setIsConfirming(true)}
          >
            <Mark state="approved" />
            Approve…
          </Button>
        </div>
      </div>
      <div className="mt-1 flex flex-wrap items-center justify-between gap-x-3">
        <Hints request={request} isRead={isRead} isSending={respond.isPending} />
        {request.may_steer.verbs.length > 0 ? <MoreActions request={request} /> : null}
      </div>
      <ApproveDialog
        request={request}
        isOpen={isConfirming}
        onClose={() => setIsConfirming(false)}
        onApprove={() => send("approve")}
      />
    </StickyBar>
  );
}

function Hints({
  request,
  isRead,
  isSending,
}: {
  request: RequestDetail;
  isRead: boolean;
  isSending: boolean;
}) {
  const mayApprove = request.may_respond.verdicts.includes("approve");
  return (
    <div className="min-w-0 text-xs text-ink-2">
      <p role="status">{isSending ? "Sending…" : ""}</p>
      {!isSending && mayApprove && !isRead ? (
        <p id="unread">The arguments are longer than a screen: open them before you approve.</p>
      ) : null}
      {!isSending && !mayApprove ? (
        <p>You may deny but not approve. {request.may_respond.reasons[0]?.message}</p>
      ) : null}
    </div>
  );
}

function ReasonField({
  ref,
  value,
  isRequired,
  fault,
  onChange,
}: {
  ref: React.Ref<HTMLTextAreaElement>;
  value: string;
  isRequired: boolean;
  fault: ReasonFault | null;
  onChange: (text: string) => void;
}) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="field-name">
        Reason {isRequired ? "(required)" : "(optional, the agent is told)"}
      </label>
      <textarea
        id={id}
        ref={ref}
        rows={1}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={fault !== null}
        aria-describedby={fault ? `${id}-fault` : undefined}
        className="input field-sizing-content mt-1 block resize-none max-h-32 min-h-11 w-full py-2.5"
      />
      {fault ? (
        <p id={`${id}-fault`} role="alert" className="mt-1 text-deny text-xs">
          {REASON_FAULTS[fault]}
        </p>
      ) : null}
    </div>
  );
}
