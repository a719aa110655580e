import type { Channel } from "./channel";

/** The console shows every page of every open request live, from the row itself: being written is being delivered. */
export const web: Channel = {
  id: "web",
  deliver: async (jobs) => jobs.map(() => ({ kind: "delivered", externalRef: null })),
};
