"use client";

import { type FormEvent, useRef, useState } from "react";
import type { Problem } from "@/lib/contract/common";
import { hasMovedOn, problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Checkbox, TextArea } from "../shared/form/inputs";
import { useReadOnly } from "../shared/form/read-only";
import { Notice, ProblemNotice } from "../shared/notice";
import { plural } from "../shared/words";
import { changesNothing, PlanView } from "./plan-view";
import { useApplyFile, usePlanFile } from "./queries";
import { selectLine } from "./select-line";

/** A whole configuration, pasted or from a file: planned first, applied when the plan is what was meant. */
export function FileForm() {
  const readOnly = useReadOnly("organisation");
  const [yaml, setYaml] = useState("");
  const [file, setFile] = useState<string | null>(null);
  const [isSource, setIsSource] = useState(false);
  const plan = usePlanFile();
  const apply = useApplyFile();
  const box = useRef<HTMLFormElement>(null);
  const edit = (text: string) => {
    setYaml(text);
    plan.reset();
    apply.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply.reset();
    plan.mutate(yaml);
  };
  const applyPlanned = (base: number) =>
    apply.mutate(
      { yaml, base, source: isSource ? (file ?? "countersign.yaml") : null },
      {
        onSuccess: () => {
          setYaml("");
          setFile(null);
          plan.reset();
        },
      },
    );
  if (readOnly !== null) return <p className="text-ink-2 text-sm">{readOnly}</p>;
  const goTo = (line: number) => selectLine(box.current?.querySelector("textarea") ?? null, line);
  return (
    <form ref={box} onSubmit={submit} className="grid gap-4" aria-label="Apply a file">
      <Upload
        onRead={(name, text) => {
          setFile(name);
          edit(text);
        }}
      />
      <TextArea
        label="countersign.yaml"
        isMono
        rows={8}
        value={yaml}
        placeholder="version: 1"
        onChange={edit}
      />
      <Checkbox
        label="This file is kept under version control"
        hint="Drift is then measured from it."
        value={isSource}
        onChange={setIsSource}
      />
      <Button
        type="submit"
        look="primary"
        className="justify-self-start"
        disabled={yaml.trim() === "" || plan.isPending}
      >
        {plan.isPending ? "Planning…" : "Plan"}
      </Button>
      <div role="alert">
        {plan.isError ? <Faults problem={problemOf(plan.error)} onGo={goTo} /> : null}
        {apply.isError ? <NotApplied problem={problemOf(apply.error)} onGo={goTo} /> : null}
      </div>
      {plan.isSuccess ? (
        <section aria-label="The plan" className="grid gap-4 rounded-md border border-line bg-inset p-4">
          <PlanView plan={plan.data} />
          {changesNothing(plan.data) ? null : (
            <Button
              look="primary"
              className="justify-self-start"
              disabled={apply.isPending}
              onClick={() => applyPlanned(plan.data.base_version)}
            >
              {apply.isPending ? "Applying…" : "Apply"}
            </Button>
          )}
        </section>
      ) : null}
      <p role="status" className="text-permit text-sm">
        {apply.data ? `Applied: this is version ${apply.data.version ?? apply.data.base_version} now.` : ""}
      </p>
    </form>
  );
}

function Upload({ onRead }: { onRead: (name: string, text: string) => void }) {
  return (
    <label className="grid gap-1 justify-self-start text-sm">
      <span className="font-medium">Take it from a file, or paste it below</span>
      <input
        type="file"
        accept=".yaml,.yml,.json,application/yaml"
        className="max-w-full text-ink-2 text-sm file:mr-3 file:min-h-9 file:rounded-md file:border file:border-line-strong file:bg-sheet file:px-3 file:text-ink"
        onChange={async ({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) onRead(chosen.name, await chosen.text());
        }}
      />
    </label>
  );
}

function NotApplied({ problem, onGo }: { problem: Problem; onGo: (line: number) => void }) {
  if (!hasMovedOn(problem)) return <Faults problem={problem} onGo={onGo} />;
  return (
    <Notice tone="warning" title="Somebody changed the configuration since this was planned">
      Nothing was applied. Plan again to see what it would do now.
    </Notice>
  );
}

/** Every finding with its line and column, and a way there. */
function Faults({ problem, onGo }: { problem: Problem; onGo: (line: number) => void }) {
  const errors = problem.errors ?? [];
  if (errors.length === 0) return <ProblemNotice problem={problem} />;
  return (
    <Notice tone="refusal" title={`Nothing was saved: ${plural(errors.length, "finding")}`}>
      <ul className="mt-1 grid gap-1">
        {errors.map(({ path, message, line, column }) => (
          <li key={`${path} ${message} ${line}`} className="wrap-anywhere">
            {line === undefined ? null : (
              <button
                type="button"
                className="font-medium underline underline-offset-2"
                onClick={() => onGo(line)}
              >
                Line {line}
                {column === undefined ? "" : `, column ${column}`}
              </button>
            )}{" "}
            <span className="font-mono text-xs">{path}</span> {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
