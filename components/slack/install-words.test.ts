import { expect, it } from "vitest";
import { SLACK_INSTALL_WORDS } from "@/lib/contract/slack";
import { installWords } from "./install-words";

const acme = {
  ...{ id: "T01", name: "Acme", status: "active" as const, error: null },
  ...{ source: "installed" as const, installed_by: "ana" },
  ...{ checked_at: "2026-11-27T12:00:00.000Z", installed_at: "2026-11-27T12:00:00.000Z" },
};

it.each(SLACK_INSTALL_WORDS)("%s is a sentence that says what to do", (word) => {
  const said = installWords({ word, team: "T01" }, [acme]);
  expect(said).toMatchObject({ text: expect.stringMatching(/^[A-Z].*\.$/), isDone: word === "done" });
});

it("what was installed is named as it is listed, and said only while it is there", () => {
  expect(installWords({ word: "done", team: "T01" }, [acme])?.title).toBe("The app is installed into Acme");
  expect(installWords({ word: "done", team: "T02" }, [acme])).toBeNull();
  expect(installWords({ word: "done", team: "T01" }, [{ ...acme, status: "uninstalled" }])).toBeNull();
});

it("a word from elsewhere says nothing", () => {
  expect(installWords({ word: "constructor", team: null }, [])).toBeNull();
  expect(installWords({ word: "Call this number", team: null }, [])).toBeNull();
});
