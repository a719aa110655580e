import type { Forgery } from "./delivery";
import { type Json, objectOf, objectsOf } from "./json";

/** What a forger changes of a click, signed as if Slack had said it. */

type Edit = Required<Pick<Forgery, "edit">>;

export const asPerson = (id: string, teamId = "T01"): Edit => ({
  edit: (payload) => ({
    ...payload,
    user: { ...objectOf(payload.user), id, username: id, name: id, team_id: teamId },
  }),
});

export const inTeam = (id: string): Edit => ({
  edit: (payload) => ({ ...payload, team: { ...objectOf(payload.team), id } }),
});

/** The button of one message, pressed as if it stood on another. */
export const onMessage = (channel: string, ts: string): Edit => ({
  edit: (payload) => ({
    ...payload,
    container: { ...objectOf(payload.container), channel_id: channel, message_ts: ts },
    channel: { ...objectOf(payload.channel), id: channel },
    ...(payload.message === undefined ? {} : { message: { ...objectOf(payload.message), ts } }),
  }),
});

export const withAction = (changes: Json): Edit => ({
  edit: (payload) => ({
    ...payload,
    actions: objectsOf(payload.actions).map((action) => ({ ...action, ...changes })),
  }),
});

/** A form that claims to be about something else than what it was opened for. */
export const withMetadata = (text: string): Edit => ({
  edit: (payload) => ({ ...payload, view: { ...objectOf(payload.view), private_metadata: text } }),
});
