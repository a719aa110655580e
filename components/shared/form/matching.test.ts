import { describe, expect, it } from "vitest";
import { matching } from "./matching";

const options = [
  { value: "schedule:desk", label: "The Desk schedule", note: "on call: Di Ruiz" },
  { value: "team:audit", label: "Team Audit", note: "3 people" },
  { value: "person:di", label: "Di Ruiz", note: "level 2" },
  { value: "person:ed", label: "Ed Diaz" },
];
const labels = (typed: string) => matching(options, typed).map(({ label }) => label);

describe("choosing by typing", () => {
  it("finds a name before what only mentions it", () => {
    expect(labels("di")).toEqual(["Di Ruiz", "Ed Diaz", "Team Audit", "The Desk schedule"]);
    expect(labels("di ru")).toEqual(["Di Ruiz", "The Desk schedule"]);
    expect(labels("person:ed")).toEqual(["Ed Diaz"]);
  });

  it("finds everything by nothing, in its order, and nothing by what nobody has", () => {
    expect(labels(" ")).toEqual(options.map(({ label }) => label));
    expect(labels("zoe")).toEqual([]);
  });

  it("shows no more than anybody reads", () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ value: `${index}`, label: `Person ${index}` }));
    expect(matching(many, "person")).toHaveLength(50);
  });
});
