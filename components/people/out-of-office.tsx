"use client";

import type { ConfigDocument } from "@/lib/contract/config";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { useConfig, useRemoveItem, useSaveItem } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { useReadOnly } from "../shared/form/read-only";
import { ProblemNotice } from "../shared/notice";
import { useNow, useZone } from "../shared/time-provider";
import { Time } from "../shared/time-view";
import { nameOf } from "../shared/words";
import { localText } from "../shared/zone-time";
import { AbsenceForm } from "./absence-form";
import { delegationId } from "./delegation-id";

type Delegation = ConfigDocument["delegations"][number];

/** When this person is away, and who has their authority until they are back. Each is saved at once. */
export function OutOfOffice({ id }: { id: string }) {
  const { value: document } = useConfig();
  const now = useNow();
  const isReader = useReadOnly("delegations") !== null;
  const names = Object.fromEntries(document.people.map((person) => [person.id, person.name]));
  const ahead = document.delegations.filter(({ from, end }) => from === id && Date.parse(end) > now);
  return (
    <FormSection
      title="Out of office"
      summary={`Whoever stands in is paged instead and answers “on behalf of ${nameOf(id, names)}”, also for requests that are open.`}
    >
      {ahead.length > 0 ? (
        <ul className="divide-y divide-line border-line border-y sm:col-span-2">
          {ahead.map((delegation) => (
            <Row
              key={delegation.id}
              delegation={delegation}
              to={nameOf(delegation.to, names)}
              isReader={isReader}
            />
          ))}
        </ul>
      ) : null}
      {isReader ? null : <Add id={id} document={document} />}
    </FormSection>
  );
}

function Row({ delegation, to, isReader }: { delegation: Delegation; to: string; isReader: boolean }) {
  const removing = useRemoveItem("delegations");
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm">
      <span>
        <Time at={delegation.start} /> until <Time at={delegation.end} />: {to} stands in
      </span>
      {delegation.reason ? <span className="text-ink-3 text-xs">{delegation.reason}</span> : null}
      {isReader ? null : (
        <Button
          size="small"
          className="ml-auto"
          aria-label={`Take back: ${to} stands in`}
          disabled={removing.isPending}
          onClick={() => removing.mutate({ id: delegation.id, tag: null })}
        >
          Take back
        </Button>
      )}
      {removing.isError ? <ProblemNotice problem={problemOf(removing.error)} /> : null}
    </li>
  );
}

function Add({ id, document }: { id: string; document: ConfigDocument }) {
  const zone = useZone();
  const saving = useSaveItem("delegations");
  return (
    <>
      <AbsenceForm
        name="Out of office"
        action="Lend their authority"
        others={document.people.filter((one) => one.id !== id && one.role !== "auditor")}
        initial={{ start: "", end: "" }}
        isSending={saving.isPending}
        problem={saving.isError ? problemOf(saving.error) : null}
        onSend={({ to, start, end, reason }, onTaken) => {
          const item = {
            id: delegationId(id, localText(start, zone), document.delegations),
            from: id,
            to,
            start: new Date(start).toISOString(),
            end: new Date(end).toISOString(),
            reason,
          };
          saving.mutate({ item, id: null, tag: null }, { onSuccess: onTaken });
        }}
      />
      <p role="status" className="text-permit text-sm sm:col-span-2">
        {saving.isSuccess ? "Saved." : ""}
      </p>
    </>
  );
}
