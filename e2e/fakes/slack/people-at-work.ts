import { follow, popModal } from "./acknowledgements";
import type { Delivery, Forgery, Transport } from "./delivery";
import { deliverEvent } from "./delivery";
import {
  type ClickOptions,
  type CommandOptions,
  type Draft,
  draftClick,
  draftClose,
  draftCommand,
  draftEvent,
  draftSubmit,
  liveView,
} from "./drafts";
import { fillForm, type Values } from "./form";
import { type Json, objectsOf, textOf } from "./json";
import { wireView } from "./views";
import { directMessage, type Message, type View, type Workspace, type World, workspaceOf } from "./world";

/** People as they use Slack: they press what is there, and Slack tells the app. */

export type Settings = {
  readonly world: World;
  readonly transport: () => Transport;
  readonly retryMs: readonly number[];
};

export type Someone = {
  /** Presses a button. Throws when it is not there any more, or when the person does not see it. */
  readonly click: (
    target: Message | View,
    actionId: string,
    by: string,
    options?: ClickOptions,
  ) => Promise<Delivery>;
  /** Chooses in a menu (overflow, select, radio buttons), by the option's value. */
  readonly choose: (
    target: Message | View,
    actionId: string,
    option: string,
    by: string,
    options?: ClickOptions,
  ) => Promise<Delivery>;
  /** Sends a modal. What was typed before stays where a field of that name still is. */
  readonly submit: (view: View, values: Values, by: string) => Promise<Delivery>;
  /** Closes the topmost modal, or all of them; the app hears of it when it asked to. */
  readonly close: (view: View, by: string, options?: { readonly all?: boolean }) => Promise<Delivery | null>;
  readonly command: (name: string, text: string, by: string, options?: CommandOptions) => Promise<Delivery>;
  readonly openHome: (
    by: string,
    options?: { readonly tab?: "home" | "messages"; readonly teamId?: string },
  ) => Promise<Delivery>;
  readonly event: (event: Json, options?: { readonly teamId?: string }) => Promise<Delivery>;
  /** Sends what a forger made of an honest draft. Nothing of the answer is followed. */
  readonly forge: (draft: Draft, forgery?: Forgery) => Promise<Delivery>;
  /** Sends the very same bytes again. */
  readonly replay: (earlier: Delivery) => Promise<Delivery>;
};

export function peopleAtWork({ world, transport, retryMs }: Settings): Someone {
  const typed = new Map<string, Values>();
  const send = (draft: Draft, how: Forgery = {}) =>
    draft.kind === "event"
      ? deliverEvent(transport(), draft, how, retryMs)
      : transport().deliver(draft, how, null);
  const event: Someone["event"] = (said, { teamId } = {}) =>
    send(draftEvent(world, workspaceOf(world, teamId), said));
  const click: Someone["click"] = async (target, actionId, by, options) =>
    send(draftClick(world, target, actionId, by, options));

  return {
    event,
    click,
    choose: (target, actionId, option, by, options) => click(target, actionId, by, { ...options, option }),
    submit: async (view, values, by) => {
      const workspace = workspaceOf(world, view.teamId);
      const live = ownView(workspace, view, by);
      const all = { ...stillThere(live, typed.get(live.id) ?? {}), ...values };
      typed.set(live.id, all);
      const delivery = await send(
        draftSubmit(world, live, fillForm(live.content, all, { isSent: true }), by),
      );
      return follow(world, live, delivery);
    },
    close: async (view, by, { all = false } = {}) => {
      const workspace = workspaceOf(world, view.teamId);
      const live = ownView(workspace, view, by);
      const draft = draftClose(world, live, by, all);
      if (all) workspace.modals.delete(by);
      else popModal(workspace, live);
      return live.content.notify_on_close === true ? send(draft) : null;
    },
    command: async (name, text, by, options) => {
      const draft = draftCommand(world, name, text, by, options);
      return follow(world, draft, await send(draft));
    },
    openHome: async (by, { tab = "home", teamId } = {}) => {
      const workspace = workspaceOf(world, teamId);
      const view = workspace.homes.get(by);
      const shown = view && tab === "home" ? { view: wireView(world, workspace, view, {}) } : {};
      const channel = directMessage(world, workspace, by).id;
      return event({ type: "app_home_opened", user: by, channel, tab, ...shown }, { teamId });
    },
    forge: send,
    replay: ({ sent }) => transport().resend(sent),
  };
}

function ownView(workspace: Workspace, view: View, by: string): View {
  const live = liveView(workspace, view);
  if (live.userId !== by) throw new Error(`${by} does not see the view ${view.id} of ${live.userId}`);
  if (live.type !== "modal") throw new Error(`the view ${view.id} is no modal`);
  return live;
}

function stillThere(view: View, values: Values): Values {
  const ids = new Set(objectsOf(view.content.blocks).map((block) => textOf(block.block_id)));
  return Object.fromEntries(Object.entries(values).filter(([id]) => ids.has(id)));
}
