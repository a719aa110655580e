import { humanised } from "../shared/words";

/** `request.step_entered` as `Step entered`, `grant.claimed` as `Grant claimed`. */
export const eventWords = (event: string): string =>
  humanised(event.startsWith("request.") ? event.slice("request.".length) : event);
