"use client";

import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { AgentView, CreatedAgentKey, KeyView } from "@/lib/contract/people";
import { useMe } from "../people/queries";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Card } from "../shared/card";
import { Chip } from "../shared/chip";
import { Dialog } from "../shared/dialog";
import { TextInput } from "../shared/form/inputs";
import { ProblemNotice } from "../shared/notice";
import { ShownOnce } from "../shared/shown-once";
import { useNow } from "../shared/time-provider";
import { Time } from "../shared/time-view";
import { useAgent, useCreateKey, useRevokeKey, useRotateKey } from "./queries";

type Asking = { readonly verb: "create" } | { readonly verb: "rotate" | "revoke"; readonly key: KeyView };

/** The keys of an agent: an admin gives, rotates and revokes them, each at once. */
export function AgentKeys({ agent: seed }: { agent: AgentView }) {
  const agent = useAgent(seed.id, seed);
  const isAdmin = useMe()?.person.role === "admin";
  const [asking, setAsking] = useState<Asking | null>(null);
  return (
    <Card
      title="Keys"
      summary={`A key is how the agent’s harness proves who it is. Only its hash is kept.${isAdmin ? "" : " Only admins create, rotate and revoke keys."}`}
      aside={isAdmin ? <Button onClick={() => setAsking({ verb: "create" })}>Create a key…</Button> : null}
    >
      {agent.keys.length === 0 ? (
        <p className="text-sm">It has no key, so it cannot ask for anything yet.</p>
      ) : (
        <ul className="divide-y divide-line border-line border-t">
          {agent.keys.map((key) => (
            <KeyRow key={key.id} agentKey={key} onAsk={isAdmin ? setAsking : null} />
          ))}
        </ul>
      )}
      <KeyDialog agent={agent} asking={asking} onClose={() => setAsking(null)} />
    </Card>
  );
}

function KeyRow({ agentKey: key, onAsk }: { agentKey: KeyView; onAsk: ((asking: Asking) => void) | null }) {
  const now = useNow();
  const name = key.name ?? key.prefix;
  const isOver = key.revoked_at !== null || (key.expires_at !== null && Date.parse(key.expires_at) <= now);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 py-2.5 text-sm">
      <KeyRound aria-hidden="true" className="size-4 text-ink-3" />
      <span className="font-mono text-xs">{key.prefix}…</span>
      {key.name ? <span>{key.name}</span> : null}
      <span className="text-ink-3 text-xs">
        created <Time at={key.created_at} relative />,{" "}
        {key.last_used_at ? (
          <>
            last used <Time at={key.last_used_at} relative />
          </>
        ) : (
          "never used"
        )}
      </span>
      {key.revoked_at ? <Chip tone="deny">Revoked</Chip> : null}
      {key.expires_at && !key.revoked_at ? (
        <Chip tone="grave">
          {isOver ? "ended" : "replaced, works until"} <Time at={key.expires_at} />
        </Chip>
      ) : null}
      {onAsk && !isOver ? (
        <span className="ml-auto flex gap-2">
          {key.expires_at ? null : (
            <Button size="small" aria-label={`Rotate ${name}`} onClick={() => onAsk({ verb: "rotate", key })}>
              Rotate…
            </Button>
          )}
          <Button size="small" aria-label={`Revoke ${name}`} onClick={() => onAsk({ verb: "revoke", key })}>
            Revoke…
          </Button>
        </span>
      ) : null}
    </li>
  );
}

function KeyDialog({
  agent,
  asking,
  onClose,
}: {
  agent: AgentView;
  asking: Asking | null;
  onClose: () => void;
}) {
  const titles = {
    create: `A key for ${agent.name}`,
    rotate: "Rotate this key?",
    revoke: "Revoke this key?",
  };
  return (
    <Dialog title={asking ? titles[asking.verb] : ""} isOpen={asking !== null} onClose={onClose}>
      {asking?.verb === "create" ? <Create agent={agent.id} onClose={onClose} /> : null}
      {asking?.verb === "rotate" ? <Rotate agent={agent.id} agentKey={asking.key} onClose={onClose} /> : null}
      {asking?.verb === "revoke" ? <Revoke agent={agent.id} agentKey={asking.key} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Create({ agent, onClose }: { agent: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const create = useCreateKey(agent);
  if (create.data) return <Secrets created={create.data} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(name);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextInput
        label="Name"
        isOptional
        hint="Where it is used, to tell it from the others."
        placeholder="production"
        value={name}
        onChange={setName}
      />
      <Failed error={create.error} />
      <Button type="submit" look="primary" disabled={create.isPending}>
        {create.isPending ? "Creating…" : "Create key"}
      </Button>
    </form>
  );
}

type KeyProps = { readonly agent: string; readonly agentKey: KeyView; readonly onClose: () => void };

function Rotate({ agent, agentKey, onClose }: KeyProps) {
  const rotate = useRotateKey(agent);
  if (rotate.data) return <Secrets created={rotate.data} onClose={onClose} />;
  return (
    <div className="grid gap-4 text-sm">
      <p>
        You get a new key now. The old one, <span className="font-mono">{agentKey.prefix}…</span>, goes on
        working for 24 hours, so that every worker can change over; then it ends by itself.
      </p>
      <Failed error={rotate.error} />
      <Choices onClose={onClose}>
        <Button look="primary" disabled={rotate.isPending} onClick={() => rotate.mutate(agentKey.id)}>
          Rotate
        </Button>
      </Choices>
    </div>
  );
}

function Revoke({ agent, agentKey, onClose }: KeyProps) {
  const revoke = useRevokeKey(agent);
  return (
    <div className="grid gap-4 text-sm">
      <p>
        <span className="font-mono">{agentKey.prefix}…</span> stops working at once, everywhere. Whoever uses
        it is refused from the next call on. This cannot be taken back.
      </p>
      <Failed error={revoke.error} />
      <Choices onClose={onClose}>
        <Button
          look="deny"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate(agentKey.id, { onSuccess: onClose })}
        >
          Revoke
        </Button>
      </Choices>
    </div>
  );
}

function Choices({ onClose, children }: { onClose: () => void; children: React.ReactNode }) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onClose}>Go back</Button>
      {children}
    </div>
  );
}

function Failed({ error }: { error: unknown }) {
  return <div role="alert">{error ? <ProblemNotice problem={problemOf(error)} /> : null}</div>;
}

function Secrets({ created, onClose }: { created: CreatedAgentKey; onClose: () => void }) {
  return (
    <div className="grid gap-4">
      <p role="status" className="text-sm">
        Copy both now. They are shown this once and never again.
      </p>
      <ShownOnce name="Key" secret={created.key}>
        The agent’s harness sends it as Authorization: Bearer.
      </ShownOnce>
      <ShownOnce name="Callback secret" secret={created.callback_secret}>
        What callbacks to the agent are signed with.
      </ShownOnce>
      <Button look="primary" onClick={onClose}>
        I have copied them
      </Button>
    </div>
  );
}
