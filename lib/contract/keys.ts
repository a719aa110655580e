/** React Query keys, by noun: a mutation invalidates the noun. */
export const keys = {
  me: ["me"] as const,
  requests: ["requests"] as const,
  requestList: (filters: Readonly<Record<string, string | undefined>>) =>
    ["requests", "list", filters] as const,
  request: (id: string) => ["requests", "one", id] as const,
  /** The configuration in force, whole: editors and their pickers read it, and any save changes it. */
  config: ["config"] as const,
  configPart: (part: string) => ["config", part] as const,
  people: ["people"] as const,
  myDelegations: ["people", "me", "delegations"] as const,
  agents: ["agents"] as const,
  agent: (id: string) => ["agents", id] as const,
  routes: ["routes"] as const,
  routePreview: (body: string) => ["routes", "preview", body] as const,
  freezes: ["freezes"] as const,
  surfaces: ["surfaces"] as const,
  webhookMessages: (id: string) => ["webhooks", id, "messages"] as const,
  schedules: ["schedules"] as const,
  audit: (filters: Readonly<Record<string, string | undefined>>) => ["audit", filters] as const,
};
