"use client";

import { ChevronRight } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../shared/button";
import { Notice } from "../shared/notice";
import { roleWords } from "../shared/words";
import { type SignInResult, signInWith, singleSignOnAddress } from "./session";

export type DemoPerson = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** Team and whether they are on call, in a few words. */
  readonly note: string;
};

export type SignInOffer = {
  readonly singleSignOn: { readonly id: string; readonly name: string } | null;
  readonly demo: readonly DemoPerson[];
};

const WORDS: Readonly<Record<Exclude<SignInResult, "ok">, string>> = {
  refused: "That e-mail address and password do not match a person here.",
  unreachable: "The server did not answer. Try again in a moment.",
};

/** The doors of the house: one click in the demo, single sign-on where it is set up, or a password. */
export function SignInView({
  offer,
  next,
  hasFailed,
}: {
  offer: SignInOffer;
  next: string;
  hasFailed: boolean;
}) {
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState(hasFailed ? "Signing in did not work. Try again." : null);
  const enter = async (what: string, attempt: () => Promise<SignInResult>) => {
    setBusy(what);
    setFault(null);
    const result = await attempt();
    if (result === "ok") {
      window.location.assign(next);
      return;
    }
    setFault(WORDS[result]);
    setBusy(null);
  };
  const leaveForSingleSignOn = async (provider: string) => {
    setBusy("single-sign-on");
    const address = await singleSignOnAddress(provider, next);
    if (address) window.location.assign(address);
    else {
      setFault(WORDS.unreachable);
      setBusy(null);
    }
  };
  return (
    <div className="grid gap-6">
      <div role="alert" className="empty:hidden">
        {fault ? <Notice tone="refusal" title={fault} /> : null}
      </div>
      {offer.demo.length > 0 ? (
        <DemoPeople
          people={offer.demo}
          busy={busy}
          onChoose={(person) => void enter(person, () => signInWith("demo", { person }))}
        />
      ) : null}
      {offer.singleSignOn ? (
        <Button
          look="primary"
          size="decision"
          disabled={busy !== null}
          onClick={() => void leaveForSingleSignOn(offer.singleSignOn?.id ?? "")}
        >
          {busy === "single-sign-on" ? "Leaving…" : `Sign in with ${offer.singleSignOn.name}`}
        </Button>
      ) : null}
      <PasswordForm
        isBusy={busy === "password"}
        isFolded={offer.demo.length > 0}
        onSubmit={(email, password) => void enter("password", () => signInWith("local", { email, password }))}
      />
    </div>
  );
}

function DemoPeople({
  people,
  busy,
  onChoose,
}: {
  people: readonly DemoPerson[];
  busy: string | null;
  onChoose: (person: string) => void;
}) {
  return (
    <section aria-labelledby="demo-heading">
      <h2 id="demo-heading" className="font-medium text-sm">
        Be somebody of the demo company
      </h2>
      <ul className="mt-2 divide-y divide-line overflow-clip rounded-lg border border-line bg-sheet">
        {people.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              disabled={busy !== null}
              onClick={() => onChoose(person.id)}
              className="flex min-h-13 w-full items-center gap-3 px-3.5 py-2 text-left hover:not-disabled:bg-hover focus-visible:-outline-offset-2"
            >
              <span className="min-w-0 flex-1">
                <span className="block font-semibold text-sm">{person.name}</span>
                <span className="block text-ink-2 text-xs">
                  {roleWords(person.role)}
                  {person.note ? ` · ${person.note}` : ""}
                </span>
              </span>
              {busy === person.id ? <span className="text-ink-2 text-xs">Signing in…</span> : null}
              <ChevronRight aria-hidden="true" className="size-4 text-ink-3" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PasswordForm({
  isBusy,
  isFolded,
  onSubmit,
}: {
  isBusy: boolean;
  isFolded: boolean;
  onSubmit: (email: string, password: string) => void;
}) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    onSubmit(String(data.get("email") ?? ""), String(data.get("password") ?? ""));
  };
  const form = (
    <form onSubmit={submit} className="grid gap-3">
      <label className="grid gap-1">
        <span className="field-name">E-mail</span>
        <input name="email" type="email" autoComplete="username" required className="input min-h-11" />
      </label>
      <label className="grid gap-1">
        <span className="field-name">Password</span>
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          className="input min-h-11"
        />
      </label>
      <Button type="submit" look="primary" size="decision" disabled={isBusy}>
        {isBusy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
  if (!isFolded) return form;
  return (
    <details className="group">
      <summary className="inline-flex min-h-9 items-center gap-1.5 text-ink-2 text-sm hover:text-ink">
        <ChevronRight aria-hidden="true" className="size-4 transition-transform group-open:rotate-90" />
        Sign in with e-mail and password
      </summary>
      <div className="mt-3">{form}</div>
    </details>
  );
}
