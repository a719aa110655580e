import { ProposeInput } from "@/lib/contract/actions";
import { ConfigDocument, type ConfigDocumentInput } from "@/lib/contract/config";
import { openDatabase, transaction } from "@/lib/db/client";
import { createOrganisationRow, lockOrganisation } from "@/lib/db/config-store";
import { testDatabaseUrl } from "@/lib/db/testing";
import { newId, newUuid } from "@/lib/runtime/ids";
import { useSigner } from "@/lib/runtime/keyring";
import { remember } from "@/lib/runtime/remember";
import { createSigner, generateSigningKey } from "@/lib/runtime/signing";
import { propose } from "./actions/propose";
import { store } from "./config/apply";
import type { AgentActor, Context, OperatorActor, PersonActor } from "./context";
import { startListening } from "./wakes";

/** A fresh organisation per test on a real database, and the people and agents in it. */
export type House = {
  readonly organisation: string;
  readonly agent: Context<AgentActor>;
  readonly operator: Context<OperatorActor>;
  person(id: string, more?: Partial<PersonActor>): Context<PersonActor>;
  /** Propose an action that the route `main` takes. */
  ask(input?: Partial<ProposeInput>): ReturnType<typeof propose>;
};

/** Ana and Bo answer, Cy owns the agent, Di manages; Eve is nobody's approver. */
export const SMALL_COMPANY: Omit<ConfigDocumentInput, "organisation"> = {
  people: [
    { id: "ana", name: "Ana Ruiz", email: "ana@example.test", role: "admin", level: 3 },
    { id: "bo", name: "Bo Lind", email: "bo@example.test", level: 2 },
    { id: "cy", name: "Cy Owner", email: "cy@example.test", level: 2 },
    { id: "di", name: "Di Manager", role: "manager" },
    { id: "eve", name: "Eve Member" },
  ],
  teams: [{ id: "payments", members: ["ana", "bo", "cy"] }],
  agents: [
    { id: "bot", name: "Bot", owner: "cy", limits: { per_minute: 1_000_000, open_requests: 1_000_000 } },
  ],
  surfaces: [
    { id: "payments.refund", tools: ["refund.create"], tier: "approval" },
    { id: "notes.read", tools: ["notes.read"], tier: "autonomous", reversibility: "read_only" },
  ],
  routes: [
    {
      id: "main",
      when: "surface == 'payments.refund'",
      deadline: "15m",
      approval: { sets: [{ thresholds: [{ from: ["team:payments"], approve: 1, deny: 1 }] }] },
      steps: [
        { after: "0m", notify: ["person:bo"] },
        { after: "5m", notify: ["person:ana"] },
      ],
    },
  ],
};

export async function openTestHouse(
  document: Omit<ConfigDocumentInput, "organisation"> = SMALL_COMPANY,
): Promise<House> {
  const url = await testDatabaseUrl();
  remember("test-house", () => {
    openDatabase(url);
    useSigner(createSigner(generateSigningKey().privateKeyPem));
    startListening();
    return true;
  });
  const organisation = `org-${newUuid().slice(0, 13)}`;
  const config = ConfigDocument.parse({ ...document, organisation: { id: organisation, name: "Test" } });
  const keyId = newId("key");
  await transaction(async (tx) => {
    await createOrganisationRow(tx, { id: organisation, name: "Test" });
    const locked = await lockOrganisation(tx, organisation);
    const now = locked?.now ?? new Date(0);
    await store(tx, { organisation, document: config, version: 1, author: "test", now });
    await tx.apiKey.create({
      data: {
        id: keyId,
        organisationId: organisation,
        kind: "agent",
        agentId: "bot",
        prefix: "csa_test",
        hash: keyId,
        createdAt: now,
      },
    });
  });
  const agent: House["agent"] = {
    actor: { kind: "agent", organisation, agent: "bot", keyId },
    requestId: "test",
  };
  return {
    organisation,
    agent,
    operator: {
      actor: { kind: "operator", organisation, keyId: "key_operator", bootstrap: false },
      requestId: "test",
    },
    person: (id, more) => ({
      actor: {
        kind: "person",
        organisation,
        person: id,
        role: "member",
        sessionId: "ses_test",
        assurance: "session",
        via: "web",
        ...more,
      },
      requestId: "test",
    }),
    ask: (input) =>
      propose(agent, {
        input: ProposeInput.parse({
          tool: "refund.create",
          arguments: { amount_cents: 25_000, n: newUuid() },
          run: { id: "run_1" },
          ...input,
        }),
        idempotency: null,
      }),
  };
}
