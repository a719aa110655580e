"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Card } from "../shared/card";
import { useItemEditor } from "../shared/config-item";
import { openRequestsWords, savedWords } from "../shared/config-words";
import { errorIn, type FieldError } from "../shared/form/error-at";
import { FormPage } from "../shared/form/form-page";
import { Select, TextInput } from "../shared/form/inputs";
import { saySaved } from "../shared/saved";
import { listed, nameOf } from "../shared/words";
import { exclusionWords, type Route, type RouteBook, routeName } from "./book";
import { ConditionField } from "./condition-field";
import { idFor, isReadable, sent } from "./draft";
import { LadderClock } from "./ladder-clock";
import { Problems } from "./problems";
import { RuleEditor } from "./rule-editor";
import { StepsEditor } from "./steps-editor";
import { DeadlineField, MoreTiming } from "./timing-editor";
import { type Previewed, usePreview } from "./use-preview";

/** Write a route, old or new, beside the clock that says what it would do. */
export function RouteEditor({ id, blank, book }: { id: string | null; blank: Route; book: RouteBook }) {
  const router = useRouter();
  const editor = useItemEditor("routes", id, blank);
  const [agent, setAgent] = useState<string | null>(null);
  const [wantedId, setWantedId] = useState<string | null>(null);
  const route = editor.isNew
    ? { ...editor.draft, id: wantedId ?? idFor(editor.draft.name ?? "", book) }
    : editor.draft;
  const previewed = usePreview(route, agent, isReadable(route));
  const errors = errorsNow(previewed, editor.problem?.errors ?? []);
  const change = (next: Route) => editor.set(next);
  const save = async () => {
    const saved = await editor.save(sent(route));
    if (!saved) return;
    const place = `/routes/${saved.id}`;
    saySaved(savedWords("routes", editor.original, saved), place);
    router.push(place);
    // What the page was prefetched with is from before.
    router.refresh();
  };
  return (
    <FormPage
      title={editor.isNew ? "New route" : `Edit ${routeName(editor.original ?? route)}`}
      summary="Who is paged, after how long, who must agree, and when silence becomes a denial."
      back={
        id === null
          ? { href: "/routes", label: "Routes" }
          : { href: `/routes/${id}`, label: routeName(blank) }
      }
      form={editor}
      saveLabel={editor.isNew ? "Create the route" : "Save the route"}
      note={openRequestsWords("routes")}
      onSave={() => void save()}
    >
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
        <div className="grid gap-4">
          <Card title={null}>
            <TextInput
              label="Name"
              value={route.name ?? ""}
              onChange={(name) => change({ ...route, name })}
              placeholder="Payments"
              path="/name"
              error={errorIn(errors, "/name")}
              hint={
                <>
                  Its id {editor.isNew ? "will be" : "is"} <span className="font-mono">{route.id}</span>
                </>
              }
            />
          </Card>
          <Card title="When it applies">
            <ConditionField
              when={route.when}
              book={book}
              error={errorIn(errors, "/when")}
              onChange={(when) => change({ ...route, when })}
            />
          </Card>
          <Card title="Who answers">
            <RuleEditor
              approval={route.approval}
              book={book}
              errors={errors}
              onChange={(approval) => change({ ...route, approval })}
            />
            <CouldApprove previewed={previewed} book={book} agent={agent} onAgent={setAgent} />
          </Card>
          <Card title="Steps">
            <StepsEditor route={route} book={book} previewed={{ ...previewed, errors }} onChange={change} />
          </Card>
          <Card title="By when">
            <DeadlineField route={route} errors={errors} onChange={change} />
          </Card>
          <More route={route} errors={errors} onChange={change} onId={editor.isNew ? setWantedId : null} />
        </div>
        <Consequence previewed={previewed} book={book} />
      </div>
    </FormPage>
  );
}

/** The preview checks what a save checks, so a newer one overrules it; whether an id is free only a save says. */
const errorsNow = (previewed: Previewed, saved: readonly FieldError[]): readonly FieldError[] =>
  previewed.isCurrent
    ? [...previewed.errors, ...saved.filter(({ path }) => path === "/id")]
    : [...previewed.errors, ...saved];

/** What has a good default. */
function More({
  route,
  errors,
  onChange,
  onId,
}: {
  route: Route;
  errors: readonly FieldError[];
  onChange: (route: Route) => void;
  /** Only what is new can be called something else. */
  onId: ((id: string | null) => void) | null;
}) {
  return (
    <details className="rounded-lg border border-line bg-sheet">
      <summary className="min-h-11 rounded-lg px-4 py-3 font-semibold hover:bg-hover sm:px-5">
        More: repeats, quiet time, undo window
      </summary>
      <div className="grid gap-4 p-4 pt-2 sm:px-5">
        <MoreTiming route={route} errors={errors} onChange={onChange} />
        {onId ? (
          <TextInput
            label="Id"
            isMono
            value={route.id}
            onChange={(typed) => onId(typed === "" ? null : typed)}
            path="/id"
            error={errorIn(errors, "/id")}
            hint="What policies and files call it. It never changes."
            className="max-w-sm"
          />
        ) : null}
      </div>
    </details>
  );
}

/** Who could approve this minute, and who is kept from it although the rule names them. */
function CouldApprove({
  previewed: { ladder },
  book,
  agent,
  onAgent,
}: {
  previewed: Previewed;
  book: RouteBook;
  agent: string | null;
  onAgent: (agent: string | null) => void;
}) {
  const names = (ids: readonly string[]) => listed(ids.map((id) => nameOf(id, book.names)));
  return (
    <div className="grid gap-3 border-line border-t pt-3">
      <div role="status" className="text-sm">
        <p>
          <span className="text-ink-2">Could approve now: </span>
          <span className="font-medium">{ladder ? names(ladder.approvers) : "…"}</span>
        </p>
        {ladder?.excluded.map(({ person, why }) => (
          <p key={person} className="text-ink-2 text-xs">
            {nameOf(person, book.names)} cannot: {exclusionWords(why)}.
          </p>
        ))}
      </div>
      {book.agents.length > 0 ? (
        <Select
          label="As if asked by"
          value={agent}
          choices={book.agents.map(({ id, name }) => [id, name] as const)}
          empty="Any agent"
          onChange={onAgent}
          className="max-w-xs"
        />
      ) : null}
    </div>
  );
}

/** The clock beside the form: what is written, as what would happen. */
function Consequence({ previewed, book }: { previewed: Previewed; book: RouteBook }) {
  const { ladder, problems, isCurrent, isHalfTyped } = previewed;
  return (
    <section
      aria-label="What would happen now"
      aria-busy={!(isCurrent || isHalfTyped)}
      className="grid gap-4 rounded-lg border border-line bg-inset p-4 sm:p-5 lg:sticky lg:top-4"
    >
      <h2 className="font-semibold">
        What would happen now{" "}
        <span className="font-normal text-ink-3 text-xs">
          {isHalfTyped ? "· as of the last time that could be read" : null}
          {isCurrent || isHalfTyped ? null : "· reckoning…"}
        </span>
      </h2>
      {ladder ? (
        <LadderClock ladder={ladder} names={book.names} />
      ) : (
        <p className="text-ink-2 text-sm">The clock appears as soon as every time can be read.</p>
      )}
      <div role="status">
        <Problems problems={problems} />
      </div>
    </section>
  );
}
