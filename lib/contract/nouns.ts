/** The lists of a configuration document, in its order. */
export const NOUNS = [
  "people",
  "teams",
  "schedules",
  "delegations",
  "channels",
  "slack_groups",
  "agents",
  "surfaces",
  "policies",
  "routes",
  "webhooks",
] as const;
export type Noun = (typeof NOUNS)[number];
