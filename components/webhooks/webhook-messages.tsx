"use client";

import Link from "next/link";
import { useState } from "react";
import type { WebhookMessage } from "@/lib/contract/webhooks";
import { useMe } from "../people/queries";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Card } from "../shared/card";
import { Chip } from "../shared/chip";
import { Dialog } from "../shared/dialog";
import { useReadOnly } from "../shared/form/read-only";
import { ProblemNotice } from "../shared/notice";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { plural } from "../shared/words";
import { useMessages, useReplay, useTrial } from "./queries";
import { SecretDialog } from "./secret-dialog";
import { eventWords } from "./webhook-words";

/** What a webhook signs with and what it was told, with the means to tell it again. */
export function WebhookMessages({ id }: { id: string }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useMessages(id);
  const mayTell = useReadOnly("webhooks") === null;
  const pages = data?.pages ?? [];
  const messages = pages.flatMap((page) => page.messages);
  const hasSecret = pages[0]?.has_secret ?? true;
  return (
    <>
      <Secret id={id} hasSecret={hasSecret} />
      <Card
        title="Messages"
        summary="Of the last thirty days. Sent again, a message has the same id, so that the receiver can tell."
        aside={mayTell ? <Trial id={id} /> : null}
      >
        {error ? <ProblemNotice problem={problemOf(error)} /> : null}
        {data && messages.length === 0 ? <p className="text-sm">It has been told nothing yet.</p> : null}
        <ul className="divide-y divide-line border-line border-t empty:hidden">
          {messages.map((message) => (
            <Message key={message.id} webhook={id} message={message} mayTell={mayTell} />
          ))}
        </ul>
        {hasNextPage ? (
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Older messages
          </Button>
        ) : null}
      </Card>
    </>
  );
}

function Secret({ id, hasSecret }: { id: string; hasSecret: boolean }) {
  const isAdmin = useMe()?.person.role === "admin";
  const [isAsking, setIsAsking] = useState(false);
  return (
    <Card
      title="Secret"
      summary={
        hasSecret
          ? "Messages are signed as Standard Webhooks say, so that the receiver knows they are ours."
          : "It has no secret yet, so nothing is sent: a message that is not signed could be anybody’s."
      }
      aside={
        isAdmin ? (
          <Button look={hasSecret ? "quiet" : "primary"} onClick={() => setIsAsking(true)}>
            {hasSecret ? "Replace the secret…" : "Make a secret…"}
          </Button>
        ) : null
      }
    >
      {isAdmin ? null : <p className="text-ink-3 text-sm">Only admins make and replace secrets.</p>}
      <Dialog
        title={hasSecret ? "Replace the secret?" : "A secret for this webhook"}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
      >
        <SecretDialog id={id} hasSecret={hasSecret} onClose={() => setIsAsking(false)} />
      </Dialog>
    </Card>
  );
}

function Trial({ id }: { id: string }) {
  const trial = useTrial(id);
  return (
    <span className="flex items-center gap-3">
      <span role="status" className="text-ink-3 text-xs">
        {trial.isError ? problemOf(trial.error).detail : null}
      </span>
      <Button disabled={trial.isPending} onClick={() => trial.mutate()}>
        Send a test
      </Button>
    </span>
  );
}

const STATUS = {
  waiting: { label: "Waiting", tone: "grave" },
  delivered: { label: "Delivered", tone: "plain" },
  failed: { label: "Failed", tone: "deny" },
} as const;

function Message({
  webhook,
  message,
  mayTell,
}: {
  webhook: string;
  message: WebhookMessage;
  mayTell: boolean;
}) {
  const replay = useReplay(webhook);
  const { label, tone } = STATUS[message.status];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 py-2.5 text-sm">
      <Chip tone={tone}>{label}</Chip>
      <span className="font-medium">{eventWords(message.event)}</span>
      <span className="text-ink-3 text-xs">
        <Time at={message.created_at} relative />, {plural(message.attempts, "attempt")}
        {message.answered === null ? null : `, answered ${message.answered}`}
      </span>
      {message.error ? (
        <span className="text-urgent text-xs">
          <Untrusted text={message.error} />
        </span>
      ) : null}
      <span className="ml-auto flex items-center gap-3">
        {message.request ? (
          <Link
            href={`/requests/${message.request}`}
            className="link text-xs"
            aria-label={`The request of ${message.id}`}
          >
            Request
          </Link>
        ) : null}
        {mayTell ? (
          <Button
            size="small"
            disabled={replay.isPending}
            aria-label={`Send again: ${eventWords(message.event)}`}
            onClick={() => replay.mutate(message.id)}
          >
            Send again
          </Button>
        ) : null}
      </span>
    </li>
  );
}
