import { transaction } from "@/lib/db/client";
import { aloneAtStart, firstOrganisation } from "@/lib/db/organisations";
import type { Config } from "@/lib/runtime/config";
import { demoOrganisation, markDemo } from "../identity/demo-organisation";
import { writeOrganisation } from "../organisations/create";
import { BootError } from "./boot-error";
import { installBootstrapToken } from "./bootstrap-token";
import { applyConfigFile, type ReadDocument } from "./configured-organisation";
import { admitFirstPerson, type FirstPerson } from "./first-person";

/** What the settings say about the house's first organisation. */
export type StartSettings = Pick<Config, "demo" | "configPath" | "operatorToken" | "oidc" | "testMode">;

export type StartDoors = {
  readonly readDocument: ReadDocument;
  /** Makes the demo company in an empty database. */
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
    const organisation = (await firstOrganisation()) ?? (await createFirst(settings, doors));
    await installBootstrapToken(organisation, settings.operatorToken);
    const firstPerson = await welcome(configured ?? organisation, settings);
    return { organisation, firstPerson };
  });
}

async function createFirst(settings: StartSettings, doors: StartDoors): Promise<string> {
  if (!settings.demo) {
    await transaction((tx) => writeOrganisation(tx, DEFAULT_ORGANISATION, "system"));
    return DEFAULT_ORGANISATION.id;
  }
  await doors.seedDemo();
  const organisation = await firstOrganisation();
  if (organisation === null) throw new BootError("The demo company could not be made.");
  await markDemo(organisation);
  return organisation;
}

/** In the demo and in test mode anybody is one call away; a password on the terminal would only be one more. */
async function welcome(organisation: string, settings: StartSettings): Promise<FirstPerson> {
  if (settings.testMode || (await demoOrganisation()) !== null) return { kind: "nobody_needed" };
  return admitFirstPerson(organisation, {
    hasSingleSignOn: settings.oidc !== null,
    hasOperatorToken: settings.operatorToken !== null,
  });
}
