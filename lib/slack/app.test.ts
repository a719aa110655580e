import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { config } from "@/lib/runtime/config";
import { forget } from "@/lib/runtime/remember";
import { type SlackParts, slackIngress, slackLinkStatus, slackTransport, startSlack } from "./app";
import { letGo, notConnected, SlackAway } from "./away";
import { type TestSlack, testSlack } from "./test-socket-server";
import { clickOf, firstSeenOnce, formOf, SECRET, signed } from "./testing-bolt";
import { until } from "./testing-link";

let slack: TestSlack;
let stop = async () => {};
beforeEach(async () => {
  slack = await testSlack();
  settings({ SLACK_API_URL: slack.apiUrl, SLACK_SIGNING_SECRET: SECRET });
});
afterEach(async () => {
  await stop();
  await slack.stop();
  settings({});
});

const NAMES = ["SLACK_API_URL", "SLACK_SIGNING_SECRET", "SLACK_SIGNING_SECRET_PREVIOUS", "SLACK_APP_TOKEN"];
function settings(values: Readonly<Record<string, string>>): void {
  for (const name of NAMES) delete process.env[name];
  Object.assign(process.env, values);
  forget("config");
}

async function start(parts: Partial<SlackParts> = {}) {
  const ingress = await startSlack({
    authorize: async () => ({ botToken: "xoxb-1", botId: "B1", botUserId: "U0BOT" }),
    register: (app) => app.action("approve", ({ ack }) => ack()),
    firstSeen: firstSeenOnce(),
    onLetGo: async () => true,
    ...parts,
  });
  stop = ingress.stop;
  return ingress;
}

describe("Slack's way in", () => {
  it("is Socket Mode with an app token, HTTP with a signing secret, else nothing", () => {
    const none = { ...config().slack, signingSecret: null, appToken: null };
    expect(slackTransport(none)).toBe("none");
    expect(slackTransport({ ...none, botToken: "xoxb-1" })).toBe("none");
    expect(slackTransport({ ...none, signingSecret: "s" })).toBe("http");
    expect(slackTransport({ ...none, signingSecret: "s", appToken: "xapp-1" })).toBe("socket");
  });

  it("is made once in a process, whoever asks", async () => {
    let made = 0;
    const register = () => {
      made += 1;
    };
    const [one, two] = await Promise.all([start({ register }), start({ register })]);
    expect(one).toBe(two);
    expect(slackIngress()).toBe(one);
    expect(made).toBe(1);
    await stop();
    expect(slackIngress()).toBeNull();
    expect(await start({ register })).not.toBe(one);
  });

  it("over HTTP takes signed requests, with the secret before as well", async () => {
    settings({ SLACK_SIGNING_SECRET: "new", SLACK_SIGNING_SECRET_PREVIOUS: SECRET });
    const { handle } = await start();
    const statusOf = async (request: Request) => (await handle?.(request))?.status;
    expect(await statusOf(signed(formOf(clickOf("a"))))).toBe(200);
    expect(await statusOf(signed(formOf(clickOf("b")), { secret: "new" }))).toBe(200);
    expect(await statusOf(signed(formOf(clickOf("c")), { secret: "other" }))).toBe(401);
    expect(slack.askedAt).toEqual([]);
  });

  it("in Socket Mode takes envelopes, no requests, and tells how it is doing", async () => {
    settings({ SLACK_API_URL: slack.apiUrl, SLACK_APP_TOKEN: "xapp-1" });
    const { handle } = await start();
    expect(handle).toBeNull();
    await until(() => expect(slackLinkStatus()).toEqual({ state: "linked" }));
    slack.links[0]?.envelope("e1", clickOf("a"));
    await until(() => expect(slack.links[0]?.received).toEqual([{ envelope_id: "e1" }]));
    await stop();
    expect(slackLinkStatus()).toEqual({ state: "stopped" });
  });

  it("in Socket Mode acks no click whose installation could not be looked up, until it can be", async () => {
    settings({ SLACK_API_URL: slack.apiUrl, SLACK_APP_TOKEN: "xapp-1" });
    let asked = 0;
    await start({
      authorize: async () => {
        asked += 1;
        if (asked === 1) throw Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
        return { botToken: "xoxb-1" };
      },
    });
    await until(() => expect(slackLinkStatus()).toEqual({ state: "linked" }));
    slack.links[0]?.envelope("e1", clickOf("a"));
    await until(() => expect(asked).toBe(1));
    expect(slack.links[0]?.received).toEqual([]);
    slack.links[0]?.envelope("e1", clickOf("a"));
    await until(() => expect(slack.links[0]?.received).toEqual([{ envelope_id: "e1" }]));
  });

  it("without Slack is nothing, and that is no failure", async () => {
    settings({});
    expect((await start()).handle).toBeNull();
  });

  it("does not wait for a Slack that is down", async () => {
    settings({ SLACK_API_URL: "http://127.0.0.1:1/api/", SLACK_APP_TOKEN: "xapp-1" });
    const startedAt = performance.now();
    await start();
    await stop();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("that cannot be built leaves the rest of the product alone", async () => {
    const broken = () => {
      throw new Error("a listener that cannot be registered");
    };
    expect((await start({ register: broken })).handle).toBeNull();
  });

  it("survives listeners and installations that throw, and says which click it could not answer", async () => {
    const { handle } = await start({
      authorize: async ({ teamId }) => {
        if (teamId === "T-stranger") throw new Error("no such workspace");
        if (teamId === "T-slow") throw new SlackAway({ kind: "ambiguous", code: "timeout" });
        if (teamId === "T-away") throw Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
        return { botToken: "xoxb-1" };
      },
      register: (app) => {
        app.action("approve", async () => {
          throw new Error("the database is away");
        });
      },
    });
    const failed = await handle?.(signed(formOf(clickOf("a"))));
    expect(failed?.status).toBe(503);
    for (const id of ["T-away", "T-slow"]) {
      const away = { ...clickOf(id), team: { id }, user: { id: "U1", team_id: id } };
      expect((await handle?.(signed(formOf(away))))?.status).toBe(503);
    }
    const stranger = {
      ...clickOf("b"),
      team: { id: "T-stranger" },
      user: { id: "U1", team_id: "T-stranger" },
    };
    expect((await handle?.(signed(formOf(stranger))))?.status).toBe(200);
  });

  it("tells whoever presses something in a workspace that let us go, and closes no form there", async () => {
    const told: object[] = [];
    const { handle } = await start({
      authorize: async ({ teamId }) => {
        throw teamId === "T1" ? letGo({ status: "revoked", error: "token_revoked" }) : notConnected();
      },
      onLetGo: async (body) => told.push(body) < 2,
    });
    const statusOf = async (payload: object) => (await handle?.(signed(formOf(payload))))?.status;
    expect(await statusOf(clickOf("a"))).toBe(200);
    expect(told).toMatchObject([{ type: "block_actions", team: { id: "T1" } }]);
    expect(await statusOf(clickOf("b"))).toBe(503);
    const elsewhere = { team: { id: "T2" }, user: { id: "U1", team_id: "T2" } };
    expect(await statusOf({ ...clickOf("c"), ...elsewhere })).toBe(200);
    expect(told).toHaveLength(2);
  });

  it("gives each workspace's listeners a client with that workspace's token and none of another's", async () => {
    const tokens: (string | undefined)[] = [];
    const { handle } = await start({
      authorize: async ({ teamId }) => ({ botToken: `xoxb-${teamId}` }),
      register: (app) => {
        app.action("approve", async ({ ack, client }) => {
          tokens.push(client.token);
          await ack();
        });
      },
    });
    for (const id of ["T1", "T2", "T1"]) {
      await handle?.(
        signed(formOf({ ...clickOf(`${tokens.length}`), team: { id }, user: { id: "U1", team_id: id } })),
      );
    }
    expect(tokens).toEqual(["xoxb-T1", "xoxb-T2", "xoxb-T1"]);
  });
});
