import { z } from "zod";
import {
  CreatedOperatorToken,
  CreatedOrganisation,
  CreateKeyInput,
  CreateOrganisationInput,
  KeyView,
} from "@/lib/contract/people";
import { createOperatorToken } from "@/lib/ops/operators/create-token";
import { listOperatorTokens } from "@/lib/ops/operators/list-tokens";
import { revokeOperatorToken } from "@/lib/ops/operators/revoke-token";
import { rotateOperatorToken } from "@/lib/ops/operators/rotate-token";
import { createOrganisation } from "@/lib/ops/organisations/create";
import { created, type Endpoint, endpoint, noContent, ok } from "./endpoint";

/** Tokens of operators, and the organisations of a deployment. Tokens are shown once, like every key. */
export const operators: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/operator-tokens",
    summary: "Operator tokens, without their secrets",
    principals: ["person", "operator"],
    permission: "read_everything",
    answers: { 200: z.object({ tokens: z.array(KeyView) }) },
    verb: async ({ ctx }) => ok(await listOperatorTokens(ctx)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/operator-tokens",
    summary: "One more operator token",
    principals: ["person", "operator"],
    permission: "administer",
    body: CreateKeyInput,
    answers: { 201: CreatedOperatorToken },
    verb: async ({ ctx, body }) => created(await createOperatorToken(ctx, body)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/operator-tokens/{id}/rotate",
    summary: "Replace a token; the old one works for an overlap",
    principals: ["person", "operator"],
    permission: "administer",
    body: z.strictObject({}),
    answers: { 201: CreatedOperatorToken },
    verb: async ({ ctx, params }) => created(await rotateOperatorToken(ctx, { key: params.id })),
  }),
  endpoint({
    method: "DELETE",
    path: "/api/v1/operator-tokens/{id}",
    summary: "Revoke a token at once",
    principals: ["person", "operator"],
    permission: "administer",
    answers: { 204: null },
    verb: async ({ ctx, params }) => {
      await revokeOperatorToken(ctx, { key: params.id });
      return noContent;
    },
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/organisations",
    summary: "Another organisation in this deployment, with a token of its own",
    principals: ["operator"],
    body: CreateOrganisationInput,
    answers: { 201: CreatedOrganisation },
    verb: async ({ ctx, body }) => created(await createOrganisation(ctx, body)),
  }),
];
