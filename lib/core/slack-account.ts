/** A member of a Slack workspace. An account is one of these; a name or an address in Slack is nobody. */
export type SlackAccount = { readonly team: string; readonly user: string };

/**
 * As configuration writes it: `T01/U012ABC`, or `U012ABC` of the bot token's own workspace (contract: "people"). Null
 * where that workspace is not known yet. Channels are written the same way.
 */
export function slackAccount(text: string, home: string | null): SlackAccount | null {
  const [first = "", second] = text.split("/");
  if (second !== undefined) return { team: first, user: second };
  return home === null ? null : { team: home, user: first };
}

/** Every way configuration may write this account. */
export const writtenAs = ({ team, user }: SlackAccount, home: string | null): readonly string[] =>
  team === home ? [`${team}/${user}`, user] : [`${team}/${user}`];
