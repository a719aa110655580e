"use client";

import Link from "next/link";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { Problem } from "@/lib/contract/common";
import { BackLink } from "../back-link";
import { Button, buttonStyle } from "../button";
import { Card } from "../card";
import { PageHeading } from "../page-heading";
import { ErrorSummary } from "./error-summary";
import { UnsavedGuard } from "./unsaved";

/** The frame of every editor: a way back, what went wrong, the fields, and Save always in reach. */
export function FormPage({
  title,
  summary,
  back,
  form,
  saveLabel = "Save",
  note,
  readOnly,
  aside,
  after,
  onSave,
  children,
}: {
  title: string;
  summary?: ReactNode;
  /** Where Cancel and the way back lead. */
  back: { readonly href: string; readonly label: string };
  form: {
    readonly isDirty: boolean;
    readonly isSaving: boolean;
    readonly problem: Problem | null;
    readonly takeTheirs?: () => Promise<void>;
    readonly keepMine?: () => Promise<void>;
  };
  saveLabel?: string;
  /** Beside Save: what a save means. */
  note?: ReactNode;
  /** Why nothing can be saved here, for those who may look and not change. */
  readOnly?: string | null | undefined;
  /** At the right of the heading, such as Remove. */
  aside?: ReactNode;
  /** Beneath the fields and outside the form: what is done at once, whatever becomes of the fields. */
  after?: ReactNode;
  onSave: () => void;
  children: ReactNode;
}) {
  const id = useId();
  const [isRereading, setIsRereading] = useState(false);
  const isBusy = form.isSaving || isRereading;
  // What is there now has to be known before a save can write over it.
  const reread = (how: (() => Promise<void>) | undefined) =>
    how &&
    (() => {
      setIsRereading(true);
      void how().finally(() => setIsRereading(false));
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) onSave();
  };
  return (
    <>
      <BackLink {...back} />
      <PageHeading title={title} summary={readOnly ?? summary}>
        {aside}
      </PageHeading>
      <UnsavedGuard isDirty={form.isDirty && !readOnly} />
      <form id={id} noValidate onSubmit={submit} aria-label={title}>
        <div className="mb-4 empty:hidden">
          <ErrorSummary
            problem={form.problem}
            onTakeTheirs={reread(form.takeTheirs)}
            onKeepMine={reread(form.keepMine)}
          />
        </div>
        <fieldset disabled={readOnly != null} className="grid min-w-0 gap-4">
          {children}
        </fieldset>
      </form>
      {after ? <div className="mt-4 grid gap-4">{after}</div> : null}
      {readOnly == null ? (
        <SaveBar
          formId={id}
          busy={form.isSaving ? "Saving…" : isRereading ? "Reading what is there now…" : null}
          back={back.href}
          label={saveLabel}
          note={note}
        />
      ) : null}
    </>
  );
}

function SaveBar({
  formId,
  busy,
  back,
  label,
  note,
}: {
  formId: string;
  /** What is going on, during which nothing can be saved. */
  busy: string | null;
  back: string;
  label: string;
  note: ReactNode;
}) {
  return (
    <div
      data-save-bar
      className="sticky bottom-0 z-10 -mx-3 mt-6 flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-t bg-paper px-3 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6 lg:-mx-8 lg:px-8"
    >
      <p role="status" className="order-last min-w-0 flex-1 basis-56 text-ink-3 text-xs sm:order-none">
        {busy ?? note}
      </p>
      <div className="ml-auto flex gap-2">
        <Link href={back} className={buttonStyle({ look: "quiet" })}>
          Cancel
        </Link>
        <Button type="submit" form={formId} look="primary" aria-disabled={busy !== null} className="min-w-24">
          {label}
        </Button>
      </div>
    </div>
  );
}

/** A card of fields that belong together. */
export function FormSection({
  title,
  summary,
  children,
}: {
  title: string;
  summary?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Card title={title} summary={summary}>
      <div className="mt-1 grid gap-4 sm:grid-cols-2">{children}</div>
    </Card>
  );
}
