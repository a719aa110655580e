import { fileURLToPath } from "node:url";

/** Where the product of this run is, as playwright.config.ts chose it. */

const demand = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with playwright.config.ts`);
  return value;
};

export const ADDRESS = `http://localhost:${demand("E2E_PORT")}`;
export const BOOTSTRAP_TOKEN = demand("E2E_OPERATOR_TOKEN");
export const RECEIVER_PORT = Number(demand("E2E_RECEIVER_PORT"));
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
