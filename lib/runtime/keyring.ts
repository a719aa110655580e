import { remember } from "./remember";
import type { Signer } from "./signing";

/** The key in force for signing receipts. Loaded from the database at boot; nobody else in the process holds it. */
type Ring = { signer: Signer | null };
const ring = (): Ring => remember("keyring", () => ({ signer: null }));

export function useSigner(signer: Signer): void {
  ring().signer = signer;
}

export function signer(): Signer {
  const { signer: inForce } = ring();
  if (!inForce) throw new Error("a receipt was needed before the signing key was loaded");
  return inForce;
}
