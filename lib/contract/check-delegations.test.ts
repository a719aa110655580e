import { describe, expect, it } from "vitest";
import { checkDocument } from "./check-document";
import { ConfigDocument } from "./config";

const day = (number: number) => new Date(Date.UTC(2026, 11, number)).toISOString();
const errorsOf = (...links: readonly [from: string, to: string, start: number, end: number][]) =>
  checkDocument(
    ConfigDocument.parse({
      organisation: { id: "acme", name: "Acme" },
      people: [
        { id: "ana", name: "Ana" },
        { id: "bo", name: "Bo" },
        { id: "cy", name: "Cy" },
        { id: "eve", name: "Eve", role: "auditor" },
      ],
      delegations: links.map(([from, to, start, end], index) => ({
        ...{ id: `d${index}`, from, to },
        start: day(start),
        end: day(end),
      })),
    }),
  ).map(({ path }) => path);

describe("delegations of a document", () => {
  it("may follow each other, run side by side, and be lent on", () => {
    expect(errorsOf(["ana", "bo", 1, 5], ["ana", "cy", 5, 9], ["bo", "cy", 1, 9])).toEqual([]);
    expect(errorsOf(["ana", "bo", 1, 5], ["bo", "ana", 5, 9])).toEqual([]);
  });

  it("are refused one by one where one alone makes no sense", () => {
    expect(errorsOf(["ana", "ana", 1, 5])).toEqual(["/delegations/0/to"]);
    expect(errorsOf(["ana", "bo", 5, 5], ["ana", "bo", 6, 120])).toEqual([
      "/delegations/0/end",
      "/delegations/1/end",
    ]);
    expect(errorsOf(["ana", "eve", 1, 5], ["eve", "bo", 1, 5])).toEqual([
      "/delegations/0/to",
      "/delegations/1/from",
    ]);
    expect(errorsOf(["ana", "nobody", 1, 5])).toEqual(["/delegations/0/to"]);
  });

  it("are refused together where two stand in for one, or a circle has nobody left", () => {
    expect(errorsOf(["ana", "bo", 1, 5], ["ana", "cy", 4, 9])).toEqual(["/delegations/1/start"]);
    expect(errorsOf(["ana", "bo", 1, 9], ["cy", "ana", 2, 8], ["bo", "cy", 3, 7])).toEqual([
      "/delegations/0/to",
    ]);
  });
});
