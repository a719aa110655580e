import type { App } from "@slack/bolt";
import { putAccount } from "@/lib/ops/slack/accounts";
import { groupChanged } from "@/lib/ops/slack/groups";
import { accountOf } from "../accounts";
import { disconnect, refusedBy } from "../connection";

/** What Slack tells us of people and of ourselves. It counts at once: everything reads what is written here. */
export function listenToEvents(app: App): void {
  app.event("user_change", async ({ event, body }) => {
    const { user } = event;
    await putAccount({ team: body.team_id, user: user.id }, accountOf(user, body.team_id));
  });
  // Also of the changes we made ourselves, which then turn out to be none.
  app.event("subteam_members_changed", ({ event, body }) =>
    groupChanged({ team: body.team_id, user: event.subteam_id }),
  );
  app.event("tokens_revoked", async ({ event, body }) => {
    if (event.tokens.bot?.length)
      await refusedBy(body.team_id, { kind: "disconnected", code: "token_revoked" });
  });
  app.event("app_uninstalled", ({ body }) => disconnect(body.team_id, "uninstalled", "app_uninstalled"));
}
