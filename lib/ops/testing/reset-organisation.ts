import { readNow } from "@/lib/db/request-reader";
import { emptyOrganisation } from "@/lib/db/testing-ops";
import { emptyDocument, store } from "../config/apply";
import { forgetSnapshots } from "../config/snapshot";
import type { Context, OperatorActor } from "../context";
import { snapshotInForce } from "../requests/world";
import { settle } from "./settle";
import { requireTestMode } from "./test-mode";

/**
 * Empty the organisation: nothing is left but its id, its name, its operator tokens and the clock. Its configuration is
 * a new version, so that no process takes it for one it remembers. Errors: not_found outside test mode.
 */
export async function resetOrganisation(ctx: Context<OperatorActor>): Promise<void> {
  requireTestMode();
  const { organisation } = ctx.actor;
  await settle();
  const { document } = await snapshotInForce(organisation);
  const now = await readNow();
  await emptyOrganisation(organisation, (tx, configVersion) =>
    store(tx, {
      organisation,
      document: emptyDocument(organisation, document.organisation.name),
      version: configVersion + 1,
      author: "test-reset",
      now,
    }),
  );
  forgetSnapshots();
}
