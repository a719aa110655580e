import type { RouteLadder } from "@/lib/contract/route-preview";
import { listed, nameOf } from "../shared/words";
import { Warned } from "./problems";

const SKIPS: Readonly<Record<string, string>> = {
  nobody: "Nobody right now: it would be skipped at once.",
  late: "Skipped: it would leave too little time, so the last step comes instead.",
  deadline: "Never reached: it comes after the deadline.",
};

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
  if (step.why !== null) return <Warned>{SKIPS[step.why] ?? "It would be skipped."}</Warned>;
  return (
    <p className="text-ink-2 text-xs">Right now: {listed(step.people.map((id) => nameOf(id, names)))}</p>
  );
}
