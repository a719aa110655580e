"use client";

import Link from "next/link";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { SlackLinkOffer } from "@/lib/contract/slack";
import { problemOf } from "../shared/api";
import { Button, buttonStyle } from "../shared/button";
import { ProblemNotice } from "../shared/notice";
import { Untrusted } from "../shared/untrusted";
import { useConfirmLink } from "./queries";

/** Where a link from Slack leads: which account would be whose, and nothing happens until somebody says so. */
export function LinkView({
  code,
  offer,
  name,
  decides,
}: {
  code: string;
  /** Null: the code is unknown, used or too old. */
  offer: SlackLinkOffer | null;
  /** Of whoever is signed in. */
  name: string;
  /** Auditors answer nothing, so there is nothing to link. */
  decides: boolean;
}) {
  const confirm = useConfirmLink();
  const [isRefused, setIsRefused] = useState(false);
  const problem = confirm.isError ? problemOf(confirm.error) : null;
  if (confirm.isSuccess) return <Linked />;
  if (isRefused) return <NotMine />;
  if (offer === null || problem?.reason_code === "not_found") return <Spent />;
  if (!decides) return <ForNobody />;
  if (offer.is_mine) return <AlreadyMine offer={offer} />;
  if (offer.held_by !== null) return <Held offer={offer} holder={offer.held_by} />;
  return (
    <Card
      title={
        <>
          Link <Theirs text={offer.account} /> of <Theirs text={offer.workspace} /> to your account, {name}?
        </>
      }
    >
      <p>
        Whoever uses that Slack account is then paged as you and answers as you. Link it only if it is yours
        and you asked for this link in Slack yourself, a moment ago.
      </p>
      {offer.linked === null ? null : (
        <p>
          It replaces <Untrusted text={offer.linked} className="font-semibold" />, which you have linked now
          and which can then answer for you no more.
        </p>
      )}
      {problem ? (
        <div role="alert">
          <ProblemNotice problem={problem} />
        </div>
      ) : null}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="decision" onClick={() => setIsRefused(true)}>
          Not mine
        </Button>
        <Button
          size="decision"
          look="primary"
          disabled={confirm.isPending}
          onClick={() => confirm.mutate(code)}
        >
          {confirm.isPending ? "Linking…" : "Link it"}
        </Button>
      </div>
    </Card>
  );
}

/** A name somebody chose in Slack, set apart: it could be a sentence that goes on as ours. */
const Theirs = ({ text }: { text: string }) => (
  <Untrusted text={text} className="rounded-sm bg-engraving-soft box-decoration-clone px-1" />
);

/** `isAnswer`: it takes the place of what was pressed, so it takes the focus and is read out. */
function Card({
  title,
  isAnswer = false,
  children,
}: {
  title: ReactNode;
  isAnswer?: boolean;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isAnswer) heading.current?.focus();
  }, [isAnswer]);
  return (
    <section className="mx-auto grid max-w-xl gap-3 rounded-lg border border-line bg-sheet p-5 sm:mt-8 sm:p-7">
      <h1
        ref={heading}
        tabIndex={isAnswer ? -1 : undefined}
        className="font-semibold text-xl leading-snug tracking-tight outline-none"
      >
        {title}
      </h1>
      {children}
    </section>
  );
}

function Onward({ isLinked = false }: { isLinked?: boolean }) {
  return (
    <p className="mt-2 flex flex-wrap gap-2">
      <Link href="/queue" className={buttonStyle({ look: isLinked ? "primary" : "quiet" })}>
        To the queue
      </Link>
      <Link href="/me" className={buttonStyle({ look: "bare" })}>
        {isLinked ? "How you are reached" : "Your Slack account"}
      </Link>
    </p>
  );
}

function Linked() {
  return (
    <Card title="Linked. You can answer in Slack now." isAnswer>
      <p>Go back to Slack and press the button again. The next page reaches you there too.</p>
      <Onward isLinked />
    </Card>
  );
}

function NotMine() {
  return (
    <Card title="Nothing was linked" isAnswer>
      <p>
        If you asked for this link with another account, press the button there again. If somebody else sent
        it to you, they wanted to answer as you: do not open it again, and tell an admin. It ends by itself
        within ten minutes.
      </p>
      <Onward />
    </Card>
  );
}

function Spent() {
  return (
    <Card title="This link does not work any more" isAnswer>
      <p>
        A link works once and for ten minutes, and this one was used, is older, or never was one. Nothing was
        changed. Press the button in Slack again, or write{" "}
        <code className="font-mono text-sm">/approvals</code> there: you get a new one.
      </p>
      <Onward />
    </Card>
  );
}

function ForNobody() {
  return (
    <Card title="There is nothing to link for an auditor">
      <p>An auditor reads everything, decides nothing, and is never paged, in Slack either.</p>
    </Card>
  );
}

function AlreadyMine({ offer }: { offer: SlackLinkOffer }) {
  return (
    <Card title="This account is linked to you already">
      <p>
        You are paged and can answer in Slack as <Untrusted text={offer.account} /> of{" "}
        <Untrusted text={offer.workspace} />. There is nothing to do here.
      </p>
      <Onward />
    </Card>
  );
}

function Held({ offer, holder }: { offer: SlackLinkOffer; holder: string }) {
  return (
    <Card title={`This account is linked to ${holder}`}>
      <p>
        <Untrusted text={offer.account} /> of <Untrusted text={offer.workspace} /> answers for {holder}, and
        an account answers for one person only. {holder} ends that on their page You, or an admin does under
        People. Then press the button in Slack again.
      </p>
      <Onward />
    </Card>
  );
}
