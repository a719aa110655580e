import { config } from "@/lib/runtime/config";
import { notFound } from "../refuse";

/** Outside test mode these verbs do not exist, whoever calls them and by whatever way. */
export function requireTestMode(): void {
  if (!config().testMode) throw notFound("route");
}
