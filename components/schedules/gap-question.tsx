"use client";

import { useId, useState } from "react";
import { flushSync } from "react-dom";
import { fieldOf } from "../shared/form/error-summary";
import { Checkbox } from "../shared/form/inputs";
import { useNow } from "../shared/time-provider";
import { type Question, questionWords } from "./gaps";
import type { Asked, Preview } from "./use-schedule-preview";

const GAP_PATH = "/gap";

/** Saving with a gap is allowed, and asked about: yes is of what is shown, and of nothing that comes to be shown later. */
export function useGapConsent(preview: Preview) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [consent, setConsent] = useState<string | null>(null);
  const isAnswered = !preview.isCurrent && asked?.draft === preview.draft;
  const question = isAnswered ? asked.question : preview.question;
  const isMeant = consent !== null && consent === JSON.stringify(question);
  if (consent !== null && !isMeant) setConsent(null);
  return {
    question,
    isMeant,
    setIsMeant: (isNowMeant: boolean) => setConsent(isNowMeant ? JSON.stringify(question) : null),
    isAsked: asked !== null,
    refusal: asked?.refusal ?? null,
    /** Whether the draft may be saved as it is written now; what is in the way is shown, and has the focus. */
    mayBeSaved: async () => {
      const answer = await preview.ask();
      // At once, so that there is something to take the focus.
      flushSync(() => setAsked(answer));
      if (answer.refusal) return false;
      if (answer.question === null || JSON.stringify(answer.question) === consent) return true;
      fieldOf(GAP_PATH)?.focus();
      return false;
    },
  };
}

/** In the words of what is known: a gap, one that a calendar may fill, or nothing at all. */
export function GapQuestion({
  question,
  zone,
  isMeant,
  onMeant,
}: {
  question: Question;
  zone: string;
  isMeant: boolean;
  onMeant: (isMeant: boolean) => void;
}) {
  const now = useNow();
  const id = useId();
  const { hint, label } = wordsOf(question);
  return (
    <section
      aria-labelledby={id}
      className="rounded-lg border border-deny/40 bg-deny-soft p-4 text-sm sm:p-5"
    >
      <p id={id} role="alert" className="font-medium text-deny">
        {questionWords(question, { zone, now })}
      </p>
      <p className="mt-0.5 text-ink-2">{hint}</p>
      <Checkbox label={label} path={GAP_PATH} value={isMeant} onChange={onMeant} className="mt-2 -mb-1.5" />
    </section>
  );
}

function wordsOf(question: Question): { readonly hint: string; readonly label: string } {
  if (question.kind === "unknown")
    return {
      hint: "Save tries it again. In a gap, whoever is asked is skipped at once, and the next step pages instead.",
      label: "Save without knowing whether there is a gap",
    };
  if (question.hasCalendars)
    return {
      hint: "Whether the calendars fill it is not known here. Where they do not, the next step pages instead.",
      label: "Save, though the calendars may leave the gap",
    };
  return {
    hint: "Who is asked then is skipped at once, and the next step pages instead.",
    label: "Save with the gap",
  };
}
