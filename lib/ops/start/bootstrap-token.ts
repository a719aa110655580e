import { transaction } from "@/lib/db/client";
import { putBootstrapKey } from "@/lib/db/keys";
import { newId } from "@/lib/runtime/ids";
import { secretOf } from "../identity/secrets";
import { BootError } from "./boot-error";

/**
 * COUNTERSIGN_OPERATOR_TOKEN is the bootstrap token of the first organisation, and the only one: a new value revokes the
 * earlier. A process that starts without the setting changes nothing, because others of the deployment may have it.
 */
export async function installBootstrapToken(organisation: string, token: string | null): Promise<void> {
  if (token === null) return;
  const { prefix, hash } = secretOf(token);
  const key = {
    id: newId("key"),
    kind: "operator" as const,
    agent: null,
    name: "COUNTERSIGN_OPERATOR_TOKEN",
    prefix,
    hash,
    callbackSecret: null,
  };
  if (await transaction((tx) => putBootstrapKey(tx, organisation, key))) return;
  throw new BootError(
    "COUNTERSIGN_OPERATOR_TOKEN is a token that was issued for something else. Set one of its own.",
  );
}
