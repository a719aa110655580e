import { sealSession, sessionCookieName } from "@/lib/auth/session-cookie";
import type { Assurance } from "@/lib/contract/common";
import { createAgentKey } from "@/lib/ops/agents/create-key";
import { createSession } from "@/lib/ops/identity/create-session";
import { createOperatorToken } from "@/lib/ops/operators/create-token";
import { type House, openTestHouse } from "@/lib/ops/testing-fixtures";
import { makeApi } from "./make-api";
import type { Api } from "./mount";
import { call, JSON_TYPE, type Sent } from "./test-api";

/** The whole API over a real database, with real credentials of one organisation. */
export type HttpHouse = {
  readonly house: House;
  readonly api: Api;
  readonly agent: Record<string, string>;
  readonly operator: Record<string, string>;
  readonly person: (id: string, assurance?: Assurance) => Promise<Record<string, string>>;
  readonly get: (path: string, headers: Record<string, string>) => Promise<Sent>;
  readonly post: (path: string, headers: Record<string, string>, body?: unknown) => Promise<Sent>;
};

export async function openHttpHouse(document?: Parameters<typeof openTestHouse>[0]): Promise<HttpHouse> {
  const house = await openTestHouse(document);
  const api = makeApi();
  const { key } = await createAgentKey(house.operator, { agent: "bot" });
  const { token } = await createOperatorToken(house.operator, {});
  return {
    house,
    api,
    agent: { authorization: `Bearer ${key}` },
    operator: { authorization: `Bearer ${token}` },
    person: async (person, assurance = "session") => {
      const { sessionId } = await createSession({ organisation: house.organisation, person, assurance });
      return { cookie: `${sessionCookieName()}=${await sealSession({ person, sessionId })}` };
    },
    get: (path, headers) => call(api, "GET", path, { headers }),
    post: (path, headers, body = {}) =>
      call(api, "POST", path, { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) }),
  };
}
