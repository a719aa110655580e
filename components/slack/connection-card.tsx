import type { ReactNode } from "react";
import type { SlackHealth } from "@/lib/contract/slack";
import { Chip } from "../shared/chip";
import { Notice } from "../shared/notice";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { connectionState } from "./connection-state";

const TRANSPORTS = {
  socket: { name: "Socket Mode", detail: "this house calls Slack" },
  http: { name: "HTTP", detail: "Slack calls this house" },
} as const;

/** How the connection is, in words, and which settings make it. */
export function ConnectionCard({ health }: { health: SlackHealth }) {
  const { transport, workspace, workspaces, linked, people } = health;
  const { tone, word, trouble } = connectionState(health);
  const heard =
    workspace?.checked_at ??
    workspaces
      .map((one) => one.checked_at)
      .toSorted()
      .at(-1);
  return (
    <section aria-labelledby="connection" className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="connection" className="font-semibold">
          Connection
        </h2>
        <Chip tone={tone}>{word}</Chip>
      </div>
      {trouble ? (
        <Notice tone={NOTICES[tone]} title={trouble.title} className="mt-3">
          <Untrusted text={trouble.text} />{" "}
          {trouble.code ? <Chip className="font-mono">{trouble.code}</Chip> : null}
        </Notice>
      ) : null}
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-4 text-sm lg:grid-cols-4">
        <Fact name="Workspace" detail={workspace?.id}>
          {workspace ? <Untrusted text={workspace.name} /> : workspaces.length > 1 ? "Several" : "None yet"}
        </Fact>
        <Fact name="Last heard from">{heard === undefined ? "Never" : <Time at={heard} relative />}</Fact>
        <Fact name="Transport" detail={transport ? TRANSPORTS[transport].detail : undefined}>
          {transport ? TRANSPORTS[transport].name : "None"}
        </Fact>
        <Fact name="People linked" detail={linked === 0 ? "each links their own account" : undefined}>
          {linked} of {people}
        </Fact>
      </dl>
      <Settings settings={health.settings} />
    </section>
  );
}

const NOTICES = { plain: "plain", permit: "plain", grave: "warning", deny: "refusal" } as const;

function Fact({
  name,
  detail,
  children,
}: {
  name: string;
  detail?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="field-name">{name}</dt>
      <dd>
        <span className="font-medium">{children}</span>
        {detail ? <span className="block text-ink-3 text-xs">{detail}</span> : null}
      </dd>
    </div>
  );
}

function Settings({ settings }: { settings: SlackHealth["settings"] }) {
  return (
    <>
      <h3 id="settings" className="mt-5 font-semibold text-sm">
        Settings of the process
      </h3>
      <p className="mt-0.5 max-w-[65ch] text-ink-2 text-sm">
        The bot token, or the client id and secret with which admins install the app from here; and, for what
        people press, the app token or the signing secret. With both of these, Socket Mode is used.
      </p>
      <ul aria-labelledby="settings" className="mt-2 divide-y divide-line border-line border-t">
        {settings.map(({ name, description, is_set }) => (
          <li
            key={name}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 py-2.5 text-sm sm:grid-cols-[14rem_minmax(0,1fr)_auto] sm:items-baseline"
          >
            <code className="font-mono text-xs">{name}</code>
            <span className="order-last col-span-2 text-ink-2 sm:order-none sm:col-span-1">
              {description}
            </span>
            <Chip tone={is_set ? "permit" : "plain"} className="justify-self-end">
              {is_set ? "Set" : "Not set"}
            </Chip>
          </li>
        ))}
      </ul>
    </>
  );
}
