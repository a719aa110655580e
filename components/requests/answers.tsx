import type { RequestDetail } from "@/lib/contract/requests";
import { cn } from "../shared/cn";
import { Mark } from "../shared/mark";
import { ruleSentence } from "../shared/rule-sentence";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { listed, nameOf, viaWords } from "../shared/words";
import { bookOf, namesOf } from "./names";
import { RailSection } from "./section";

/** The rule, how far it is met, and every answer given so far. */
export function Answers({ request }: { request: RequestDetail }) {
  const names = namesOf(request);
  return (
    <RailSection title="Answers">
      <p className="text-xs text-ink-2">{ruleSentence(request.approval, bookOf(request))}</p>
      <RuleProgress request={request} />
      {request.responses.length === 0 ? (
        <p className="mt-3 text-sm text-ink-2">Nobody has answered{request.decision ? "." : " yet."}</p>
      ) : (
        <ul className="mt-3 grid gap-3">
          {request.responses.map((response) => {
            const isApproval = response.verdict === "approve";
            return (
              <li key={response.id} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2">
                <Mark
                  state={isApproval ? "approved" : "denied"}
                  className={cn("mt-0.5", isApproval ? "text-permit" : "text-deny")}
                />
                <div className="min-w-0 text-sm">
                  <p>
                    <span className="font-medium">{nameOf(response.person, names)}</span>
                    {response.on_behalf_of ? ` on behalf of ${nameOf(response.on_behalf_of, names)}` : ""}{" "}
                    {isApproval ? "approved" : "denied"}
                  </p>
                  <p className="text-xs text-ink-3">
                    <Time at={response.at} /> {viaWords(response.via)}
                    {response.dropped
                      ? " · does not count: their authority had ended, or this route asks for more"
                      : ""}
                  </p>
                  {response.reason ? (
                    <p className="mt-1 text-ink-2">
                      <Untrusted text={response.reason} block />
                    </p>
                  ) : null}
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </RailSection>
  );
}

function RuleProgress({ request }: { request: RequestDetail }) {
  const names = namesOf(request);
  if (request.decision) return null;
  return (
    <ul className="mt-2 grid gap-1 text-xs text-ink-2">
      {request.approval.sets.flatMap((set) =>
        set.thresholds.map((threshold) => {
          const whom = listed(
            threshold.people.map((id) => nameOf(id, names)),
            "or",
          );
          return (
            <li key={`${threshold.from.join()} ${threshold.approve} ${threshold.level}`}>
              <span className="font-mono tabular-nums text-ink">
                {threshold.approvals} of {threshold.approve}
              </span>{" "}
              {whom}
            </li>
          );
        }),
      )}
    </ul>
  );
}
