import type { Json } from "./json";
import type { BotCall, Methods } from "./method";
import { SlackError } from "./refusal";
import type { Person, UserGroup, Workspace } from "./world";

/** The users.*, usergroups.* and team.* methods. */

export const peopleMethods: Methods = {
  "team.info": {
    token: "bot",
    scopes: ["team:read"],
    tier: 3,
    args: { team: "text" },
    run: ({ workspace: { id, name, domain } }) => ({ team: { id, name, domain, email_domain: "" } }),
  },
  "users.info": {
    token: "bot",
    scopes: ["users:read"],
    tier: 4,
    args: { user: "text!", include_locale: "flag" },
    run: ({ workspace, args }) => {
      const person = workspace.people.get(args.text("user"));
      if (!person) throw new SlackError("user_not_found");
      return { user: wirePerson(workspace, person) };
    },
  },
  "users.list": {
    token: "bot",
    scopes: ["users:read"],
    tier: 2,
    args: { cursor: "text", limit: "count", include_locale: "flag" },
    run: listPeople,
  },
  "users.lookupByEmail": {
    token: "bot",
    scopes: ["users:read.email"],
    tier: 3,
    args: { email: "text!" },
    run: ({ workspace, args }) => {
      const email = args.text("email").toLowerCase();
      const person = [...workspace.people.values()].find(
        (one) => one.email.toLowerCase() === email && one.teamId === workspace.id && !one.deleted,
      );
      if (!person) throw new SlackError("users_not_found");
      return { user: wirePerson(workspace, person) };
    },
  },
  "usergroups.list": {
    token: "bot",
    scopes: ["usergroups:read"],
    tier: 2,
    args: { include_count: "flag", include_disabled: "flag", include_users: "flag" },
    run: ({ workspace, args }) => ({
      usergroups: [...workspace.groups.values()]
        .filter(({ isDisabled }) => !isDisabled || args.flag("include_disabled"))
        .map((group) => wireGroup(workspace, group, args.flag("include_users"))),
    }),
  },
  "usergroups.users.list": {
    token: "bot",
    scopes: ["usergroups:read"],
    tier: 2,
    args: { usergroup: "text!", include_disabled: "flag" },
    run: (call) => ({ users: groupOf(call).users }),
  },
  "usergroups.users.update": {
    token: "bot",
    scopes: ["usergroups:write"],
    tier: 2,
    args: { usergroup: "text!", users: "text!", include_count: "flag" },
    run: updateGroup,
  },
};

function listPeople({ workspace, args }: BotCall): Json {
  const people = [...workspace.people.values()];
  const start = Number(args.find("cursor") ?? 0);
  const end = start + args.count("limit", 200);
  return {
    members: people.slice(start, end).map((person) => wirePerson(workspace, person)),
    response_metadata: { next_cursor: end < people.length ? String(end) : "" },
  };
}

function groupOf({ workspace, args }: BotCall): UserGroup {
  const group = workspace.groups.get(args.text("usergroup"));
  if (!group || (group.isDisabled && !args.flag("include_disabled"))) throw new SlackError("no_such_subteam");
  return group;
}

function updateGroup(call: BotCall): Json {
  const { world, workspace, args } = call;
  const group = groupOf(call);
  const users = args.list("users");
  if (users.length === 0) throw new SlackError("no_users_provided");
  const isFit = (id: string) => {
    const person = workspace.people.get(id);
    return person && !person.deleted && !person.isBot && person.teamId === workspace.id;
  };
  if (!users.every(isFit)) throw new SlackError("invalid_users");
  setGroup(workspace, group, users, (event) => world.announce(workspace, event));
  return { usergroup: wireGroup(workspace, group, true) };
}

/** Slack tells the app of every change, also of those it made itself. */
export function setGroup(
  workspace: Workspace,
  group: UserGroup,
  users: readonly string[],
  announce: (event: Json) => void,
): void {
  const added = users.filter((id) => !group.users.includes(id));
  const removed = group.users.filter((id) => !users.includes(id));
  group.users = [...users];
  if (added.length + removed.length === 0) return;
  announce({
    type: "subteam_members_changed",
    subteam_id: group.id,
    team_id: workspace.id,
    added_users: added,
    added_users_count: added.length,
    removed_users: removed,
    removed_users_count: removed.length,
  });
}

const wireGroup = (workspace: Workspace, group: UserGroup, hasUsers: boolean): Json => ({
  id: group.id,
  team_id: workspace.id,
  is_usergroup: true,
  name: group.name,
  handle: group.handle,
  date_delete: group.isDisabled ? 1 : 0,
  user_count: group.users.length,
  ...(hasUsers ? { users: group.users } : {}),
});

/** The e-mail address is told only to apps that may read it. */
export const wirePerson = (workspace: Workspace, person: Person): Json => ({
  id: person.id,
  team_id: person.teamId,
  name: person.name,
  real_name: person.realName,
  deleted: person.deleted,
  is_bot: person.isBot,
  is_app_user: false,
  tz: "Europe/Berlin",
  profile: {
    real_name: person.realName,
    display_name: person.name,
    ...(workspace.scopes.has("users:read.email") && !person.isBot && person.email !== ""
      ? { email: person.email }
      : {}),
  },
  ...(person.deleted
    ? {}
    : {
        is_restricted: person.isRestricted,
        is_ultra_restricted: person.isUltraRestricted,
        is_stranger: person.isStranger,
        is_admin: false,
        is_owner: false,
      }),
});
