/** Where a version of the configuration came from, and what it did: kept with it for ever, shown in its history. */
export type ConfigOrigin =
  | { readonly kind: "edit" }
  /** A file under somebody's version control: COUNTERSIGN_CONFIG at a start, or `countersign apply`. */
  | { readonly kind: "file"; readonly name: string; readonly hash: string | null }
  | { readonly kind: "restore"; readonly version: number }
  /** The document is as before; a calendar that a schedule is taken from says something else. */
  | { readonly kind: "calendar" };

export type ConfigSummary = { readonly created: number; readonly changed: number; readonly removed: number };

/** The file last applied: drift is what the configuration has become since, and `version` is where it was in force. */
export type ConfigSource = {
  readonly name: string;
  readonly hash: string | null;
  readonly version: number;
  /** RFC 3339: stored as JSON and never calculated with. */
  readonly at: string;
};
