import { DomainError } from "@/lib/contract/errors";
import type { CreateOrganisationInput } from "@/lib/contract/people";
import { sqlState, type Tx } from "@/lib/db/client";
import { createOrganisationRow, lockOrganisation } from "@/lib/db/config-store";
import { insertKey } from "@/lib/db/keys";
import { newId } from "@/lib/runtime/ids";
import { authorOf, emptyDocument, hashOf, store } from "../config/apply";
import type { Context } from "../context";
import { configured } from "../identity/administrator";
import { newKeySecret } from "../identity/secrets";
import { transact } from "../requests/transact";

export type NewOrganisation = {
  readonly id: string;
  readonly name: string;
  readonly operator_token: string;
};

const UNIQUE_VIOLATION = "23505";

/**
 * Another organisation in this deployment, with an operator token of its own that is in this answer and nowhere else.
 * Only for the deployment's own token; its organisation's ledger records it. Errors: forbidden, already_exists.
 */
export async function createOrganisation(
  ctx: Context,
  input: CreateOrganisationInput,
): Promise<NewOrganisation> {
  const { actor } = ctx;
  if (actor.kind !== "operator" || !actor.bootstrap) {
    throw new DomainError("forbidden", "Only the token set as COUNTERSIGN_OPERATOR_TOKEN may do this.");
  }
  const { secret, prefix, hash } = newKeySecret("operator");
  const token = {
    ...{ id: newId("key"), kind: "operator" as const, agent: null, name: null },
    ...{ prefix, hash, callbackSecret: null },
  };
  try {
    await transact(actor.organisation, [], async ({ now }, _requests, tx) => {
      await writeOrganisation(tx, input, authorOf(ctx));
      await insertKey(tx, input.id, token, now);
      const version = hashOf(emptyDocument(input.id, input.name));
      const note = configured(ctx, { change: "created", noun: "organisations", id: input.id, version });
      return { notes: [note], answer: () => ({ result: null }) };
    });
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    throw new DomainError("already_exists", `There is an organisation ${input.id} already.`);
  }
  return { ...input, operator_token: secret };
}

/** The rows every organisation has: itself, the end of its ledger, and an empty configuration as version 1. */
export async function writeOrganisation(
  tx: Tx,
  organisation: { readonly id: string; readonly name: string },
  author: string,
): Promise<void> {
  const { id, name } = organisation;
  await createOrganisationRow(tx, { id, name });
  const locked = await lockOrganisation(tx, id);
  if (!locked) throw new Error(`organisation ${id} is gone`);
  await store(tx, {
    ...{ organisation: id, document: emptyDocument(id, name), version: 1 },
    ...{ author, now: locked.now },
  });
}
