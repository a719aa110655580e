import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { readAction } from "../actions/read";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { answered, moveClock, type Opened, opened } from "../testing-requests";
import { acknowledge } from "./acknowledge";
import { escalate } from "./escalate";
import { readRequest } from "./read";
import { tickRequests } from "./tick";

const [main] = SMALL_COMPANY.routes ?? [];
let house: House;
beforeAll(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    routes: [{ id: "main", ...main, repeat: 1, ack_timeout: "2m" }],
  });
});

const tick = ({ request }: Opened) => tickRequests(house.organisation, [request.id]);
/** As the worker does it: everything that waits to be handed over is. */
const handOver = () => database().$executeRaw`
  UPDATE delivery SET status = 'delivered', handed_over_at = app_now() WHERE status = 'queued'`;
const pages = async ({ action }: Opened) =>
  (await readAction(house.agent, { id: action.id, wait: 0 })).request?.decision?.pages;

describe("pages", () => {
  it("are counted once per person, step and channel, however often a step pages again", async () => {
    const asked = await opened(house);
    const { id } = asked.request;
    await acknowledge(house.person("bo"), { id });
    await moveClock(120);
    await tick(asked); // resumed: Bo again
    await escalate(house.person("bo"), { id, from_step: 0 }); // Ana
    await escalate(house.person("bo"), { id, from_step: 1 }); // the second round: Bo again
    await handOver();
    expect(await database().delivery.count({ where: { requestId: id, kind: "page" } })).toBe(4);
    await answered(house, asked, "bo");
    expect(await pages(asked)).toEqual({ sent: 2, delivered: 2, acknowledged: 1 });
  });

  it("reach named people whom the request shows, with what became of each", async () => {
    const asked = await opened(house);
    await handOver();
    const { steps } = await readRequest(house.person("ana"), { id: asked.request.id });
    expect(steps).toMatchObject([
      {
        index: 0,
        people: ["bo"],
        skipped: false,
        deliveries: [{ person: "bo", channel: "web", status: "delivered" }],
      },
      { index: 1, people: ["ana"], fired_at: null, deliveries: [] },
    ]);
  });

  it("are followed by a repaint for everyone who holds a card, once it is decided (invariant 9)", async () => {
    const asked = await opened(house);
    const { id } = asked.request;
    await escalate(house.person("bo"), { id, from_step: 0 });
    await answered(house, asked, "ana", "deny");
    const updates = await database().delivery.findMany({ where: { requestId: id, kind: "update" } });
    expect(updates.map(({ personId }) => personId).sort()).toEqual(["ana", "bo"]);
    expect(updates.every(({ payload }) => (payload as { status: string }).status === "denied")).toBe(true);
    expect(await database().delivery.count({ where: { requestId: id, open: true } })).toBe(0);
  });
});
