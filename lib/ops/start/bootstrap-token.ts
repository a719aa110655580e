import { transaction } from "@/lib/db/client";
import { putBootstrapKey, revokeBootstrapKeys } from "@/lib/db/keys";
import { newId } from "@/lib/runtime/ids";
import { secretOf } from "../identity/secrets";
import { BootError } from "./boot-error";

/**
 * COUNTERSIGN_OPERATOR_TOKEN is the bootstrap token of the first organisation, and the only one: the earlier ones are
 * revoked when it changes, and all of them when it is no longer set.
 */
export async function installBootstrapToken(organisation: string, token: string | null): Promise<void> {
  const isOurs = await transaction(async (tx) => {
    if (token === null) {
      await revokeBootstrapKeys(tx, organisation, null);
      return true;
    }
    const { prefix, hash } = secretOf(token);
    const key = { id: newId("key"), kind: "operator" as const, agent: null, prefix, hash };
    return putBootstrapKey(tx, organisation, {
      ...key,
      name: "COUNTERSIGN_OPERATOR_TOKEN",
      callbackSecret: null,
    });
  });
  if (isOurs) return;
  throw new BootError(
    "COUNTERSIGN_OPERATOR_TOKEN is a token that was issued for something else. Set one of its own.",
  );
}
