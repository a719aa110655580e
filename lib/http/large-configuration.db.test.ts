import { beforeAll, describe, expect, it } from "vitest";
import { renderYaml } from "@/lib/runtime/yaml";
import { call } from "./test-api";
import { type HttpHouse, openHttpHouse } from "./test-house";
import { largeCompany } from "./test-large-company";

let http: HttpHouse;
beforeAll(async () => {
  http = await openHttpHouse();
});

/**
 * Two seconds are asked for. The processor's time is what is counted, threads included, because tests share a machine;
 * half as much again is allowed, because a shared processor is slower; and one of two goes is enough, because it may be
 * slower for a while.
 */
const MOST_CPU_MS = 3_000;

async function measured<T extends object>(work: () => Promise<T>) {
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  return { ...answer, cpuMs: (user + system) / 1000 };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const put = (text: string, query = "") =>
  call(http.api, "PUT", `/api/v1/config${query}`, {
    headers: { ...http.operator, "content-type": "application/yaml" },
    body: text,
  });

describe("a file of 200 people, 60 schedules and 80 routes", () => {
  it("is planned and applied in little time, and then changes nothing", async () => {
    const text = renderYaml(largeCompany(http.house.organisation));
    const planned = await measured(() => put(text, "?dry_run=1"));
    const applied = await measured(() => put(text));
    expect(planned.status, JSON.stringify(planned.body).slice(0, 500)).toBe(200);
    expect(applied.body).toMatchObject({ created: planned.body.created, problems: planned.body.problems });
    const wanted = renderYaml(largeCompany(http.house.organisation, 1));
    const replanned = await measured(() => put(wanted, "?dry_run=1"));
    const edited = await measured(() => put(wanted));
    expect(listOf(edited.body.changed).length).toBeGreaterThan(300);
    const goes = [planned.cpuMs + applied.cpuMs, replanned.cpuMs + edited.cpuMs];
    expect(Math.min(...goes)).toBeLessThan(MOST_CPU_MS);
    const again = await put(renderYaml(largeCompany(http.house.organisation, 1)), "?dry_run=1");
    expect(again.body).toMatchObject({ created: [], changed: [], removed: [] });
  });
});
