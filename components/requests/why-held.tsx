import type { RequestDetail } from "@/lib/contract/requests";
import { Notice } from "../shared/notice";
import { Untrusted } from "../shared/untrusted";
import { Section } from "./section";

const short = (version: string): string => version.replace(/^sha256:/, "").slice(0, 12);

/** Why the gate stopped it: the reason, every rule that fired, and the version of the policy they stand in. */
export function WhyHeld({ request }: { request: RequestDetail }) {
  const { ruling } = request;
  const facts = Object.entries(request.context.facts);
  return (
    <Section title="Why it was held">
      <div className="grid gap-3">
        {request.problems.map((problem) => (
          <Notice key={problem.code} tone="warning" title={problem.message} />
        ))}
        <p className="text-base">{ruling.reason}</p>
        <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-[repeat(3,auto)] sm:justify-start">
          <Fact name="Reason" value={ruling.reason_code} />
          <Fact
            name={ruling.rules.length === 1 ? "Rule" : "Rules that fired"}
            value={ruling.rules.join(", ") || "none: the surface's own tier"}
          />
          <Fact name="Policy version" value={short(ruling.policy_version)} title={ruling.policy_version} />
        </dl>
        {ruling.counted?.map((log) => (
          <p key={log.policy} className="text-xs text-ink-2">
            {log.policy} lets {log.max} through in {log.window_seconds} s; {log.used} were before this one.
          </p>
        ))}
        {ruling.shadow.length > 0 ? (
          <p className="text-xs text-ink-2">
            Not enforced, only tried out:{" "}
            {ruling.shadow.map((shadow) => `${shadow.policy} would ${shadow.verdict}`).join("; ")}.
          </p>
        ) : null}
        {request.context.surface?.preview ? (
          <p className="wrap-anywhere text-sm">
            <span className="field-name">To see beforehand what it would do: </span>
            {request.context.surface.preview}
          </p>
        ) : null}
        {facts.length > 0 ? (
          <div>
            <p className="field-name mb-1">Facts the harness attested</p>
            <ul className="flex flex-wrap gap-x-4 gap-y-1 font-mono text-xs">
              {facts.map(([name, value]) => (
                <li key={name}>
                  <Untrusted text={name} className="text-ink-2" />
                  {" = "}
                  <Untrusted text={JSON.stringify(value)} />
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
    </Section>
  );
}

function Fact({ name, value, title }: { name: string; value: string; title?: string }) {
  return (
    <div className="min-w-0">
      <dt className="field-name">{name}</dt>
      <dd title={title} className="font-mono text-xs leading-5 wrap-anywhere">
        {value}
      </dd>
    </div>
  );
}
