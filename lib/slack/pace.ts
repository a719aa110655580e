import { remember } from "@/lib/runtime/remember";
import { faultOf } from "./clients";
import { makePacer, type Pacer } from "./pacer";

/** One line of calls per workspace and process. */
export function pace(team: string): Pacer {
  const pacers = remember("slack-pacers", () => new Map<string, Pacer>());
  const known = pacers.get(team);
  if (known) return known;
  const made = makePacer({
    retryAfterSeconds: (error) => {
      const fault = faultOf(error);
      return fault.kind === "ratelimited" ? fault.seconds : null;
    },
  });
  pacers.set(team, made);
  return made;
}
