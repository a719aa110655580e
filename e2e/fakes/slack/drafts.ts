import { fillForm, type Values } from "./form";
import { copyOf, type Json, objectOf, textOf } from "./json";
import { wireMessage } from "./messages";
import { wirePerson } from "./people";
import { issueResponseUrl } from "./response-urls";
import { type Control, controlNamed } from "./surfaces";
import { modalsOf, wireView } from "./views";
import {
  canSee,
  directMessage,
  findMessage,
  type Message,
  type View,
  type Workspace,
  type World,
  workspaceOf,
} from "./world";

/** What Slack would send for something a person did, before it is signed and sent. A forger edits it first. */

export type Draft = {
  readonly kind: "interactive" | "command" | "event";
  readonly teamId: string;
  readonly payload: Json;
};

export type ClickOptions = {
  /** Which one, where several have the action's name. */
  readonly value?: string;
  readonly blockId?: string;
  /** What is typed into the view's fields so far, by block. */
  readonly values?: Values;
  /** Where a control offers options: the one that is chosen, by its value. */
  readonly option?: string;
  /** The person's client still shows what it showed when the test looked. */
  readonly isStale?: boolean;
};

export const isView = (target: Message | View): target is View => "hash" in target;

export function draftClick(
  world: World,
  target: Message | View,
  actionId: string,
  by: string,
  options: ClickOptions = {},
): Draft {
  const workspace = workspaceOf(world, target.teamId);
  const shown = isView(target)
    ? liveView(workspace, target).content.blocks
    : liveMessage(workspace, target, by).blocks;
  const remembered = isView(target) ? target.content.blocks : target.blocks;
  const control = controlNamed(options.isStale ? remembered : shown, { actionId, ...options });
  const actions = [actionOf(world, control, options.option)];
  const place = isView(target)
    ? viewPlace(world, workspace, liveView(workspace, target), options.values ?? {})
    : messagePlace(world, workspace, liveMessage(workspace, target, by), by);
  const viewId = isView(target) ? target.id : null;
  return {
    kind: "interactive",
    teamId: workspace.id,
    payload: { type: "block_actions", ...envelope(world, workspace, by, viewId), ...place, actions },
  };
}

export function liveMessage(workspace: Workspace, { channel, ts }: Message, by: string): Message {
  const message = findMessage(workspace, channel, ts);
  if (!message) throw new Error(`the message ${channel} ${ts} is not there any more`);
  if (!canSee(workspace, message, by)) throw new Error(`${by} does not see the message ${channel} ${ts}`);
  return message;
}

export function liveView(workspace: Workspace, { id, userId }: View): View {
  const found = [...modalsOf(workspace, userId), workspace.homes.get(userId)].find((one) => one?.id === id);
  if (!found) throw new Error(`the view ${id} is not open any more`);
  return found;
}

/** The members every interaction has, with a trigger of its own. */
function envelope(world: World, workspace: Workspace, by: string, viewId: string | null): Json {
  const person = workspace.people.get(by);
  if (!person) throw new Error(`${by} is nobody in ${workspace.id}`);
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
    team: { id: workspace.id, domain: workspace.domain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: world.app.id,
    token: world.app.verificationToken,
    trigger_id: issueTrigger(world, workspace, by, viewId),
  };
}

function issueTrigger(world: World, { id }: Workspace, userId: string, viewId: string | null): string {
  const trigger = world.nextId("trigger.");
  world.triggers.set(trigger, { teamId: id, userId, issuedAt: world.now(), viewId, isUsed: false });
  return trigger;
}

/** An ephemeral message is named in the container and nowhere else. */
function messagePlace(world: World, workspace: Workspace, message: Message, by: string): Json {
  const { id, kind, name } = workspace.channels.get(message.channel) ?? {
    id: message.channel,
    kind: "im",
    name: "",
  };
  const isEphemeral = message.shownTo !== null;
  return {
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id, name: kind === "private" ? "privategroup" : name },
    ...(isEphemeral ? {} : { message: wireMessage(workspace, message, { hasMetadata: true }) }),
    state: { values: {} },
    response_url: issueResponseUrl(world, { teamId: workspace.id, channel: id, userId: by, message }),
  };
}

const viewPlace = (world: World, workspace: Workspace, view: View, values: Values): Json => ({
  container: { type: "view", view_id: view.id },
  view: wireView(world, workspace, view, fillForm(view.content, values, { isSent: false })),
});

function actionOf(world: World, { blockId, element }: Control, option: string | undefined): Json {
  const said = Object.fromEntries(
    ["text", "value", "style", "url"]
      .filter((name) => element[name] !== undefined)
      .map((name) => [name, element[name]]),
  );
  return copyOf({
    type: element.type,
    action_id: element.action_id,
    block_id: blockId,
    action_ts: world.nextTs(),
    ...(element.type === "button" ? said : { selected_option: optionOf(element, option) }),
  });
}

function optionOf(element: Json, value: string | undefined): Json {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  const options = [element.options, ...groups.map((group) => objectOf(group).options)].flat().map(objectOf);
  const found = options.find((one) => one.value === value);
  if (found) return found;
  throw new Error(
    `${value} is no option of ${element.action_id}: ${options.map((one) => one.value).join(", ")}`,
  );
}

export function draftSubmit(world: World, view: View, values: Json, by: string): Draft {
  const workspace = workspaceOf(world, view.teamId);
  return {
    kind: "interactive",
    teamId: workspace.id,
    payload: {
      type: "view_submission",
      ...envelope(world, workspace, by, view.id),
      view: wireView(world, workspace, view, values),
      response_urls: [],
    },
  };
}

export function draftClose(world: World, view: View, by: string, isCleared: boolean): Draft {
  const workspace = workspaceOf(world, view.teamId);
  const { trigger_id: _, ...shared } = envelope(world, workspace, by, null);
  return {
    kind: "interactive",
    teamId: workspace.id,
    payload: {
      type: "view_closed",
      ...shared,
      view: wireView(world, workspace, view, {}),
      is_cleared: isCleared,
    },
  };
}

export type CommandOptions = { readonly channel?: string; readonly teamId?: string };

export function draftCommand(
  world: World,
  name: string,
  text: string,
  by: string,
  options: CommandOptions = {},
): Draft {
  const workspace = workspaceOf(world, options.teamId);
  const { trigger_id, user } = envelope(world, workspace, by, null);
  const channel = options.channel ?? directMessage(world, workspace, by).id;
  return {
    kind: "command",
    teamId: workspace.id,
    payload: {
      token: world.app.verificationToken,
      team_id: workspace.id,
      team_domain: workspace.domain,
      channel_id: channel,
      channel_name: workspace.channels.get(channel)?.name ?? "",
      user_id: by,
      user_name: textOf(objectOf(user).name),
      command: name,
      text,
      api_app_id: world.app.id,
      is_enterprise_install: "false",
      response_url: issueResponseUrl(world, { teamId: workspace.id, channel, userId: by, message: null }),
      trigger_id,
    },
  };
}

export function draftEvent(world: World, workspace: Workspace, event: Json): Draft {
  return {
    kind: "event",
    teamId: workspace.id,
    payload: {
      token: world.app.verificationToken,
      team_id: workspace.id,
      api_app_id: world.app.id,
      event: { event_ts: world.nextTs(), ...event },
      type: "event_callback",
      event_id: world.nextId("Ev"),
      event_time: Math.floor(world.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: workspace.id,
          user_id: workspace.botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: world.nextId("ctx"),
    },
  };
}

export const userChange = (workspace: Workspace, id: string): Json => {
  const person = workspace.people.get(id);
  if (!person) throw new Error(`${id} is nobody in ${workspace.id}`);
  return { type: "user_change", user: wirePerson(workspace, person), cache_ts: 0 };
};
