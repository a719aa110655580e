"use client";

import type { KeyboardEvent } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { useMe } from "../people/queries";
import { Button } from "../shared/button";
import { Dialog } from "../shared/dialog";
import { fingerprint } from "../shared/seal";
import { Seal } from "../shared/seal-view";
import { Untrusted } from "../shared/untrusted";

/** Enter is how people leave dialogs without reading them; here it does nothing. Space, a tap or a click signs. */
const ignoreEnter = (event: KeyboardEvent) => {
  if (event.key === "Enter") event.preventDefault();
};

/** The second look: what is signed, by its fingerprint and its code, and by whom. The focus starts on going back. */
export function ApproveDialog({
  request,
  isOpen,
  onClose,
  onApprove,
}: {
  request: RequestDetail;
  isOpen: boolean;
  onClose: () => void;
  onApprove: () => void;
}) {
  const me = useMe();
  return (
    <Dialog isAlert title="Countersign this action?" isOpen={isOpen} onClose={onClose}>
      <p className="text-base">
        <Untrusted text={request.title} />
      </p>
      <Particulars request={request} />
      <p className="mt-4 text-ink-2 text-sm">
        You sign as <span className="font-semibold text-ink">{me?.person.name ?? "yourself"}</span>. The agent
        may then run exactly this, once.
      </p>
      <div className="mt-5 grid grid-cols-2 gap-2.5">
        <Button size="decision" onClick={onClose}>
          Go back
        </Button>
        <Button look="approve" size="decision" onKeyDown={ignoreEnter} onClick={onApprove}>
          Approve
        </Button>
      </div>
      <p className="mt-2 text-2xs text-ink-3">By keyboard: Space. Enter does not approve.</p>
    </Dialog>
  );
}

function Particulars({ request }: { request: RequestDetail }) {
  return (
    <div className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-4 rounded-md border border-line bg-inset p-3">
      <Seal digest={request.action.digest} className="size-20 text-engraving" />
      <dl className="grid min-w-0 gap-2">
        <div>
          <dt className="field-name">Code, as in the agent’s log</dt>
          <dd className="font-mono font-semibold text-sm">{request.binding_message}</dd>
        </div>
        <div>
          <dt className="field-name">Action digest begins</dt>
          <dd className="font-mono font-semibold text-sm">{fingerprint(request.action.digest)}</dd>
        </div>
      </dl>
    </div>
  );
}
