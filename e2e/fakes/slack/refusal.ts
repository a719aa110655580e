import type { Json } from "./json";

/** What Slack answers with `ok: false`. */
export class SlackError extends Error {
  constructor(
    readonly code: string,
    readonly more: Json = {},
  ) {
    super(code);
  }
}
