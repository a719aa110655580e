import { z } from "zod";
import { Me, PersonView } from "@/lib/contract/people";
import { readItem } from "@/lib/ops/config/collections";
import { setPassword } from "@/lib/ops/identity/set-password";
import { listPeople, readPerson } from "@/lib/ops/people/list";
import { readMe } from "@/lib/ops/people/me";
import { type Endpoint, endpoint, noContent, ok } from "./endpoint";
import { PageQuery } from "./page-query";
import { tagged } from "./precondition";

const PeopleList = z.object({
  people: z.array(PersonView),
  teams: z.array(z.object({ id: z.string(), name: z.string(), members: z.array(z.string()) })),
  next_cursor: z.string().nullable(),
});

/** Who is who: names and duties are everybody's to read, people an admin's to change. */
export const people: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/me",
    summary: "Who is signed in",
    principals: ["person"],
    permission: "take_part",
    answers: { 200: Me },
    verb: async ({ ctx }) => ok(await readMe(ctx)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/people",
    summary: "Everyone, with their teams and what they are on call for now",
    principals: ["person", "operator"],
    permission: "take_part",
    query: PageQuery,
    answers: { 200: PeopleList },
    verb: async ({ ctx, query }) => ok(await listPeople(ctx, { limit: Number.POSITIVE_INFINITY, ...query })),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/people/{id}",
    summary: "One person",
    principals: ["person", "operator"],
    permission: "take_part",
    answers: { 200: PersonView },
    verb: async ({ ctx, params }) =>
      tagged(ok(await readPerson(ctx, params)), await readItem(ctx, { noun: "people", id: params.id })),
  }),
  endpoint({
    method: "PUT",
    path: "/api/v1/people/{id}/password",
    summary: "Give a person a password; their open sessions end. Never by a key: it could then be anybody",
    principals: ["person"],
    permission: "administer",
    body: z.strictObject({ password: z.string().max(1024) }),
    answers: { 204: null },
    verb: async ({ ctx, params, body }) => {
      await setPassword(ctx, { person: params.id, password: body.password });
      return noContent;
    },
  }),
];
