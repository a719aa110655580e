import { expect, it } from "vitest";
import { escaped } from "./kit";

it("text means nothing to Slack once it is escaped", () => {
  expect(escaped("<!channel> R&D <https://evil|https://bank>")).toBe(
    "&lt;!channel&gt; R&amp;D &lt;https://evil|https://bank&gt;",
  );
});
