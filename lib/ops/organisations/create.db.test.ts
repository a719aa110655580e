import { beforeAll, describe, expect, it } from "vitest";
import { CreatedOrganisation } from "@/lib/contract/people";
import { database } from "@/lib/db/client";
import { newUuid } from "@/lib/runtime/ids";
import { createAgentKey } from "../agents/create-key";
import { changeConfig } from "../config/apply";
import type { Context, OperatorActor } from "../context";
import { authenticateKey } from "../identity/authenticate-key";
import { snapshotInForce } from "../requests/world";
import { type House, openTestHouse } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { createOrganisation } from "./create";

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});
const bootstrap = (): Context<OperatorActor> => ({
  ...house.operator,
  actor: { ...house.operator.actor, bootstrap: true },
});

describe("a new organisation", () => {
  it("has a token of its own, an empty configuration, and knows nothing of the others", async () => {
    const id = `org-${newUuid().slice(0, 8)}`;
    const made = CreatedOrganisation.parse(await createOrganisation(bootstrap(), { id, name: "New" }));
    const actor = await authenticateKey(made.operator_token);
    expect(actor).toMatchObject({ kind: "operator", organisation: id, bootstrap: false });
    const { version, document } = await snapshotInForce(id);
    expect([version, document.people, document.organisation.name]).toEqual([1, [], "New"]);
    if (actor?.kind !== "operator") throw new Error("not an operator");
    const ctx = { actor, requestId: "test" };
    await changeConfig(ctx, (current) => ({ ...current, agents: [{ id: "bot" }] }));
    const { key } = await createAgentKey(ctx, { agent: "bot" });
    expect(await authenticateKey(key)).toMatchObject({ organisation: id });
    expect(await refusalOf(createOrganisation(ctx, { id: "another", name: "No" }))).toEqual(["forbidden"]);
  });

  it("is made once, whoever comes first, and recorded once", async () => {
    const id = `org-${newUuid().slice(0, 8)}`;
    const made = await Promise.all(
      [1, 2, 3].map(() => refusalOf(createOrganisation(bootstrap(), { id, name: "Race" }))),
    );
    expect(made.flat().sort()).toEqual(["already_exists", "already_exists", "ok"]);
    const notes = await database().ledgerEntry.count({
      where: { organisationId: house.organisation, kind: "configuration", reasonCode: "created" },
    });
    expect(notes).toBe(2);
    expect(await database().apiKey.count({ where: { organisationId: id } })).toBe(1);
  });

  it("is nobody's to make but the deployment's own token's", async () => {
    for (const ctx of [house.operator, house.agent, house.person("ana", { role: "admin" })]) {
      expect(await refusalOf(createOrganisation(ctx, { id: "mine", name: "Mine" }))).toEqual(["forbidden"]);
    }
  });
});
