import { copyOf, isObject, type Json, objectOf, textOf } from "./json";
import type { BotCall, Methods } from "./method";
import { SlackError } from "./refusal";
import { acceptSurface } from "./surfaces";
import type { View, Workspace, World } from "./world";

/** The views.* methods, and the stack of modals each person has open. */

const TRIGGER_MS = 3000;
const MOST_MODALS = 3;
const BY_ID = { view: "json!", view_id: "text", external_id: "text", hash: "text" } as const;
const BY_TRIGGER = { view: "json!", trigger_id: "text", interactivity_pointer: "text" } as const;

export const viewMethods: Methods = {
  "views.open": {
    token: "bot",
    scopes: [],
    tier: 4,
    args: BY_TRIGGER,
    run: (call) => {
      const content = readView(call, "modal");
      const { userId } = useTrigger(call);
      call.workspace.modals.set(userId, []);
      return answer(call, pushModal(call.world, call.workspace, userId, content));
    },
  },
  "views.push": {
    token: "bot",
    scopes: [],
    tier: 4,
    args: BY_TRIGGER,
    run: (call) => {
      const content = readView(call, "modal");
      const { userId, viewId } = useTrigger(call);
      const isFromModal = modalsOf(call.workspace, userId).some(({ id }) => id === viewId);
      if (!isFromModal) throw new SlackError("invalid_trigger_id");
      return answer(call, pushModal(call.world, call.workspace, userId, content));
    },
  },
  "views.update": { token: "bot", scopes: [], tier: 4, args: BY_ID, run: update },
  "views.publish": {
    token: "bot",
    scopes: [],
    tier: 4,
    args: { view: "json!", user_id: "text!", hash: "text" },
    run: publish,
  },
};

/** Shows a modal on top of those the person has open. */
export function pushModal(world: World, workspace: Workspace, userId: string, content: Json): View {
  const stack = modalsOf(workspace, userId);
  if (stack.length >= MOST_MODALS) throw new SlackError("push_limit_reached");
  const id = world.nextId("V");
  const view: View = {
    id,
    teamId: workspace.id,
    userId,
    type: "modal",
    hash: world.nextId("hash"),
    content,
    rootId: stack[0]?.id ?? id,
    previousId: stack.at(-1)?.id ?? null,
    errors: {},
  };
  workspace.modals.set(userId, [...stack, view]);
  return view;
}

export function replaceView(world: World, view: View, content: Json): void {
  view.content = content;
  view.hash = world.nextId("hash");
  view.errors = {};
}

export const modalsOf = (workspace: Workspace, userId: string): readonly View[] =>
  workspace.modals.get(userId) ?? [];

type Read = {
  readonly world: World;
  readonly where: string;
  readonly given: unknown;
  readonly type: View["type"];
};

export function acceptView({ world, where, given, type }: Read): Json {
  if (!isObject(given))
    throw new SlackError("invalid_arguments", because("must be an object [json-pointer:/view]"));
  if (given.type !== type)
    throw new SlackError("invalid_arguments", because(`must be ${type} [json-pointer:/view/type]`));
  return acceptSurface(world, { surface: type, where, payload: copyOf(given) });
}

const because = (text: string): Json => ({ response_metadata: { messages: [`[ERROR] ${text}`] } });

function readView({ world, args }: BotCall, type: View["type"]): Json {
  const given = args.json("view");
  return acceptView({ world, where: `${type} ${textOf(objectOf(given).callback_id)}`, given, type });
}

function useTrigger({ world, workspace, args }: BotCall) {
  const trigger = world.triggers.get(args.find("trigger_id") ?? args.text("interactivity_pointer"));
  if (!trigger || trigger.teamId !== workspace.id) throw new SlackError("invalid_trigger_id");
  if (world.now() - trigger.issuedAt > TRIGGER_MS) throw new SlackError("expired_trigger_id");
  if (trigger.isUsed) throw new SlackError("exchanged_trigger_id");
  trigger.isUsed = true;
  return trigger;
}

function update(call: BotCall): Json {
  const { world, workspace, args } = call;
  const id = args.find("view_id");
  const externalId = args.find("external_id");
  if (!id && !externalId)
    throw new SlackError("invalid_arguments", because("missing required field: view_id"));
  const open = [...workspace.modals.values()].flat().concat([...workspace.homes.values()]);
  const view = open.find((one) => (id ? one.id === id : one.content.external_id === externalId));
  if (!view) throw new SlackError("not_found");
  if (args.find("hash") !== undefined && args.find("hash") !== view.hash)
    throw new SlackError("hash_conflict");
  replaceView(world, view, readView(call, view.type));
  return answer(call, view);
}

function publish(call: BotCall): Json {
  const { world, workspace, args } = call;
  const userId = args.text("user_id");
  const person = workspace.people.get(userId);
  if (!person || person.deleted || person.isBot) throw new SlackError("user_not_found");
  const content = readView(call, "home");
  const old = workspace.homes.get(userId);
  const hash = args.find("hash");
  if (hash !== undefined && hash !== old?.hash) throw new SlackError("hash_conflict");
  if (old) {
    replaceView(world, old, content);
    return answer(call, old);
  }
  const id = world.nextId("V");
  const view: View = {
    id,
    teamId: workspace.id,
    userId,
    type: "home",
    hash: world.nextId("hash"),
    content,
    rootId: id,
    previousId: null,
    errors: {},
  };
  workspace.homes.set(userId, view);
  return answer(call, view);
}

const answer = ({ world, workspace }: BotCall, view: View): Json => ({
  view: wireView(world, workspace, view, {}),
});

/** As answers and interactions show it. */
export const wireView = (world: World, workspace: Workspace, view: View, values: Json): Json =>
  copyOf({
    private_metadata: "",
    callback_id: "",
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    external_id: "",
    ...view.content,
    id: view.id,
    team_id: workspace.id,
    state: { values },
    hash: view.hash,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: world.app.id,
    app_installed_team_id: workspace.id,
    bot_id: workspace.botId,
  });
