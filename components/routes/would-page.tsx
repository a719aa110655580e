import type { RouteLadder } from "@/lib/contract/route-preview";
import { listed, nameOf } from "../shared/words";
import { Warned } from "./problems";

/** Whom a step would page, as the server resolved it for the instant at which the step comes. */
export function WouldPage({
  ladder,
  index,
  names,
}: {
  ladder: RouteLadder;
  index: number;
  names: Readonly<Record<string, string>>;
}) {
  const step = ladder.steps.find((entry) => entry.index === index && entry.round === 1);
  if (!step) return null;
  if (step.why === "deadline") return <Warned>Never reached: it comes after the deadline.</Warned>;
  if (step.people.length === 0) return <Warned>Nobody right now: it would be skipped at once.</Warned>;
  return (
    <p className="text-ink-2 text-xs">Right now: {listed(step.people.map((id) => nameOf(id, names)))}</p>
  );
}
