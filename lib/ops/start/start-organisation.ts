import { transaction } from "@/lib/db/client";
import { aloneAtStart, firstOrganisation } from "@/lib/db/organisations";
import type { Config } from "@/lib/runtime/config";
import { demoOrganisation } from "../identity/demo-organisation";
import { writeOrganisation } from "../organisations/create";
import { installBootstrapToken } from "./bootstrap-token";
import { applyConfigFile, type ReadDocument } from "./configured-organisation";
import { admitFirstPerson, type FirstPerson } from "./first-person";

/** What the settings say about the house's first organisation. */
export type StartSettings = Pick<Config, "demo" | "configPath" | "operatorToken" | "oidc" | "testMode">;

export type StartDoors = {
  readonly readDocument: ReadDocument;
  /** Makes the demo company in an empty database, and keeps its agents' keys at hand in its own. */
  readonly seedDemo: () => Promise<unknown>;
};

export type Started = {
  /** The first organisation; the bootstrap token is its own. */
  readonly organisation: string;
  readonly firstPerson: FirstPerson;
};

/** The organisation of a deployment whose operator has not named one. */
const DEFAULT_ORGANISATION = { id: "default", name: "Default" };

/**
 * Bring the organisations to what the settings say, at every start: the first one exists, COUNTERSIGN_CONFIG is applied,
 * the operator's token holds, and somebody can sign in. Several processes at once do it once.
 */
export async function startOrganisation(settings: StartSettings, doors: StartDoors): Promise<Started> {
  return aloneAtStart(async () => {
    const configured =
      settings.configPath === null ? null : await applyConfigFile(settings.configPath, doors.readDocument);
    if (settings.demo) await doors.seedDemo();
    const organisation = (await firstOrganisation()) ?? (await createFirst());
    await installBootstrapToken(organisation, settings.operatorToken);
    const firstPerson = await welcome(configured ?? organisation, settings);
    return { organisation, firstPerson };
  });
}

async function createFirst(): Promise<string> {
  await transaction((tx) => writeOrganisation(tx, DEFAULT_ORGANISATION, "system"));
  return DEFAULT_ORGANISATION.id;
}

/** In the demo and in test mode anybody is one call away; a password on the terminal would only be one more. */
async function welcome(organisation: string, settings: StartSettings): Promise<FirstPerson> {
  if (settings.testMode || (await demoOrganisation()) !== null) return { kind: "nobody_needed" };
  const byOperator = settings.operatorToken === null ? null : "operator";
  return admitFirstPerson(organisation, {
    hasSingleSignOn: settings.oidc !== null,
    configuredBy: settings.configPath === null ? byOperator : "file",
  });
}
