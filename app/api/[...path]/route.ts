import { served } from "@/lib/http/served";

/** The server answers the API before Next sees it; this is for requests that come to Next another way. */
const answer = (request: Request): Response | Promise<Response> =>
  served()?.(request) ?? new Response(null, { status: 503, headers: { "Retry-After": "1" } });

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
