"use client";

import { useState } from "react";
import type { SlackLink } from "@/lib/contract/slack";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Dialog } from "../shared/dialog";
import { FormSection } from "../shared/form/form-page";
import { ProblemNotice } from "../shared/notice";
import { Untrusted } from "../shared/untrusted";
import { useEndLink, useMyLink } from "../slack/queries";

/** The Slack account one is paged in and answers from: which it is, how to get one, and its end. */
export function SlackCard({ initial }: { initial: SlackLink }) {
  const link = useMyLink(initial);
  // Held here, above what goes away with the link: the answer arrives after that.
  const ending = useEndLink();
  const isEnded = ending.isSuccess && link.slack === null;
  return (
    <FormSection
      title="Slack"
      summary={
        link.set_up
          ? "Where you are paged and can answer without opening the console."
          : "Slack is not set up here yet; an admin does that once for everybody."
      }
    >
      <div className="grid gap-3 text-sm sm:col-span-2">
        <p role="status" className={isEnded ? "text-permit" : "sr-only"}>
          {isEnded ? "The link is ended. Nobody answers as you in Slack any more." : ""}
        </p>
        {link.slack === null ? (
          <NoAccount isSetUp={link.set_up} />
        ) : (
          <Account link={link} slack={link.slack} ending={ending} />
        )}
      </div>
    </FormSection>
  );
}

function NoAccount({ isSetUp }: { isSetUp: boolean }) {
  if (!isSetUp) return <p>No account is linked to you.</p>;
  return (
    <p className="max-w-[65ch]">
      No account is linked to you. To link yours, press any button of a page in Slack, or write{" "}
      <code className="font-mono text-xs">/approvals</code> there. You get a link that works once and for ten
      minutes; open it, and confirm.
    </p>
  );
}

type Ending = ReturnType<typeof useEndLink>;

function Account({ link, slack, ending }: { link: SlackLink; slack: string; ending: Ending }) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-md border border-line px-3 py-2.5">
      <div className="min-w-0">
        <p>
          Linked to{" "}
          <span className="font-medium">
            <Untrusted text={link.account ?? slack} />
          </span>
          {link.workspace === null ? null : (
            <>
              {" "}
              of <Untrusted text={link.workspace} />
            </>
          )}
        </p>
        <p className="font-mono text-ink-3 text-xs">{slack}</p>
      </div>
      <Button size="small" onClick={() => setIsAsking(true)}>
        End the link…
      </Button>
      <Dialog
        title="End the link to your Slack account?"
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
      >
        <End ending={ending} onBack={() => setIsAsking(false)} />
      </Dialog>
    </div>
  );
}

function End({ ending, onBack }: { ending: Ending; onBack: () => void }) {
  return (
    <div className="grid gap-4 text-sm">
      <p>
        Buttons in Slack refuse you from the next one on, and no page reaches you there: your next way is used
        instead. You can link an account again at any time.
      </p>
      {ending.isError ? (
        <div role="alert">
          <ProblemNotice problem={problemOf(ending.error)} />
        </div>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onBack}>Keep it</Button>
        <Button look="deny" disabled={ending.isPending} onClick={() => ending.mutate()}>
          {ending.isPending ? "Ending…" : "End the link"}
        </Button>
      </div>
    </div>
  );
}
