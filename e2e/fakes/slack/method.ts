import type { Arguments, Spec } from "./arguments";
import type { Json } from "./json";
import type { Tier } from "./rates";
import type { Workspace, World } from "./world";

/** One method of the Web API. What it answers is sent with `ok: true`; a SlackError with `ok: false`. */

type Common = {
  readonly args: Spec;
  readonly tier: Tier;
};

export type BotMethod = Common & {
  readonly token: "bot";
  /** Any one of these will do; none means every token does. */
  readonly scopes: readonly string[];
  readonly run: (call: BotCall) => Json;
};

type AppMethod = Common & { readonly token: "app"; readonly run: (call: OtherCall) => Json };
type OpenMethod = Common & { readonly token: "none"; readonly run: (call: OtherCall) => Json };

export type Method = BotMethod | AppMethod | OpenMethod;

export type OtherCall = { readonly world: World; readonly args: Arguments };
export type BotCall = OtherCall & { readonly workspace: Workspace; readonly token: string };

export type Methods = Readonly<Record<string, Method>>;
