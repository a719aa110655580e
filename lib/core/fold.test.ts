import { describe, expect, test } from "vitest";
import { type AnyEvent, applyEvents, refold } from "./fold";
import { claim, report, tickGrant } from "./grant";
import { approve, ask, DIGEST, extend, moment, route, story, tick } from "./testing-requests";

const path = route({ holdSeconds: 30 });

describe("the events", () => {
  test("are the whole truth: folding them gives the state, grant and version included", () => {
    const request = story({ route: path });
    request.send(10, ask);
    request.send(300, tick);
    request.send(400, extend("bo", 60));
    request.send(500, approve("bo", { constraints: { most: 5 } }));
    const history = [...request.history()];
    let state = request.state();
    const happen = (seconds: number, events: readonly AnyEvent[]) => {
      for (const event of events) history.push({ seq: history.length + 1, at: moment(seconds), event });
      state = applyEvents(state, events, moment(seconds), path);
    };
    const grant = () => {
      if (!state.grant) throw new Error("there is no grant");
      return state.grant;
    };
    expect(grant()).toMatchObject({ status: "held", digest: DIGEST, constraints: { most: 5 } });
    happen(530, tickGrant(grant(), moment(530)));
    happen(540, claim(grant(), { digest: DIGEST, claimKey: "k1" }, moment(540)).events);
    happen(550, report(grant(), { status: "failed", outputDigest: null }).events);
    expect(state).toMatchObject({ version: history.length, grant: { status: "failed", claimKey: "k1" } });
    expect(refold("req_1", history, path)).toEqual(state);
  });

  test("without their opening are no history", () => {
    const [, ...rest] = story().history();
    expect(refold("req_1", rest, path)).toBeNull();
    expect(refold("req_1", [], path)).toBeNull();
  });

  test("leave the state they are applied to as it was", () => {
    const request = story();
    const before = request.state();
    const copy = structuredClone(before);
    request.send(10, approve("bo"));
    expect(before).toEqual(copy);
  });
});
