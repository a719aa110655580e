/**
 * How a person wants to be reached: **methods**, in order, each with its delay after the page. A step that is urgent
 * uses their urgent methods, where they have some. Whatever they say, the console shows every page: at once, unless they
 * gave it a delay of its own.
 */
import type { RequestState } from "./approval-request";
import { isReleased } from "./responders";

export type Method = { readonly via: string; readonly afterSeconds: number };
export type Contact = { readonly default?: readonly Method[]; readonly urgent?: readonly Method[] };

export type Attempt = Method & { readonly error: string | null };

type Page = {
  readonly isUrgent: boolean;
  /** The channels a step may use; null: any. */
  readonly via: readonly string[] | null;
  /** Why this person cannot be reached over a channel; null where they can. */
  readonly whyNot: (channel: string) => string | null;
};

const CONSOLE = "web";

/**
 * What a page to this person amounts to; null where they have said nothing. A method that cannot be used fails, and the
 * one after it is used at that moment.
 */
export function attempts(contact: Contact | undefined, page: Page): readonly Attempt[] | null {
  const methods = (page.isUrgent ? contact?.urgent : undefined) ?? contact?.default;
  if (methods === undefined) return null;
  const allowed = methods.filter(({ via }) => via === CONSOLE || (page.via?.includes(via) ?? true));
  const shown = allowed.some(({ via }) => via === CONSOLE);
  const all = shown ? allowed : [{ via: CONSOLE, afterSeconds: 0 }, ...allowed];
  let soonest: number | null = null;
  return all
    .toSorted((a, b) => a.afterSeconds - b.afterSeconds)
    .map(({ via, afterSeconds }) => {
      const after = soonest ?? afterSeconds;
      const whyNot = page.whyNot(via);
      soonest = whyNot === null ? null : after;
      const error = whyNot === null ? null : `${whyNot}; the next way to reach them is used at once`;
      return { via, afterSeconds: after, error };
    });
}

/** Why a delayed page need not go out any more; null when it must. */
export function whyMoot(state: RequestState, person: string, now: Date): string | null {
  if (state.status !== "pending") return "it was decided before";
  if (state.responses.some((response) => response.person === person)) return "they had answered before";
  if (isReleased(state, person)) return "they had handed it on before";
  const { pausedUntilAt } = state.ladder;
  // When the pause is over everybody on the step is paged again, from their first method on.
  return pausedUntilAt !== null && now < pausedUntilAt ? "somebody was looking" : null;
}
