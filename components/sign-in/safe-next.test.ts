import { expect, it } from "vitest";
import { safeNext } from "./safe-next";

it("a path of this console is kept with its query", () => {
  expect(safeNext("/requests/req_1?tab=all")).toBe("/requests/req_1?tab=all");
  expect(safeNext("https://console.example/queue?tab=team")).toBe("/queue?tab=team");
});

it("what leads elsewhere leads to the queue", () => {
  for (const given of [
    "//evil.example",
    "/\\evil.example",
    "/a\\b",
    "https://evil.example",
    "javascript:alert(1)",
    "/\n/evil.example",
    "https:////evil.example",
    "/sign-in?callbackUrl=/sign-in",
    "",
    undefined,
  ])
    expect(safeNext(given)).toBe("/queue");
});
