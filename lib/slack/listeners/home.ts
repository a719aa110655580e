import type { App, BlockAction } from "@slack/bolt";
import { openHome } from "@/lib/ops/slack/homes";
import { readPage } from "../blocks/address";
import { publish } from "../homes";
import { accountIn } from "./who";

/** App Home: published when it is opened; its pages are turned here. */
export function listenToHome(app: App): void {
  app.event("app_home_opened", async ({ event, body }) => {
    // The same event comes for the tab with the messages.
    if (event.tab !== "home") return;
    await show({ team: body.team_id, user: event.user }, 0);
  });
  app.action<BlockAction>(/^page_(prev|next)$/, async ({ ack, body, action }) => {
    await ack();
    const page = readPage(action.type === "button" ? action.value : null);
    await show(accountIn({ user: body.user, team: body.team }), page);
  });
}

async function show(account: { team: string; user: string }, page: number): Promise<void> {
  await openHome(account, page);
  await publish(account, { isOpened: true });
}
