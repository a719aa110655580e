import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { checkDocument } from "@/lib/contract/check-document";
import { ConfigDocument } from "@/lib/contract/config";
import { parseYaml } from "@/lib/runtime/yaml";
import { findingsIn } from "./document";

const FILE = "examples/rules/countersign.yaml";
const document = ConfigDocument.parse(await parseYaml(await readFile(FILE)));

it("the rules shipped as examples have nothing against them, and every one is tried", async () => {
  const source = { name: FILE, isJson: false, bytes: await readFile(FILE) };
  expect(await findingsIn(source, new Date("2026-11-27T12:00:00Z"))).toEqual([]);
  expect(document.policies.map(({ id }) => id)).toEqual([
    ...[
      "large-account",
      "bulk-change",
      "deep-discount",
      "refund-large",
      "refund-small",
      "open-tested-change",
    ],
    ...["merge-auth", "unlisted-counterparty", "search-rush"],
  ]);
});

it.each(document.policies.map(({ id }, index) => [id, index] as const))(
  "the examples of %s fail without it, and with its condition turned round",
  (_id, index) => {
    const changed = (when: string) => ({
      ...document,
      policies: document.policies.map((policy, place) => (place === index ? { ...policy, when } : policy)),
    });
    const { when } = document.policies[index] ?? {};
    expect(checkDocument(changed("false")).length).toBeGreaterThan(0);
    expect(checkDocument(changed(`!(${when})`)).length).toBeGreaterThan(0);
  },
);
