import { z } from "zod";
import { config } from "@/lib/runtime/config";
import { access } from "./access";
import { actions } from "./actions";
import { agents } from "./agents";
import { calendarFile, calendars } from "./calendars";
import { claudeCode } from "./claude-code";
import { configuration } from "./configuration";
import { type Endpoint, endpoint, ok } from "./endpoint";
import { evidence } from "./evidence";
import { freezes } from "./freezes";
import { health } from "./health";
import { operators } from "./operators";
import { people } from "./people";
import { peopleOwn } from "./people-own";
import { requests } from "./requests";
import { schedules } from "./schedules";
import { slackAccounts } from "./slack-accounts";
import { slackInstall } from "./slack-install";
import { testing } from "./testing";
import { webhooks } from "./webhooks";

/** Every endpoint there is. What is not in this list does not exist; test mode's endpoints exist in test mode only. */
export function endpoints(options: { readonly testMode: boolean }): readonly Endpoint[] {
  const rows = [
    ...actions,
    ...access,
    ...claudeCode,
    ...requests,
    ...people,
    ...peopleOwn,
    ...slackAccounts,
    ...slackInstall,
    ...configuration,
    ...schedules,
    ...calendars,
    ...agents,
    ...webhooks,
    ...freezes,
    ...operators,
    ...evidence,
    ...health,
    ...(options.testMode ? testing : []),
  ];
  return [...rows, calendarFile, openApi(rows)];
}

/** The document describes the table it is part of. */
function openApi(rows: readonly Endpoint[]): Endpoint {
  let document: unknown = null;
  return endpoint({
    method: "GET",
    path: "/api/v1/openapi.json",
    summary: "This API as OpenAPI 3.1",
    principals: ["anyone"],
    answers: { 200: z.unknown() },
    verb: async () => {
      // Loaded here: nobody else needs the renderer.
      const { openApiDocument } = await import("./openapi");
      document ??= openApiDocument(rows, config().url);
      return ok(document);
    },
  });
}
