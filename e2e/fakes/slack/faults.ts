/** What goes wrong between the app and Slack, asked for by a test. */

export type Fault =
  /** The connection closes and nothing happened. */
  | "drop_before"
  /** It happened, and the answer is lost. */
  | "drop_after"
  | "http_500"
  /** It happened, and the answer is 500. */
  | "http_500_after"
  | "html_200"
  /** Nothing happens, and nothing is ever answered. */
  | "hang"
  /** It happened, and nothing is ever answered. */
  | "hang_after"
  | { readonly kind: "ratelimited"; readonly seconds: number }
  /** It happens and is answered, late. */
  | { readonly kind: "delayed"; readonly ms: number }
  | { readonly kind: "error"; readonly code: string };

export const ratelimited = (seconds: number): Fault => ({ kind: "ratelimited", seconds });
export const delayed = (ms: number): Fault => ({ kind: "delayed", ms });
/** Refused with a code of Slack's, such as `is_archived`. */
export const refused = (code: string): Fault => ({ kind: "error", code });

/** How long the next links and calls find nobody, and in which way. */
export type Outage = "dropped" | "http_503";

export type Faults = {
  /** The next calls of the method (`*`: of any) fail in this way. */
  readonly add: (method: string, fault: Fault, times: number) => void;
  readonly take: (method: string) => Fault | null;
  readonly clear: () => void;
  outage: Outage | null;
};

export function createFaults(): Faults {
  let planned: { readonly method: string; readonly fault: Fault; times: number }[] = [];
  return {
    outage: null,
    add: (method, fault, times) => void planned.push({ method, fault, times }),
    take: (method) => {
      const next = planned.find((one) => one.times > 0 && (one.method === method || one.method === "*"));
      if (!next) return null;
      next.times -= 1;
      return next.fault;
    },
    clear: () => {
      planned = [];
    },
  };
}

export const nameOf = (fault: Fault): string => (typeof fault === "string" ? fault : fault.kind);
