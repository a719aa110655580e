import { BadgeCheck, Ban } from "lucide-react";
import type { RequestDetail } from "@/lib/contract/requests";
import { nameOf } from "../shared/words";
import { namesOf } from "./names";
import { RailSection } from "./section";

/** Why this reader may, or may not, answer. The server judged it, and judges it again when they do. */
export function Authority({ request }: { request: RequestDetail }) {
  const { allowed, reasons, on_behalf_of } = request.may_respond;
  const Icon = allowed ? BadgeCheck : Ban;
  if (request.decision) return null;
  return (
    <RailSection title={allowed ? "Why you may answer" : "Why you may not approve"}>
      <ul className="grid gap-2 text-sm text-ink-2">
        {reasons.map(({ code, message }) => (
          <li key={code} className="flex gap-2">
            <Icon
              aria-hidden="true"
              className={allowed ? "mt-0.5 size-4 shrink-0 text-permit" : "mt-0.5 size-4 shrink-0 text-ink-3"}
            />
            {message}
          </li>
        ))}
        {reasons.length === 0 && allowed ? (
          <li>
            {on_behalf_of
              ? `You answer on behalf of ${nameOf(on_behalf_of, namesOf(request))}, who is away and lends you their authority.`
              : "You are one of those its rule asks for."}
          </li>
        ) : null}
      </ul>
    </RailSection>
  );
}
