import type { RequestDetail } from "@/lib/contract/requests";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { nameOf } from "../shared/words";
import { namesOf } from "./names";
import { Section } from "./section";

/** What people asked the agent, and what it said: its words again, in its box. */
export function Questions({ request }: { request: RequestDetail }) {
  const names = namesOf(request);
  if (request.questions.length === 0) return null;
  return (
    <Section title="Asked of the agent">
      <ul className="grid gap-4 text-sm">
        {request.questions.map((question) => (
          <li key={question.id}>
            <p>
              <span className="font-semibold">{nameOf(question.asked_by, names)}</span>{" "}
              <span className="text-ink-3 text-xs">
                <Time at={question.asked_at} />
              </span>
            </p>
            <p>
              <Untrusted text={question.text} block />
            </p>
            <div className="mt-2 rounded-md border border-line-strong border-dashed px-3 py-2">
              <p className="field-name">Agent says, not verified</p>
              {question.answer === null ? (
                <p className="text-ink-2">No answer yet.</p>
              ) : (
                <Untrusted text={question.answer} block />
              )}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
