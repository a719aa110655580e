import { z } from "zod";
import { sealSession, sessionCookie } from "@/lib/auth/session-cookie";
import { Assurance } from "@/lib/contract/common";
import { TestClockInput, TestDelivery, TestSessionInput } from "@/lib/contract/people";
import { advanceClock } from "@/lib/ops/testing/advance-clock";
import { listDeliveries } from "@/lib/ops/testing/list-deliveries";
import { openSession } from "@/lib/ops/testing/open-session";
import { resetOrganisation } from "@/lib/ops/testing/reset-organisation";
import { type Endpoint, endpoint, ok } from "./endpoint";

/** Test mode only: the table leaves these out elsewhere, and the verbs refuse. */
export const testing: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/api/test/clock",
    summary: "Move the one clock and let the workers do what then is due",
    principals: ["operator"],
    body: TestClockInput,
    answers: { 200: z.object({ now: z.string() }) },
    verb: async ({ ctx, body }) => ok(await advanceClock(ctx, body)),
  }),
  endpoint({
    method: "POST",
    path: "/api/test/session",
    summary: "Be any person, as strongly authenticated as wanted",
    principals: ["operator"],
    body: TestSessionInput,
    answers: { 200: z.object({ person: z.string(), assurance: Assurance }) },
    verb: async ({ ctx, body }) => {
      const cookie = sessionCookie(await sealSession(await openSession(ctx, body)));
      const { person, assurance } = body;
      return { status: 200, body: { person, assurance }, headers: { "Set-Cookie": cookie } };
    },
  }),
  endpoint({
    method: "POST",
    path: "/api/test/reset",
    summary: "Empty the organisation, but for its id, its operator tokens and the clock",
    principals: ["operator"],
    body: z.strictObject({}),
    answers: { 200: z.object({ ok: z.boolean() }) },
    verb: async ({ ctx }) => {
      await resetOrganisation(ctx);
      return ok({ ok: true });
    },
  }),
  endpoint({
    method: "GET",
    path: "/api/test/deliveries",
    summary: "Every page, reminder and repaint, in the order they were written",
    principals: ["operator"],
    answers: { 200: z.object({ deliveries: z.array(TestDelivery) }) },
    verb: async ({ ctx }) => ok(await listDeliveries(ctx)),
  }),
];
