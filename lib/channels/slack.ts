import { deliverToSlack } from "@/lib/slack/deliver";
import type { Channel } from "./channel";

/** A message to each person, and one in each shared place; from then on it is kept true by repainting. */
export const slack: Channel = { id: "slack", deliver: deliverToSlack };
