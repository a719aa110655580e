import Link from "next/link";
import type { RequestDetail } from "@/lib/contract/requests";
import { Mark } from "../shared/mark";
import { Time } from "../shared/time-view";
import { decisionWords } from "../shared/words";
import { namesOf } from "./names";
import { Section } from "./section";

/** How the like was decided before. */
export function Precedents({ request }: { request: RequestDetail }) {
  const { approved, denied, last } = request.precedents;
  const names = namesOf(request);
  return (
    <Section title="Decided before">
      {approved + denied === 0 ? (
        <p className="text-sm text-ink-2">Nothing like this has been decided yet.</p>
      ) : (
        <>
          <p className="text-sm">
            <span className="font-medium">{approved} approved</span>
            <span className="text-ink-3"> · </span>
            <span className="font-medium">{denied} denied</span>
            <span className="text-ink-2"> on the same surface</span>
          </p>
          <ul className="mt-2 grid gap-1 text-sm">
            {last.map((precedent) => {
              const words = decisionWords(
                {
                  outcome: precedent.outcome === "approved" ? "approved" : "denied",
                  cause: precedent.cause,
                  decided_by: precedent.decided_by.map((person) => ({ person, via: "" })),
                },
                names,
              );
              return (
                <li key={precedent.id} className="flex flex-wrap items-center gap-x-2">
                  <Mark state={words.mark} className="size-3.5 text-ink-3" />
                  <Link
                    href={`/requests/${precedent.id}`}
                    prefetch={false}
                    className="underline decoration-line-strong underline-offset-2 hover:decoration-ink"
                  >
                    {words.headline}
                  </Link>
                  <span className="text-ink-3 text-xs">
                    <Time at={precedent.decided_at} />
                  </span>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Section>
  );
}
