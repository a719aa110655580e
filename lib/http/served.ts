import { forget, remember } from "@/lib/runtime/remember";

/**
 * The API of this process, for whoever meets it without knowing how it was made: Next's catch-all route. The server
 * publishes it at its start; Next's bundles never hold a second copy of the API.
 */
type Fetch = (request: Request) => Response | Promise<Response>;

export function serve(api: Fetch | null): void {
  forget("api");
  remember("api", () => api);
}

export const served = (): Fetch | null => remember<Fetch | null>("api", () => null);
