import { isObject, type Json, parseJson } from "./json";
import { addMessage, editMessage, readContent } from "./messages";
import { SlackError } from "./refusal";
import { type Message, type ResponseUrl, type World, workspaceOf } from "./world";

/** The addresses an interaction may be answered at: five times within thirty minutes. */

const MOST_USES = 5;
const LIFE_MS = 30 * 60_000;

type Origin = {
  readonly teamId: string;
  readonly channel: string;
  readonly userId: string;
  readonly message: Message | null;
};

export function issueResponseUrl(world: World, origin: Origin): string {
  const id = world.nextId("r");
  world.responseUrls.set(id, { ...origin, issuedAt: world.now(), useCount: 0 });
  return `${world.origin}/actions/${origin.teamId}/${id}`;
}

export type ResponseAnswer = { readonly status: number; readonly body: string };

export function answerResponseUrl(world: World, path: string, body: string): ResponseAnswer {
  const url = world.responseUrls.get(path.split("/").at(-1) ?? "");
  if (!url) return refusal(404, "invalid_url");
  if (world.now() - url.issuedAt > LIFE_MS) return refusal(404, "expired_url");
  if (url.useCount >= MOST_USES) return refusal(404, "used_url");
  const given = parseJson(body);
  if (!isObject(given)) return refusal(400, "invalid_payload");
  try {
    respond(world, url, given);
  } catch (error) {
    if (error instanceof SlackError) return refusal(400, error.code);
    throw error;
  }
  url.useCount += 1;
  return { status: 200, body: JSON.stringify({ ok: true }) };
}

const refusal = (status: number, error: string): ResponseAnswer => ({
  status,
  body: JSON.stringify({ ok: false, error }),
});

/** Without a word about it, an answer to a button takes the place of the message that held the button. */
function respond(world: World, { teamId, channel, userId, message }: ResponseUrl, given: Json): void {
  const isSaid = (name: string) => given[name] === true || given[name] === "true";
  if (isSaid("delete_original")) {
    if (!message) throw new SlackError("no_text");
    message.isDeleted = true;
    return;
  }
  const isReplacing =
    message !== null && (given.replace_original === undefined || isSaid("replace_original"));
  const content = readContent(world, `response_url ${channel}`, given);
  if (isReplacing) {
    if (message.isDeleted) throw new SlackError("message_not_found");
    editMessage(world, message, content);
    return;
  }
  const isPublic = given.response_type === "in_channel";
  addMessage(world, workspaceOf(world, teamId), {
    ...content,
    channel,
    threadTs: typeof given.thread_ts === "string" ? given.thread_ts : null,
    shownTo: isPublic ? null : userId,
  });
}
