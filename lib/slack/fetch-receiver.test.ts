import type { App } from "@slack/bolt";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FetchReceiver, type FetchReceiverOptions } from "./fetch-receiver";
import { clickOf, formOf, problemIn, SECRET, signed, testApp, testReceiver } from "./testing-bolt";

const JSON_TYPE = { "content-type": "application/json" };
const now = () => Math.floor(Date.now() / 1_000);

let clicks: string[];
beforeEach(() => {
  clicks = [];
});

const receiver = (options?: Partial<FetchReceiverOptions>, register?: (app: App) => void) =>
  testReceiver(clicks, options, register);

describe("what Slack signed", () => {
  it("reaches its listener, and the ack is the answer", async () => {
    const answer = await receiver().handle(signed(formOf(clickOf("one"))));
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(clicks).toEqual(["one"]);
  });

  it.each([
    "application/x-www-form-urlencoded; charset=utf-8",
    "application/x-www-form-urlencoded;charset=UTF-8",
    "Application/X-WWW-Form-URLEncoded",
  ])("may say %s", async (type) => {
    const answer = await receiver().handle(
      signed(formOf(clickOf("charset")), { headers: { "content-type": type } }),
    );
    expect(answer.status).toBe(200);
    expect(clicks).toEqual(["charset"]);
  });

  it("may be signed with either secret while one is being replaced, and with no third", async () => {
    const rotating = receiver({ signingSecrets: [SECRET, "the-one-before"] });
    expect((await rotating.handle(signed(formOf(clickOf("new"))))).status).toBe(200);
    expect((await rotating.handle(signed(formOf(clickOf("old")), { secret: "the-one-before" }))).status).toBe(
      200,
    );
    expect((await rotating.handle(signed(formOf(clickOf("none")), { secret: "another" }))).status).toBe(401);
    expect(clicks).toEqual(["new", "old"]);
  });

  it("may be five minutes old or ahead", async () => {
    const at = now();
    const still = receiver({ now: () => new Date(at * 1_000) });
    for (const timestamp of [at - 300, at + 300]) {
      expect((await still.handle(signed(formOf(clickOf(`${timestamp}`)), { timestamp }))).status).toBe(200);
    }
  });

  it("is let in again when Slack tries again, because Slack signs anew", async () => {
    const body = formOf(clickOf("again"));
    const again = receiver();
    expect((await again.handle(signed(body, { timestamp: now() - 2 }))).status).toBe(200);
    const retry = signed(body, { headers: { "x-slack-retry-num": "1", "x-slack-retry-reason": "timeout" } });
    expect((await again.handle(retry)).status).toBe(200);
    expect(clicks).toEqual(["again", "again"]);
  });

  it("keeps the bytes of a text in any script", async () => {
    await receiver().handle(signed(formOf(clickOf("é€😀 عربي"))));
    expect(clicks).toEqual(["é€😀 عربي"]);
  });
});

describe("Slack's own questions", () => {
  it("the challenge of a new address is given back", async () => {
    const body = '{"type":"url_verification","token":"t","challenge":"3eZbrw1aB"}';
    const answer = await receiver().handle(signed(body, { headers: JSON_TYPE }));
    expect([answer.status, await answer.json()]).toEqual([200, { challenge: "3eZbrw1aB" }]);
  });

  it("a look at the certificate needs no signature, and does nothing", async () => {
    const bare = (body: string) =>
      signed(body, { headers: { "x-slack-signature": null, "x-slack-request-timestamp": null } });
    expect((await receiver().handle(bare("ssl_check=1&token=abc"))).status).toBe(200);
    for (const body of ["ssl_check=0", "ssl_check=2&token=a", `ssl_check=1&${formOf(clickOf("x"))}`]) {
      expect((await receiver().handle(bare(body))).status).toBe(401);
    }
    expect(clicks).toEqual([]);
  });
});

describe("acks", () => {
  const submission = {
    type: "view_submission",
    team: { id: "T1" },
    user: { id: "U1" },
    view: { callback_id: "deny", type: "modal" },
  };

  it("an answer to a form is the body", async () => {
    const errors = { reason: "Please say why." };
    const modal = receiver({}, (app) => {
      app.view("deny", async ({ ack }) => ack({ response_action: "errors", errors }));
    });
    const answer = await modal.handle(signed(formOf(submission)));
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await answer.json()).toEqual({ response_action: "errors", errors });
  });

  it("a command may be answered with text", async () => {
    const commands = receiver({}, (app) =>
      app.command("/approvals", async ({ ack }) => ack("Nothing waits.")),
    );
    const answer = await commands.handle(
      signed("command=%2Fapprovals&text=&team_id=T1&user_id=U1&channel_id=D1"),
    );
    expect(await answer.text()).toBe("Nothing waits.");
  });

  it("an event is acknowledged before its listener has finished", async () => {
    let finish = () => {};
    const events = receiver({}, (app) => {
      app.event(
        "app_home_opened",
        () =>
          new Promise<void>((resolve) => {
            finish = resolve;
          }),
      );
    });
    const body = JSON.stringify({
      type: "event_callback",
      team_id: "T1",
      event: { type: "app_home_opened" },
    });
    expect((await events.handle(signed(body, { headers: JSON_TYPE }))).status).toBe(200);
    finish();
    await events.stop();
  });

  it("a listener that takes too long is answered for, and its later ack changes nothing", async () => {
    let late = async () => {};
    const slow = receiver({ ackWithinMs: 30 }, (app) => {
      app.action("slow", ({ ack }) => {
        late = ack;
        return new Promise(() => {});
      });
    });
    const answer = await slow.handle(signed(formOf(clickOf("x", "slow"))));
    expect(answer.status).toBe(200);
    await late();
  });

  it("a form is not closed by a yes that nobody gave", async () => {
    const slow = receiver({ ackWithinMs: 30 }, (app) => app.view("deny", () => new Promise(() => {})));
    expect((await problemIn(await slow.handle(signed(formOf(submission))))).status).toBe(503);
  });

  it("a listener that throws before its ack says so; a button nobody knows is 404", async () => {
    const failing = receiver({}, (app) => {
      app.action("broken", async () => {
        throw new Error("the database is away");
      });
    });
    expect((await failing.handle(signed(formOf(clickOf("x", "broken"))))).status).toBe(503);
    expect((await failing.handle(signed(formOf(clickOf("x", "unknown"))))).status).toBe(404);
  });

  it("an app that cannot say whose payload it is acknowledges it", async () => {
    const made = new FetchReceiver({ signingSecrets: [SECRET], firstSeen: async () => true });
    const app = testApp(made, () => {});
    vi.spyOn(app, "processEvent").mockRejectedValue(new TypeError("cannot read properties"));
    expect((await made.handle(signed(formOf(clickOf("x"))))).status).toBe(503);
  });
});
