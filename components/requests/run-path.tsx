import type { RequestDetail } from "@/lib/contract/requests";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { Section } from "./section";

/** What the run did before this, as the harness recorded it, and where in it this action stands. */
export function RunPath({ request }: { request: RequestDetail }) {
  const { run } = request.context;
  if (!run.id && run.path.length === 0) return null;
  return (
    <Section
      title="The run so far"
      hint={run.step === null ? "As the harness recorded it" : `This is step ${run.step}`}
    >
      <ol className="border-line-strong border-l pl-4">
        {run.path.map((step, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a run may do the same twice; its order is its identity.
            key={index}
            className="relative pb-3 before:absolute before:top-2 before:-left-[1.1875rem] before:size-1.5 before:rounded-full before:bg-line-strong before:content-['']"
          >
            <p className="flex flex-wrap items-baseline gap-x-3">
              <Untrusted text={step.tool} className="font-mono text-xs" />
              {step.source ? (
                <span className="text-ink-2 text-xs">
                  from <Untrusted text={step.source} />
                </span>
              ) : null}
              {step.at ? (
                <span className="text-2xs text-ink-3">
                  <Time at={step.at} />
                </span>
              ) : null}
            </p>
            {step.summary ? (
              <p className="text-sm text-ink-2">
                <Untrusted text={step.summary} block />
              </p>
            ) : null}
          </li>
        ))}
        <li className="relative before:absolute before:top-1.5 before:-left-[1.3125rem] before:size-2.5 before:rounded-full before:border-2 before:border-engraving before:bg-paper before:content-['']">
          <p className="flex flex-wrap items-baseline gap-x-3 font-medium">
            <Untrusted
              text={request.action.tool ?? request.action.surface ?? "this action"}
              className="font-mono text-xs"
            />
            <span className="text-2xs text-engraving">held here</span>
          </p>
        </li>
      </ol>
      {run.id ? (
        <p className="mt-3 text-2xs text-ink-3">
          Run <Untrusted text={run.id} className="font-mono" />
        </p>
      ) : null}
    </Section>
  );
}
