import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { respond } from "@/lib/ops/requests/respond";
import { type House, openTestHouse } from "@/lib/ops/testing-fixtures";
import type { Job } from "@/lib/ops/work/jobs";
import { giveUpPages, handOver } from "./pages";

let house: House;
beforeAll(async () => {
  await openTestHouse();
});
beforeEach(async () => {
  house = await openTestHouse();
});

async function paged(): Promise<{ job: Job; request: string; digest: string }> {
  const { body } = await house.ask();
  const request = body.request?.id ?? "";
  const { id } = await database().delivery.findFirstOrThrow({ where: { requestId: request } });
  // The console's own pages are delivered with the commit; those of a channel that has to be asked begin like this.
  await database().delivery.update({ where: { id }, data: { status: "queued", handedOverAt: null } });
  return { job: jobOf(id), request, digest: body.action.digest };
}

const jobOf = (key: string, channel = "web"): Job => ({
  id: "1",
  organisation: house.organisation,
  topic: "page",
  key,
  payload: { channel, kind: "page" },
  attempts: 1,
  ageSeconds: 0,
  lateSeconds: 0,
});

const deliveryOf = (id: string) => database().delivery.findUniqueOrThrow({ where: { id } });

describe("handing over a page", () => {
  it("is done with the commit where the console shows it: nothing is left to be sent", async () => {
    const { body } = await house.ask();
    const request = body.request?.id ?? "";
    const page = await database().delivery.findFirstOrThrow({ where: { requestId: request } });
    expect(page).toMatchObject({ status: "delivered", channel: "web" });
    expect(page.handedOverAt).toEqual(page.createdAt);
    expect(await database().outbox.count({ where: { topic: "page", key: page.id } })).toBe(0);
  });

  it("marks it delivered when the console can show it", async () => {
    const { job } = await paged();
    expect(await handOver([job])).toEqual([{ kind: "done" }]);
    const { status, handedOverAt, externalRef } = await deliveryOf(job.key);
    expect({ status, externalRef }).toEqual({ status: "delivered", externalRef: null });
    expect(handedOverAt).not.toBeNull();
  });

  it("happens once: a row that comes back after a crash does nothing more", async () => {
    const { job } = await paged();
    await handOver([job]);
    const first = await deliveryOf(job.key);
    expect(await handOver([job])).toEqual([{ kind: "done" }]);
    await giveUpPages([job], "too late to fail");
    expect(await deliveryOf(job.key)).toEqual(first);
  });

  it("fails, visibly, when there is no such channel", async () => {
    const { job } = await paged();
    expect(await handOver([jobOf(job.key, "carrier-pigeon")])).toMatchObject([{ kind: "dead" }]);
    expect(await deliveryOf(job.key)).toMatchObject({ status: "failed", handedOverAt: null });
  });

  it("reaches no delivery of another organisation", async () => {
    const { job } = await paged();
    const other = await openTestHouse();
    await handOver([{ ...job, organisation: other.organisation }]);
    expect(await deliveryOf(job.key)).toMatchObject({ status: "queued" });
  });

  it("and a decision at the same moment do not wait for each other for ever", async () => {
    for (let round = 0; round < 10; round++) {
      const all = await Promise.all([paged(), paged(), paged()]);
      await Promise.all([
        handOver(all.map(({ job }) => job).toReversed()),
        ...all.map(({ request, digest }) =>
          respond(house.person("ana"), { id: request, verdict: "deny", digest, reason: "no" }),
        ),
      ]);
      for (const { job } of all) {
        expect(await deliveryOf(job.key)).toMatchObject({ status: "delivered", open: false });
      }
    }
  });
});
