import type { ConfigDocument } from "@/lib/contract/config";

/** `person:ana` by name; a key or the house itself by what it is. */
export function authorWords(author: string, { people }: ConfigDocument): string {
  const [kind, id = ""] = author.split(":");
  if (kind === "person") return people.find((person) => person.id === id)?.name ?? id;
  if (kind === "operator") return "an operator token";
  return kind === "system" ? "the product itself" : author;
}
