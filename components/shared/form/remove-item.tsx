"use client";

import { useMutation } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ConfigDocument } from "@/lib/contract/config";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { problemOf } from "../api";
import { Button } from "../button";
import { type ConfigNoun, planOf, useConfig, useRemoveItem } from "../config-item";
import { NOUN_WORDS, openRequestsWords, placeWords } from "../config-words";
import { Dialog } from "../dialog";
import { ProblemNotice } from "../notice";
import { saySaved } from "../saved";
import { plural } from "../words";

type Removal = {
  readonly noun: ConfigNoun;
  readonly id: string;
  readonly name: string;
  readonly tag: string | null;
  /** Where one lands afterwards. */
  readonly list: string;
};

/** Remove, after the server has said what that would affect. */
export function RemoveItem(removal: Removal) {
  const { noun, id, name } = removal;
  const { value: document } = useConfig();
  const [isOpen, setIsOpen] = useState(false);
  const plan = useMutation({ mutationFn: () => planOf(without(document, noun, id)) });
  const word = NOUN_WORDS[noun].one;
  return (
    <>
      <Button
        onClick={() => {
          setIsOpen(true);
          plan.mutate();
        }}
      >
        <Trash2 aria-hidden="true" className="size-4" />
        Remove…
      </Button>
      <Dialog title={`Remove ${word} ${name}?`} isOpen={isOpen} onClose={() => setIsOpen(false)}>
        {plan.isPending ? <p role="status">Looking at what that would affect…</p> : null}
        {plan.isError ? <Refusal error={plan.error} document={document} word={word} /> : null}
        {plan.isSuccess ? <Effects plan={plan.data} noun={noun} /> : null}
        <Answers removal={removal} mayRemove={plan.isSuccess} onClose={() => setIsOpen(false)} />
      </Dialog>
    </>
  );
}

export const without = (document: ConfigDocument, noun: ConfigNoun, id: string): ConfigDocument => ({
  ...document,
  [noun]: document[noun].filter((item) => item.id !== id),
});

function Answers({
  removal,
  mayRemove,
  onClose,
}: {
  removal: Removal;
  mayRemove: boolean;
  onClose: () => void;
}) {
  const router = useRouter();
  const { noun, id, name, tag, list } = removal;
  const removing = useRemoveItem(noun);
  const act = () =>
    removing.mutate(
      { id, tag },
      {
        onSuccess: () => {
          saySaved(`Removed ${NOUN_WORDS[noun].one} ${name}.`, list);
          router.push(list);
        },
      },
    );
  return (
    <>
      {removing.isError ? (
        <div role="alert" className="mt-3">
          <ProblemNotice problem={problemOf(removing.error)} />
        </div>
      ) : null}
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="deny" disabled={!mayRemove || removing.isPending} onClick={act}>
          {removing.isPending ? "Removing…" : "Remove"}
        </Button>
      </div>
    </>
  );
}

function Effects({ plan, noun }: { plan: ConfigPlan; noun: ConfigNoun }) {
  const { pending } = plan.open_requests;
  return (
    <div className="grid gap-2 text-sm">
      <p>
        Nothing else names it.{" "}
        {pending === 0
          ? "No request is open."
          : `${plural(pending, "request")} ${pending === 1 ? "is" : "are"} open. ${openRequestsWords(noun)}`}
      </p>
      {plan.problems.map(({ code, path, message }) => (
        <p key={`${code} ${path}`} className="text-urgent text-xs">
          Then: {message}
        </p>
      ))}
      <p className="text-ink-2 text-xs">An earlier version of the configuration can be restored.</p>
    </div>
  );
}

/** What still names it, each a way to where that is changed. */
function Refusal({ error, document, word }: { error: unknown; document: ConfigDocument; word: string }) {
  const problem = problemOf(error);
  const places = (problem.errors ?? []).map(({ path }) => placeWords(path, document));
  if (places.length === 0) return <ProblemNotice problem={problem} />;
  return (
    <div role="alert" className="text-sm">
      <p>This {word} is still in use. Change these first:</p>
      <ul className="mt-2 grid list-disc gap-1 pl-5">
        {places.map(({ text, href }) => (
          <li key={text}>
            {href ? (
              <Link href={href} className="text-engraving underline underline-offset-2">
                {text}
              </Link>
            ) : (
              text
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
