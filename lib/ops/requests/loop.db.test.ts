import { expect, it } from "vitest";
import { openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { answered, moveClock, opened } from "../testing-requests";
import { readRequest } from "./read";

const open = (limits?: object) =>
  openTestHouse({
    ...SMALL_COMPANY,
    agents: [{ id: "bot", owner: "cy", limits: { per_minute: 1000, ...limits } }],
  });

it("after so many denials in one run, by people or by silence, a request says that it may be a loop", async () => {
  const house = await open();
  const loopOf = async (input = {}) => {
    const { request } = await opened(house, input);
    return (await readRequest(house.operator, { id: request.id })).loop;
  };
  for (let count = 0; count < 3; count += 1) await answered(house, await opened(house), "bo", "deny");
  const silent = await opened(house, { deadline_seconds: 10 });
  await moveClock(11);
  await readRequest(house.operator, { id: silent.request.id });
  // Approved, or of another run: no denials of this one.
  await answered(house, await opened(house), "bo");
  await answered(house, await opened(house, { run: { id: "run_2", path: [] } }), "bo", "deny");
  expect(await loopOf()).toBeNull();
  await answered(house, await opened(house), "bo", "deny");
  expect(await loopOf()).toEqual({ denials: 5, limit: 5 });
  expect(await loopOf({ run: { id: "run_2", path: [] } })).toBeNull();
});

it("the agent's own number of denials counts", async () => {
  const house = await open({ denials_in_run: 2 });
  await answered(house, await opened(house), "bo", "deny");
  await answered(house, await opened(house), "bo", "deny");
  const { request } = await opened(house);
  expect((await readRequest(house.operator, { id: request.id })).loop).toEqual({ denials: 2, limit: 2 });
});
