import { expect, it } from "vitest";
import { hoursWords, type WorkingWindow } from "./hours";

const office: WorkingWindow = { weekdays: ["mo", "tu", "we", "th", "fr"], start: "09:00", end: "18:00" };

it("working hours are said in a few words", () => {
  expect(hoursWords([office])).toBe("Mon–Fri 09:00–18:00");
  expect(hoursWords([{ ...office, weekdays: ["sa", "mo"] }])).toBe("Mon, Sat 09:00–18:00");
  expect(hoursWords([])).toBe("at any time");
});
