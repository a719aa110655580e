import type { Channel, Person, UserGroup, Workspace } from "./world";

/** Who is there before the test begins. */

/** What the app asks for when it is installed. */
export const APP_SCOPES = [
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "groups:history",
  "groups:read",
  "im:history",
  "im:write",
  "team:read",
  "usergroups:read",
  "usergroups:write",
  "users:read",
  "users:read.email",
] as const;

export type PersonSeed = Partial<Person> & Pick<Person, "id" | "name">;
type ChannelSeed = {
  readonly id: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  readonly members?: readonly string[];
};
type GroupSeed = Partial<UserGroup> & Pick<UserGroup, "id" | "handle">;

export type WorkspaceSeed = {
  readonly id: string;
  readonly name: string;
  readonly botTokens?: readonly string[];
  readonly scopes?: readonly string[];
  readonly people?: readonly PersonSeed[];
  readonly channels?: readonly ChannelSeed[];
  readonly groups?: readonly GroupSeed[];
};

/** T01: Ana, Bo and Cy; a guest, another bot, somebody who left; and Eve of T66, who has Ana's e-mail address. */
export const usualWorkspace = (changes: Partial<WorkspaceSeed> = {}): WorkspaceSeed => ({
  id: "T01",
  name: "Acme",
  botTokens: ["xoxb-T01-fake"],
  people: [
    { id: "U0ANA", name: "ana", realName: "Ana Approver", email: "ana@example.com" },
    { id: "U0BO", name: "bo", realName: "Bo Backup", email: "bo@example.com" },
    { id: "U0CY", name: "cy", realName: "Cy Colleague", email: "cy@example.com" },
    { id: "U0GUEST", name: "guest", email: "guest@elsewhere.example", isRestricted: true },
    {
      id: "U0SINGLE",
      name: "single",
      email: "single@elsewhere.example",
      isRestricted: true,
      isUltraRestricted: true,
    },
    { id: "U0ROBOT", name: "robot", email: "", isBot: true },
    { id: "U0GONE", name: "gone", email: "gone@example.com", deleted: true },
    {
      id: "U0EVE",
      name: "eve",
      realName: "Ana Approver",
      email: "ana@example.com",
      teamId: "T66",
      isStranger: true,
    },
  ],
  channels: [
    { id: "C0APPROVALS", name: "approvals", members: ["U0BOT", "U0ANA", "U0BO", "U0CY", "U0GUEST", "U0EVE"] },
    { id: "C0RANDOM", name: "random", members: ["U0ANA", "U0BO"] },
    { id: "C0PRIVATE", name: "finance", isPrivate: true, members: ["U0BOT", "U0ANA", "U0BO"] },
    { id: "C0SECRET", name: "secret", isPrivate: true, members: ["U0BO"] },
    { id: "C0OLD", name: "old", isArchived: true, members: ["U0BOT", "U0ANA"] },
  ],
  groups: [
    { id: "S0ONCALL", handle: "payments-on-call", users: ["U0ANA"] },
    { id: "S0APPROVERS", handle: "approvers", users: ["U0ANA", "U0BO"] },
  ],
  ...changes,
});

export function seedWorkspace(seed: WorkspaceSeed): Workspace {
  const bot = { id: "U0BOT", name: "countersign", realName: "Countersign", isBot: true };
  const people = [bot, ...(seed.people ?? [])].map((person) => seedPerson(seed.id, person));
  return {
    id: seed.id,
    name: seed.name,
    domain: seed.name.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    botUserId: bot.id,
    botId: "B0BOT",
    scopes: new Set(seed.scopes ?? APP_SCOPES),
    isInstalled: true,
    hasMessagesTab: true,
    people: new Map(people.map((person) => [person.id, person])),
    channels: new Map((seed.channels ?? []).map((channel) => [channel.id, seedChannel(channel)])),
    groups: new Map((seed.groups ?? []).map((group) => [group.id, seedGroup(group)])),
    messages: [],
    modals: new Map(),
    homes: new Map(),
  };
}

const seedPerson = (teamId: string, seed: PersonSeed): Person => ({
  realName: seed.name,
  email: `${seed.name}@example.com`,
  teamId,
  deleted: false,
  isBot: false,
  isRestricted: false,
  isUltraRestricted: false,
  isStranger: false,
  ...seed,
});

const seedChannel = (seed: ChannelSeed): Channel => ({
  id: seed.id,
  name: seed.name,
  kind: seed.isPrivate ? "private" : "public",
  isArchived: seed.isArchived ?? false,
  members: new Set(seed.members ?? []),
});

const seedGroup = (seed: GroupSeed): UserGroup => ({
  name: seed.handle,
  users: [],
  isDisabled: false,
  ...seed,
});
