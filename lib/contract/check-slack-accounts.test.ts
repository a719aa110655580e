import { describe, expect, it } from "vitest";
import { checkDocument } from "./check-document";
import { ConfigDocument } from "./config";

const errorsOf = (...accounts: readonly (string | null)[]) =>
  checkDocument(
    ConfigDocument.parse({
      organisation: { id: "acme", name: "Acme" },
      people: accounts.map((slack, index) => ({ id: `p${index}`, name: `Person ${index}`, slack })),
    }),
  );

describe("Slack accounts of a document", () => {
  it("belong to one person each, who is named where there are two", () => {
    expect(errorsOf("T01/U01", null, "T01/U01")).toEqual([
      { path: "/people/2/slack", message: "this is the Slack account of Person 0 (p0) already" },
    ]);
    expect(errorsOf("U01", "U01")).toHaveLength(1);
    expect(errorsOf("U01", "U02", null, null)).toEqual([]);
  });

  it("are the same where only one says of which workspace it is, whoever comes first", () => {
    expect(errorsOf("U01", "T01/U01").map(({ path }) => path)).toEqual(["/people/1/slack"]);
    expect(errorsOf("T01/U01", "U01").map(({ path }) => path)).toEqual(["/people/1/slack"]);
  });

  it("are two where the workspaces differ, unless a third could be either", () => {
    expect(errorsOf("T01/U01", "T02/U01")).toEqual([]);
    expect(errorsOf("T01/U01", "T02/U01", "U01")).toEqual([
      { path: "/people/2/slack", message: "this is the Slack account of Person 0 (p0) already" },
    ]);
  });
});
