import { describe, expect, it } from "vitest";
import { clickOf } from "./testing-bolt";
import { linkScenes, until } from "./testing-link";

const scene = linkScenes();

describe("a link", () => {
  it("takes envelopes after hello and acks each on the link it came by, with or without an answer", async () => {
    const view = { response_action: "clear" };
    await scene.start({
      register: (app) => app.view("deny", ({ ack }) => ack({ response_action: "clear" })),
    });
    const first = await scene.linked(1);
    first.envelope("e1", clickOf("one"));
    first.envelope("e2", {
      type: "view_submission",
      team: { id: "T1" },
      user: { id: "U1" },
      view: { callback_id: "deny" },
    });
    await until(() => expect(first.received).toHaveLength(2));
    expect(first.received).toEqual([{ envelope_id: "e1" }, { envelope_id: "e2", payload: view }]);
  });

  it("handles an envelope once and acks it as often as it comes, on either link", async () => {
    await scene.start();
    const first = await scene.linked(1);
    first.envelope("e1", clickOf("one"));
    first.envelope("e1", clickOf("one"));
    first.disconnect("refresh_requested");
    await scene.linkedTimes(2);
    scene.slack.links[1]?.envelope("e1", clickOf("one"));
    await until(() => expect(scene.acks()).toEqual(["e1", "e1", "e1"]));
    expect(scene.slack.links[1]?.received).toHaveLength(1);
    expect(scene.clicks).toEqual(["one"]);
  });

  it("acks nothing that no listener acked, so that Slack says so, and takes it again when it comes again", async () => {
    let tries = 0;
    await scene.start({
      times: { ackMs: 20 },
      register: (app) => {
        app.action("shaky", async ({ ack }) => {
          tries += 1;
          if (tries === 1) throw new Error("the database is away");
          await ack();
        });
      },
    });
    const first = await scene.linked(1);
    first.envelope("e1", clickOf("x", "shaky"));
    await until(() => expect(tries).toBe(1));
    expect(first.received).toEqual([]);
    first.envelope("e1", clickOf("x", "shaky"), { retry_attempt: 1, retry_reason: "timeout" });
    await until(() => expect(first.received).toEqual([{ envelope_id: "e1" }]));
  });

  it("is not disturbed by what it cannot read", async () => {
    await scene.start();
    const first = await scene.linked(1);
    for (const text of ["", "{", "[]", "null", '{"__proto__":{}}', '{"type":"news"}', '{"envelope_id":7}'])
      first.text(text);
    first.text(JSON.stringify({ envelope_id: "e0", type: "interactive" }));
    first.envelope("e1", clickOf("still here"));
    await until(() => expect(scene.acks()).toContain("e1"));
    expect(scene.clicks).toEqual(["still here"]);
  });
});

describe("refreshes", () => {
  it("80 of 80 clicks arrive through five of them, and there are never more than two links", async () => {
    await scene.start();
    await scene.linked(1);
    for (let click = 0; click < 80; click++) {
      const open = scene.slack.openLinks();
      const at = open[click % open.length];
      at?.envelope(`e${click}`, clickOf(String(click)));
      if (click % 16 === 8) {
        const newest = open.at(-1);
        const before = scene.slack.links.length;
        newest?.disconnect(click === 8 ? "warning" : "refresh_requested");
        // Slack leaves the old link open for a while, and clicks go on coming by it.
        newest?.envelope(`late${click}`, clickOf(`late${click}`));
        await scene.linkedTimes(before + 1);
        newest?.close();
      }
      await new Promise(setImmediate);
    }
    await until(() => expect(scene.acks().length).toBe(85));
    expect(scene.clicks.filter((click) => !click.startsWith("late"))).toHaveLength(80);
    expect(new Set(scene.clicks).size).toBe(85);
    expect(scene.slack.links).toHaveLength(6);
    expect(scene.slack.mostOpen).toBeLessThanOrEqual(2);
  });

  it("the next link is open before the old one is left", async () => {
    await scene.start();
    const first = await scene.linked(1);
    let give = () => {};
    scene.slack.asks.push((_response, next) => {
      give = next;
    });
    first.disconnect("warning");
    await until(() => expect(scene.slack.askedAt).toHaveLength(2));
    first.envelope("between", clickOf("between"));
    await until(() => expect(scene.acks()).toContain("between"));
    expect(first.isOpen).toBe(true);
    give();
    await scene.linkedTimes(2);
    expect(first.isOpen).toBe(true);
  });

  it("an old link that Slack forgets to close is closed", async () => {
    await scene.start({ times: { leaveMs: 50 } });
    const first = await scene.linked(1);
    first.disconnect("refresh_requested");
    await until(() => expect(first.isOpen).toBe(false));
    expect(scene.slack.openLinks()).toHaveLength(1);
  });

  it("a third is not opened while two are being left", async () => {
    await scene.start();
    await scene.linked(1);
    for (let round = 1; round <= 5; round++) {
      scene.slack.links.at(-1)?.disconnect("refresh_requested");
      await scene.linkedTimes(round + 1);
    }
    expect(scene.slack.mostOpen).toBeLessThanOrEqual(3);
    await until(() => expect(scene.slack.openLinks().length).toBeLessThanOrEqual(2));
  });
});
