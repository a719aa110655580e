import { Bot } from "lucide-react";
import type { RequestDetail } from "@/lib/contract/requests";
import { Untrusted } from "../shared/untrusted";
import { Section } from "./section";

/** The agent's own words, in a box of their own with a label of their own. Nothing in it is a fact of the gate. */
export function AgentSays({ request }: { request: RequestDetail }) {
  const { title, why } = request.context.explanation;
  const { task } = request.context.run;
  if (!title && !why && !task) return null;
  return (
    <Section title="In the agent’s words">
      <div className="rounded-md border border-line-strong border-dashed">
        <p className="flex items-center gap-2 border-line-strong border-b border-dashed px-3 py-1.5 font-medium text-ink-2 text-xs">
          <Bot aria-hidden="true" className="size-4" />
          Agent says, not verified
        </p>
        <dl className="grid gap-3 px-3 py-3 text-sm">
          {title ? <Saying name="It calls this" text={title} /> : null}
          {why ? <Saying name="Its reason" text={why} /> : null}
          {task ? <Saying name="Its task" text={task} /> : null}
        </dl>
      </div>
    </Section>
  );
}

function Saying({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt className="field-name">{name}</dt>
      <dd>
        <Untrusted text={text} block />
      </dd>
    </div>
  );
}
