import type { Delivery } from "./delivery";
import type { Draft } from "./drafts";
import { isObject, type Json, objectOf, objectsOf, textOf } from "./json";
import { addMessage, readContent } from "./messages";
import { SlackError } from "./refusal";
import { acceptView, modalsOf, pushModal, replaceView } from "./views";
import { type View, type Workspace, type World, workspaceOf } from "./world";

/** What Slack does with the body of an acknowledgement. What it cannot use, the person sees as an error. */

export function follow(world: World, about: View | Draft, delivery: Delivery): Delivery {
  if (delivery.status !== 200)
    return complain(world, delivery, delivery.complaint ?? `the app answered ${delivery.status}`);
  try {
    if ("payload" in about) showReply(world, about, delivery);
    else followView(world, about, delivery);
    return delivery;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return complain(world, delivery, `${error.code} ${JSON.stringify(error.more)}`);
  }
}

function complain(world: World, delivery: Delivery, complaint: string): Delivery {
  world.complaints.push(complaint);
  return { ...delivery, complaint };
}

export function popModal(workspace: Workspace, view: View): void {
  const stack = modalsOf(workspace, view.userId);
  const at = stack.findIndex(({ id }) => id === view.id);
  workspace.modals.set(view.userId, stack.slice(0, at));
}

function followView(world: World, view: View, { body, text }: Delivery): void {
  const workspace = workspaceOf(world, view.teamId);
  if (text.trim() === "" || (isObject(body) && Object.keys(body).length === 0)) {
    popModal(workspace, view);
    return;
  }
  if (!isObject(body)) throw new SlackError("acknowledgement_is_no_json");
  const content = () =>
    acceptView({
      world,
      where: `acknowledgement ${textOf(view.content.callback_id)}`,
      given: body.view,
      type: "modal",
    });
  switch (body.response_action) {
    case "clear":
      workspace.modals.delete(view.userId);
      return;
    case "update":
      replaceView(world, view, content());
      return;
    case "push":
      pushModal(world, workspace, view.userId, content());
      return;
    case "errors":
      view.errors = checkErrors(view, objectOf(body.errors));
      return;
    default:
      throw new SlackError("unknown_response_action");
  }
}

/** An error has to stand below an input, so it names the block of one. */
function checkErrors(view: View, errors: Json): Json {
  const inputs = objectsOf(view.content.blocks).filter(({ type }) => type === "input");
  const ids = new Set(inputs.map((block) => block.block_id));
  const wrong = Object.entries(errors).filter(([id, text]) => !ids.has(id) || textOf(text) === "");
  if (wrong.length > 0 || Object.keys(errors).length === 0)
    throw new SlackError("invalid_errors", { errors });
  return errors;
}

/** A command may be answered with a message right away: JSON, or plain text. */
function showReply(world: World, { teamId, payload }: Draft, { body, text }: Delivery): void {
  const said = isObject(body) ? body : { text };
  if (text.trim() === "" || Object.keys(said).length === 0) return;
  addMessage(world, workspaceOf(world, teamId), {
    ...readContent(world, `reply to ${textOf(payload.command)}`, said),
    channel: textOf(payload.channel_id),
    shownTo: said.response_type === "in_channel" ? null : textOf(payload.user_id),
  });
}
