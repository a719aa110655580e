import { expect, it } from "vitest";
import { ConfigDocument } from "@/lib/contract/config";
import { authorWords } from "./author-words";

const document = ConfigDocument.parse({
  organisation: { id: "acme", name: "Acme" },
  people: [{ id: "ana", name: "Ana Ruiz" }],
});

it("an author is a person by name, also one who has left, or what a machine is", () => {
  expect(authorWords("person:ana", document)).toBe("Ana Ruiz");
  expect(authorWords("person:zoe", document)).toBe("zoe");
  expect(authorWords("operator:key_1", document)).toBe("an operator token");
  expect(authorWords("system", document)).toBe("the product itself");
});
