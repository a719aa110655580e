import { DelegationView, LendInput, MyContact, MyDelegations } from "@/lib/contract/people-own";
import { readMyContact, setMyContact } from "@/lib/ops/people/contact";
import { readMyDelegations } from "@/lib/ops/people/delegations";
import { lend } from "@/lib/ops/people/lend";
import { takeBack } from "@/lib/ops/people/take-back";
import { created, type Endpoint, endpoint, noContent, ok } from "./endpoint";

/** People about themselves: being away, and being reached. Never by a key, and never about somebody else. */
export const peopleOwn: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/people/me/delegations",
    summary: "Whom I lend my authority to, now or later, and who lends me theirs",
    principals: ["person"],
    permission: "take_part",
    answers: { 200: MyDelegations },
    verb: async ({ ctx }) => ok(await readMyDelegations(ctx)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/people/me/delegations",
    summary: "Out of office: lend somebody my authority for a time",
    principals: ["person"],
    permission: "answer",
    body: LendInput,
    answers: { 201: DelegationView },
    idempotency: "stored",
    verb: async ({ ctx, body }) => created(await lend(ctx, body)),
  }),
  endpoint({
    method: "DELETE",
    path: "/api/v1/people/me/delegations/{id}",
    summary: "Take my authority back: it ends now",
    principals: ["person"],
    permission: "answer",
    answers: { 204: null },
    verb: async ({ ctx, params }) => {
      await takeBack(ctx, params);
      return noContent;
    },
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/people/me/contact",
    summary: "How I am reached, in order",
    principals: ["person"],
    permission: "take_part",
    answers: { 200: MyContact },
    verb: async ({ ctx }) => ok(await readMyContact(ctx)),
  }),
  endpoint({
    method: "PUT",
    path: "/api/v1/people/me/contact",
    summary: "Say how I am reached, in order, with delays after the page",
    principals: ["person"],
    permission: "answer",
    body: MyContact,
    answers: { 200: MyContact },
    verb: async ({ ctx, body }) => ok(await setMyContact(ctx, body)),
  }),
];
