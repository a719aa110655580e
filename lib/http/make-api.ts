import { authenticateCookie } from "@/lib/auth/authenticate-cookie";
import { runIdempotent } from "@/lib/ops/idempotency";
import { authenticateKey } from "@/lib/ops/identity/authenticate-key";
import { config } from "@/lib/runtime/config";
import { buildApi } from "./api";
import type { Doors } from "./doors";
import type { Api } from "./mount";
import { endpoints } from "./table";

const doors: Doors = { authenticateKey, authenticateCookie, runIdempotent };

/** The API of this process, as its settings want it. */
export const makeApi = (): Api => buildApi(endpoints({ testMode: config().testMode }), doors);
