import { type Message, plain } from "./kit";

const WORDS =
  "This is a test page. Pages from Countersign reach you here; nothing waits for you because of this one.";

/** What somebody has sent to themselves to see whether pages arrive. */
export const testPage = (): Message => ({
  text: WORDS,
  blocks: [{ type: "section", block_id: "test_page", text: plain(WORDS) }],
});
