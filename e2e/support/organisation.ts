import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { type CompanyDocument, company, type Item, withRoute } from "./company";
import { type Answer, at, bearer, type Caller, createCaller, listAt, numberAt, textAt } from "./http";
import { ADDRESS, BOOTSTRAP_TOKEN } from "./settings";

/** A fresh organisation with its own operator token: what one test file does is nobody else's business. */

type Assurance = "slack" | "session" | "recent" | "passkey";

export type Agent = Caller & { readonly id: string; readonly keyId: string; readonly callbackSecret: string };

export type Delivery = {
  readonly person: string;
  readonly channel: string;
  readonly kind: string;
  readonly requests: readonly string[];
  readonly step: number | null;
  readonly at: string;
};

export type Organisation = {
  readonly id: string;
  readonly operator: Caller;
  readonly document: CompanyDocument;
  readonly configure: (document: CompanyDocument) => Promise<void>;
  /** A new key of this agent. */
  readonly agent: (id?: string) => Promise<Agent>;
  /** A new session, as a browser of the console would send it. */
  readonly person: (id: string, assurance?: Assurance, url?: string) => Promise<Caller>;
  /** Moves the one clock and settles; answers the new instant in milliseconds. */
  readonly advance: (seconds: number) => Promise<number>;
  readonly deliveries: () => Promise<readonly Delivery[]>;
  /** Whom a request paged, in order, over the channel that always records. */
  readonly pagesOf: (requestId: string) => Promise<readonly string[]>;
};

export type Founding = {
  readonly url?: string;
  readonly token?: string;
  readonly edit?: (document: CompanyDocument) => CompanyDocument;
};

export const newId = (prefix: string): string => `${prefix}-${randomUUID().slice(0, 13)}`;

export async function foundOrganisation(founding: Founding = {}): Promise<Organisation> {
  const { url = ADDRESS, token = BOOTSTRAP_TOKEN, edit = (same) => same } = founding;
  const id = newId("org");
  const founded = await bearer(url, token).post("/api/v1/organisations", { id, name: `Company ${id}` });
  expect(founded.status, founded.text).toBe(201);
  const operator = bearer(url, textAt(founded.body, "operator_token"));
  const organisation = openOrganisation(id, operator, edit(company(id)));
  await organisation.configure(organisation.document);
  return organisation;
}

type Sessions<Id extends string> = Readonly<Record<Id, Caller>>;

/** What most files start with: an organisation with these routes too, a key of its agent, and these people's sessions. */
export async function foundScene<Id extends string = never>(scene: {
  readonly people?: readonly Id[];
  readonly routes?: readonly Item[];
}): Promise<{ readonly organisation: Organisation; readonly agent: Agent } & Sessions<Id>> {
  const organisation = await foundOrganisation({
    edit: (document) => (scene.routes ?? []).reduce(withRoute, document),
  });
  const agent = await organisation.agent();
  return { organisation, agent, ...(await sessionsOf(organisation, scene.people ?? [])) };
}

export async function sessionsOf<Id extends string>(
  organisation: Organisation,
  people: readonly Id[],
): Promise<Sessions<Id>> {
  const opened = people.map(async (id) => [id, await organisation.person(id)] as const);
  // safe because there is one entry for each of these names
  return Object.fromEntries(await Promise.all(opened)) as Sessions<Id>;
}

/** An organisation that exists already, by its operator token. */
export function openOrganisation(id: string, operator: Caller, document: CompanyDocument): Organisation {
  const deliveries = () => readDeliveries(operator);
  return {
    id,
    operator,
    document,
    configure: async (wanted) => {
      const answer = await operator.put("/api/v1/config", wanted);
      expect(answer.status, answer.text).toBe(200);
    },
    agent: (agentId = "support-bot") => createAgent(operator, agentId),
    person: (personId, assurance = "session", url = operator.url) =>
      signIn(createCaller(url, operator.headers), personId, assurance),
    advance: async (seconds) => {
      const answer = await operator.post("/api/test/clock", { advance_seconds: seconds });
      expect(answer.status, answer.text).toBe(200);
      return Date.parse(textAt(answer.body, "now"));
    },
    deliveries,
    pagesOf: async (requestId) =>
      (await deliveries())
        .filter(
          ({ kind, channel, requests }) =>
            kind === "page" && channel === "web" && requests.includes(requestId),
        )
        .map(({ person }) => person),
  };
}

async function createAgent(operator: Caller, id: string): Promise<Agent> {
  const created = await operator.post(`/api/v1/agents/${id}/keys`, { name: "e2e" });
  expect(created.status, created.text).toBe(201);
  return {
    ...bearer(operator.url, textAt(created.body, "key")),
    id,
    keyId: textAt(created.body, "id"),
    callbackSecret: textAt(created.body, "callback_secret"),
  };
}

async function signIn(operator: Caller, person: string, assurance: Assurance): Promise<Caller> {
  const answer = await operator.post("/api/test/session", { person, assurance });
  expect(answer.status, answer.text).toBeLessThan(300);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0]);
  expect(cookies.length).toBeGreaterThan(0);
  return createCaller(operator.url, { Cookie: cookies.join("; "), Origin: operator.url });
}

/** Oldest first. */
async function readDeliveries(operator: Caller): Promise<readonly Delivery[]> {
  const answer = await operator.get("/api/test/deliveries");
  expect(answer.status, answer.text).toBe(200);
  const deliveries = listAt(answer.body, "deliveries").map(toDelivery);
  return deliveries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const toDelivery = (found: unknown): Delivery => ({
  person: textAt(found, "person"),
  channel: textAt(found, "channel"),
  kind: textAt(found, "kind"),
  requests: listAt(found, "requests").map(String),
  step: Reflect.get(Object(found), "step") === null ? null : numberAt(found, "step"),
  at: textAt(found, "at"),
});

/** What an agent proposed and the gate holds. */
export type Escalated = { readonly action: string; readonly digest: string; readonly request: string };

export const proposal = (more: Readonly<Record<string, unknown>> = {}) => ({
  surface: "payments.refund",
  tool: "refund.create",
  arguments: { order: newId("order"), amount_cents: 25_000, currency: "USD" },
  run: { id: newId("run") },
  ...more,
});

/** A proposal on the surface that `withRoute` made. */
export const proposalOn = (route: string, more: Readonly<Record<string, unknown>> = {}) =>
  proposal({ surface: `on.${route}`, tool: `on.${route}`, arguments: { order: newId("order") }, ...more });

export async function escalate(agent: Caller, body: unknown = proposal()): Promise<Escalated> {
  return escalated(await agent.post("/api/v1/actions", body));
}

export function escalated(answer: Answer): Escalated {
  expect(answer.status, answer.text).toBe(202);
  return {
    action: textAt(answer.body, "action.id"),
    digest: textAt(answer.body, "action.digest"),
    request: textAt(answer.body, "request.id"),
  };
}

export const respond = (
  person: Caller,
  held: Escalated,
  verdict: "approve" | "deny",
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answer> =>
  person.post(`/api/v1/requests/${held.request}/responses`, { verdict, digest: held.digest, ...more });

/** Escalates and has it answered, for tests about what comes after. */
export async function decided(
  agent: Caller,
  person: Caller,
  verdict: "approve" | "deny",
  body: unknown = proposal(),
): Promise<Escalated> {
  const held = await escalate(agent, body);
  const answer = await respond(person, held, verdict);
  expect(answer.status, answer.text).toBe(200);
  return held;
}

export const claim = (
  agent: Caller,
  held: Escalated,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answer> =>
  agent.post(`/api/v1/actions/${held.action}/claim`, { digest: held.digest, claim_key: "worker-1", ...more });

export const readAction = (agent: Caller, held: Escalated): Promise<Answer> =>
  agent.get(`/api/v1/actions/${held.action}`);

export const readRequest = (reader: Caller, held: Escalated): Promise<Answer> =>
  reader.get(`/api/v1/requests/${held.request}`);

/** The request as this reader sees it. */
export const requestOf = async (reader: Caller, held: Escalated): Promise<unknown> =>
  at((await readRequest(reader, held)).body, "request");
