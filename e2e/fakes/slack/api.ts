import type { IncomingMessage } from "node:http";
import { type Arguments, readArguments } from "./arguments";
import { chatMethods } from "./chat";
import { conversationMethods } from "./conversations";
import { installationMethods } from "./installation";
import { isObject, type Json, parseJson } from "./json";
import type { BotMethod, Method, Methods } from "./method";
import { peopleMethods } from "./people";
import type { Rates } from "./rates";
import { SlackError } from "./refusal";
import { viewMethods } from "./views";
import { type Workspace, type World, workspaceOf } from "./world";

/** The Web API as one table: who may call what, with which arguments, how often. */

export type Request = { readonly method: string; readonly token: string; readonly given: Json };

const NEVER_TOLD = "not told";

export function readRequest(request: IncomingMessage, body: string): Request {
  const url = new URL(request.url ?? "/", "http://fake");
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim();
  const given: Json = Object.fromEntries(url.searchParams);
  if (type === "application/json") Object.assign(given, readJsonBody(body));
  else if (type === "application/x-www-form-urlencoded")
    Object.assign(given, Object.fromEntries(new URLSearchParams(body)));
  else if (body !== "") throw new SlackError("invalid_post_type");
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const inBody = type === "application/json" ? undefined : given.token;
  return {
    method: url.pathname.replace(/^\/api\//, ""),
    token: bearer ?? (typeof inBody === "string" ? inBody : ""),
    given: { ...given, ...readBasic(request.headers.authorization) },
  };
}

function readJsonBody(body: string): Json {
  const read = parseJson(body);
  if (read === undefined) throw new SlackError("invalid_json");
  if (!isObject(read)) throw new SlackError("json_not_object");
  return read;
}

/** oauth.v2.access may name the app in the header. */
function readBasic(header: string | undefined): Json {
  const encoded = /^Basic (.+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return {};
  const [id, secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { client_id: id, client_secret: secret };
}

export const webApi: Methods = {
  ...chatMethods,
  ...conversationMethods,
  ...installationMethods,
  ...peopleMethods,
  ...viewMethods,
};

type Answering = { readonly world: World; readonly rates: Rates; readonly methods: Methods };

/** What the call answers; throws what it is refused with. */
export function answerCall({ world, rates, methods }: Answering, request: Request): Json {
  const method = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (!method) throw new SlackError("unknown_method", { req_method: request.method });
  const workspace = admit(world, method, request.token);
  const args = readArguments(method.args, request.given);
  const wait = rates.take({
    method: request.method,
    tier: method.tier,
    teamId: workspace?.id ?? NEVER_TOLD,
    channel: channelKey(workspace, args),
  });
  if (wait !== null) throw new SlackError("ratelimited", { wait });
  if (method.token === "bot")
    return method.run({ world, workspace: workspaceOf(world, workspace?.id), args, token: request.token });
  return method.run({ world, args });
}

/** The workspace the token is for; an app's token is for none. */
function admit(world: World, method: Method, token: string): Workspace | null {
  if (method.token === "none") return null;
  if (token === "") throw new SlackError("not_authed");
  if (method.token === "app") {
    if (token === world.app.appToken) return null;
    throw new SlackError(world.tokens.has(token) ? "not_allowed_token_type" : "invalid_auth");
  }
  if (token === world.app.appToken) throw new SlackError("not_allowed_token_type");
  const held = world.tokens.get(token);
  if (!held) throw new SlackError("invalid_auth");
  const workspace = workspaceOf(world, held.teamId);
  if (!workspace.isInstalled) throw new SlackError("account_inactive");
  if (held.isRevoked) throw new SlackError("token_revoked");
  if (held.expiresAt !== null && held.expiresAt <= world.now()) throw new SlackError("token_expired");
  demandScope(workspace, method);
  return workspace;
}

function demandScope(workspace: Workspace, { scopes }: BotMethod): void {
  if (scopes.length === 0 || scopes.some((scope) => workspace.scopes.has(scope))) return;
  throw new SlackError("missing_scope", { needed: scopes.join(), provided: [...workspace.scopes].join() });
}

/** A person and the direct message with them are one channel for the limits. */
function channelKey(workspace: Workspace | null, args: Arguments): string {
  const id = args.text("channel");
  const channel = workspace?.channels.get(id);
  return channel?.kind === "im" ? ([...channel.members][0] ?? id) : id;
}
