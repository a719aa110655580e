import { afterEach, expect, it, vi } from "vitest";
import { newId } from "./ids";

afterEach(() => {
  vi.useRealTimers();
});

it("sorting by id is sorting by birth, within one millisecond and when the clock is set back", () => {
  vi.useFakeTimers({ now: Date.parse("2030-01-01T00:00:00Z"), toFake: ["Date"] });
  const ids = Array.from({ length: 5_000 }, () => newId("dlv"));
  vi.setSystemTime(Date.parse("2026-01-01T00:00:00Z"));
  ids.push(newId("dlv"));
  vi.setSystemTime(Date.parse("2030-01-01T00:00:00.001Z"));
  ids.push(newId("dlv"));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^dlv_[0-9A-HJKMNP-TV-Z]{26}$/);
});

it("an id says when it was made, and no two clocks' first ids are alike", () => {
  vi.useFakeTimers({ now: Date.parse("2031-05-05T00:00:00Z"), toFake: ["Date"] });
  const first = newId("req");
  vi.advanceTimersByTime(1);
  const second = newId("req");
  const timeOf = (id: string) =>
    [...id.slice(4, 14)].reduce((sum, one) => sum * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(one), 0);
  expect([timeOf(first), timeOf(second)]).toEqual([
    Date.parse("2031-05-05T00:00:00Z"),
    Date.parse("2031-05-05T00:00:00.001Z"),
  ]);
  expect(second.slice(14)).not.toBe(first.slice(14));
});
