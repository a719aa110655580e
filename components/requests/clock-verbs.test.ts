import { expect, it } from "vitest";
import { lastStep } from "./clock-verbs";

const entry = (type: string, index?: number) => ({ seq: 1, at: "2026-11-20T12:00:00Z", type, index });

it("the step that was seen is the last that fired, in whichever round, on the present route", () => {
  expect(lastStep([])).toBe(0);
  expect(lastStep([entry("step_entered", 0), entry("step_skipped", 1), entry("reminded")])).toBe(1);
  expect(lastStep([entry("step_entered", 0), entry("step_entered", 1), entry("step_entered", 0)])).toBe(0);
  expect(lastStep([entry("step_entered", 2), entry("rerouted")])).toBe(0);
});
