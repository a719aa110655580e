"use client";

import { History } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ConfigDiff, ConfigVersionView } from "@/lib/contract/config-history";
import { problemOf } from "../shared/api";
import { BackLink } from "../shared/back-link";
import { Button } from "../shared/button";
import { useConfig } from "../shared/config-item";
import { Dialog } from "../shared/dialog";
import { useReadOnly } from "../shared/form/read-only";
import { ProblemNotice } from "../shared/notice";
import { PageHeading } from "../shared/page-heading";
import { saySaved } from "../shared/saved";
import { Time } from "../shared/time-view";
import { authorWords } from "./author-words";
import { FieldChangeList } from "./field-change-list";
import { changesNothing, PlanView } from "./plan-view";
import { usePlanRestore, useRestore } from "./queries";
import { originWords } from "./version-list";

/** One version: who made it, what it changed against another, and the way back to it. */
export function VersionView({ view, diff }: { view: ConfigVersionView; diff: ConfigDiff | null }) {
  const { value: document } = useConfig();
  const readOnly = useReadOnly("organisation");
  return (
    <>
      <BackLink href="/configuration" label="Configuration" />
      <PageHeading
        title={`Version ${view.version}`}
        summary={
          <>
            {authorWords(view.author, document)}, <Time at={view.at} />, {originWords(view)}.
            {view.in_force ? " It is in force." : ""}
          </>
        }
      >
        {view.in_force || readOnly !== null ? null : <Restore version={view.version} />}
      </PageHeading>
      {diff === null ? (
        <p className="text-ink-2 text-sm">There is no earlier version to compare it with.</p>
      ) : (
        <Difference diff={diff} />
      )}
    </>
  );
}

function Difference({ diff }: { diff: ConfigDiff }) {
  return (
    <section aria-labelledby="difference">
      <h2 id="difference" className="font-semibold text-sm">
        Against version {diff.against}
      </h2>
      {diff.changes.length === 0 ? (
        <p className="mt-1 text-sm">They say the same.</p>
      ) : (
        <FieldChangeList changes={diff.changes} />
      )}
    </section>
  );
}

/** Restoring makes a new version that says what this one said, after showing what that would do. */
function Restore({ version }: { version: number }) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const plan = usePlanRestore(version);
  const restore = useRestore(version);
  const act = (base: number) =>
    restore.mutate(base, {
      onSuccess: (done) => {
        saySaved(
          `Restored version ${version}, as version ${done.version ?? done.base_version}. Requests that are open keep the version they were opened under.`,
          "/configuration",
        );
        router.push("/configuration");
      },
    });
  const error = plan.error ?? restore.error;
  return (
    <>
      <Button
        onClick={() => {
          restore.reset();
          plan.mutate();
          setIsOpen(true);
        }}
      >
        <History aria-hidden="true" className="size-4" />
        Restore…
      </Button>
      <Dialog title={`Restore version ${version}?`} isOpen={isOpen} onClose={() => setIsOpen(false)}>
        {plan.isPending ? <p role="status">Looking at what that would do…</p> : null}
        {plan.isSuccess ? <PlanView plan={plan.data} /> : null}
        <div role="alert" className="mt-3 empty:hidden">
          {error ? <ProblemNotice problem={problemOf(error)} /> : null}
        </div>
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={() => setIsOpen(false)}>Go back</Button>
          <Button
            look="primary"
            disabled={!plan.isSuccess || changesNothing(plan.data) || restore.isPending}
            onClick={() => plan.data && act(plan.data.base_version)}
          >
            {restore.isPending ? "Restoring…" : "Restore"}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
