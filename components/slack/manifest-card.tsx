"use client";

import { ExternalLink } from "lucide-react";
import { useState } from "react";
import type { JsonObject } from "@/lib/contract/common";
import type { SlackTransport } from "@/lib/contract/slack";
import { buttonStyle } from "../shared/button";
import { CopyButton } from "../shared/copy-button";
import { Notice } from "../shared/notice";

export type ManifestOffer = {
  readonly manifests: Readonly<Record<SlackTransport, JsonObject>>;
  /** The one that is in use, or that could be. */
  readonly transport: SlackTransport;
  readonly url: string;
  /** Whether Slack could call that address. */
  readonly isPublic: boolean;
};

const CHOICES = [
  ["socket", "Socket Mode", "This house calls Slack. Nothing has to be reachable from outside."],
  ["http", "HTTP", "Slack calls this house at its public https address."],
] as const;

/** What makes a Slack app that fits this house, and the way from there to a connection. */
export function ManifestCard({ offer, installable }: { offer: ManifestOffer; installable: boolean }) {
  const [transport, setTransport] = useState(offer.transport);
  const text = JSON.stringify(offer.manifests[transport], null, 2);
  return (
    <section aria-labelledby="manifest" className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <h2 id="manifest" className="font-semibold">
        The app in Slack
      </h2>
      <Transports chosen={transport} onChoose={setTransport} />
      {transport === "http" && !offer.isPublic ? (
        <Notice tone="warning" title={`Slack cannot call ${offer.url}`} className="mt-3">
          It calls public https addresses only. Use Socket Mode, or set COUNTERSIGN_URL to one.
        </Notice>
      ) : null}
      <ol className="mt-4 grid max-w-[70ch] list-decimal gap-2 pl-5 text-sm marker:text-ink-3">
        <li>Make the app of this manifest, in the workspace whose people approve.</li>
        <li>
          <WayToToken installable={installable} />
        </li>
        <li>
          <WayToSecret transport={transport} />
        </li>
        <li>
          Start this house again with{" "}
          {installable ? "these settings, and install the app from here" : "both settings"}.
          {transport === "http"
            ? " Then, under Event Subscriptions, have Slack verify the address once more."
            : ""}
        </li>
        <li>
          Each person links their own account: they write <Name>/approvals</Name> in Slack and follow the
          link.
        </li>
      </ol>
      <Manifest text={text} />
    </section>
  );
}

const Name = ({ children }: { children: string }) => <code className="font-mono text-xs">{children}</code>;

function WayToToken({ installable }: { installable: boolean }) {
  if (installable)
    return (
      <>
        Under Basic Information, App Credentials, copy the client id and secret to{" "}
        <Name>SLACK_CLIENT_ID</Name> and <Name>SLACK_CLIENT_SECRET</Name>.
      </>
    );
  return (
    <>
      Install it there. Under OAuth &amp; Permissions, copy the bot token to <Name>SLACK_BOT_TOKEN</Name>.
    </>
  );
}

function WayToSecret({ transport }: { transport: SlackTransport }) {
  if (transport === "socket")
    return (
      <>
        Under Basic Information, App-Level Tokens, generate a token with the scope{" "}
        <Name>connections:write</Name> for <Name>SLACK_APP_TOKEN</Name>.
      </>
    );
  return (
    <>
      Under Basic Information, App Credentials, copy the signing secret to <Name>SLACK_SIGNING_SECRET</Name>.
    </>
  );
}

function Transports({
  chosen,
  onChoose,
}: {
  chosen: SlackTransport;
  onChoose: (transport: SlackTransport) => void;
}) {
  return (
    <fieldset className="mt-3">
      <legend className="field-name mb-1">How the two reach each other</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {CHOICES.map(([value, label, detail]) => (
          <label
            key={value}
            className="flex items-start gap-2.5 rounded-md border border-line p-3 text-sm has-checked:border-engraving has-checked:bg-engraving-soft"
          >
            <input
              type="radio"
              name="transport"
              value={value}
              checked={chosen === value}
              onChange={() => onChoose(value)}
              className="mt-0.5 size-4.5 shrink-0 accent-engraving"
            />
            <span>
              <span className="font-medium">{label}</span>
              <span className="block text-ink-2 text-xs">{detail}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Manifest({ text }: { text: string }) {
  const address = `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(text)}`;
  return (
    <div className="mt-4 overflow-hidden rounded-md border border-line bg-inset">
      <div className="flex flex-wrap items-center justify-between gap-2 border-line border-b py-1.5 pr-1.5 pl-3">
        <p className="font-mono text-ink-2 text-xs">manifest.json</p>
        <div className="flex flex-wrap gap-1">
          <CopyButton text={text} what="the manifest" />
          <a
            href={address}
            target="_blank"
            rel="noreferrer"
            className={buttonStyle({ look: "quiet", size: "small" })}
          >
            <ExternalLink aria-hidden="true" className="size-4" />
            Make the app in Slack
          </a>
        </div>
      </div>
      <section
        aria-label="The manifest"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-96 overflow-auto focus-visible:-outline-offset-2"
      >
        <pre className="p-3 font-mono text-xs leading-5">{text}</pre>
      </section>
    </div>
  );
}
