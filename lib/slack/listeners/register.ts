import type { App } from "@slack/bolt";
import { listenToCommand } from "./command";
import { listenToDecisions } from "./decide";
import { listenToEvents } from "./events";
import { listenToHome } from "./home";
import { listenToSteering } from "./steer";

/** Everything people can do in Slack. */
export function register(app: App): void {
  listenToDecisions(app);
  listenToSteering(app);
  listenToHome(app);
  listenToCommand(app);
  listenToEvents(app);
}
