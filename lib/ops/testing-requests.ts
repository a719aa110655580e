import type { ProposeInput } from "@/lib/contract/actions";
import { database, type Tx, transaction } from "@/lib/db/client";
import { newId } from "@/lib/runtime/ids";
import type { AgentActor, Context } from "./context";
import { respond } from "./requests/respond";
import type { House } from "./testing-fixtures";
import { refusalOf } from "./testing-refusal";

/** For tests of what a request goes through: open one, answer it, move the clock, hold a lock. */

export async function opened(house: House, input?: Partial<ProposeInput>) {
  const { body } = await house.ask(input);
  if (!body.request) throw new Error(`it was not escalated but ${body.ruling.verdict}`);
  return { action: body.action, request: body.request };
}
export type Opened = Awaited<ReturnType<typeof opened>>;

/** Answer a request as somebody; the code of the refusal, or `ok`. */
export async function answered(
  house: House,
  { action, request }: Opened,
  person: string,
  verdict: "approve" | "deny" = "approve",
): Promise<string> {
  const input = { id: request.id, verdict, digest: action.digest };
  const [code = ""] = await refusalOf(respond(house.person(person), input));
  return code;
}

/** Another agent of the house, with a key of its own. */
export async function anotherAgent(house: House, agent: string): Promise<Context<AgentActor>> {
  const { organisation } = house;
  const keyId = newId("key");
  const [row] = await database().$queryRaw<{ now: Date }[]>`SELECT app_now() AS now`;
  await database().apiKey.create({
    data: {
      id: keyId,
      organisationId: organisation,
      kind: "agent",
      agentId: agent,
      prefix: "csa_test",
      hash: keyId,
      createdAt: row?.now ?? new Date(0),
    },
  });
  return { actor: { kind: "agent", organisation, agent, keyId }, requestId: "test" };
}

/** Every deadline, schedule and lease of this test's database reads the clock that this moves. */
export async function moveClock(seconds: number): Promise<void> {
  const milliseconds = Math.round(seconds * 1000);
  await database()
    .$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + ${milliseconds} WHERE id = 1`;
}

/** Do something while another transaction holds a lock; it is let go when that is done. */
export async function holding(
  lock: (tx: Tx) => Promise<unknown>,
  during: () => Promise<void>,
): Promise<void> {
  await transaction(async (tx) => {
    await lock(tx);
    await during();
  });
}

/** Resolves once so many transactions of this database wait for a lock. */
export async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const [row] = await database().$queryRaw<{ waiting: number }[]>`
      SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    if ((row?.waiting ?? 0) >= count) return;
  }
}
