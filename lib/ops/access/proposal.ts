import { z } from "zod";
import { EvaluationInput } from "@/lib/contract/access";
import { ProposeInput } from "@/lib/contract/actions";
import { checkArguments } from "@/lib/contract/argument-limits";
import { DomainError, type FieldError } from "@/lib/contract/errors";
import { fieldErrors } from "@/lib/contract/field-errors";
import type { AgentActor } from "../context";

/** An evaluation as the proposal it is. What is not read here has no part in the ruling, and nothing else is read. */

/** An approval that an earlier evaluation was given: it is then claimed, instead of proposing anew. */
const Approval = z.object({ id: z.string().max(64) });

export type Asked = { readonly proposal: ProposeInput; readonly approval: string | null };

/** Errors: invalid, forbidden (another agent's subject). */
export function proposalFrom(actor: AgentActor, given: unknown): Asked {
  const evaluation = parsed(EvaluationInput, given, inPlace);
  const { subject, action, resource, context = {} } = evaluation;
  refuseOthers(actor, evaluation);
  const attributes = action.properties ?? {};
  const args = own(attributes, "arguments");
  if (args !== undefined) checkArguments(args, ARGUMENTS_AT);
  const proposal = parsed(
    ProposeInput,
    {
      ...(resource.type === "surface"
        ? { surface: resource.id, tool: own(resource.properties ?? {}, "tool") }
        : { tool: resource.id }),
      tool_version: own(attributes, "tool_version"),
      arguments: args,
      on_behalf_of: subject.type === "agent" ? undefined : `${PRINCIPALS[subject.type]}:${subject.id}`,
      run: own(context, "run"),
      facts: own(context, "facts"),
      delegation: own(context, "delegation"),
      explanation: own(context, "explanation"),
      deadline_seconds: own(context, "deadline_seconds"),
      trace: own(context, "trace"),
    },
    placeOf,
  );
  const approval = own(context, "approval");
  return {
    proposal,
    approval:
      approval === undefined ? null : parsed(Approval, approval, (path) => `/context/approval${path}`).id,
  };
}

const PRINCIPALS = { user: "user", identity: "user", person: "person" } as const;

/** A key acts as its own agent, for whomever it says. An actor in the subject is the agent that acts. */
function refuseOthers(actor: AgentActor, { subject }: EvaluationInput): void {
  if (subject.type === "agent" && subject.id !== actor.agent) throw another("/subject/id");
  const act = own(subject.properties ?? {}, "act");
  if (act === undefined) return;
  const isOwn = typeof act === "object" && act !== null && own(act, "sub") === actor.agent;
  if (!isOwn) throw another("/subject/properties/act/sub");
}

const another = (path: string): DomainError =>
  new DomainError("forbidden", "A key asks for its own agent only.", {
    errors: [{ path, message: "not the agent of this key" }],
  });

/** A body may call a member `constructor`; what an object inherits is not what was sent. */
const own = (holder: object, name: string): unknown =>
  Object.hasOwn(holder, name) ? Reflect.get(holder, name) : undefined;

type Placed = (path: string) => string;

function parsed<T>(schema: z.ZodType<T>, value: unknown, placed: Placed): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const found = fieldErrors(read.error.issues, { schema, value });
  const errors = found.map((error): FieldError => ({ ...error, path: placed(error.path) }));
  const [first] = errors;
  throw new DomainError("invalid", `The evaluation is not valid: ${first?.path}: ${first?.message}.`, {
    errors,
  });
}

const inPlace: Placed = (path) => path;

const ARGUMENTS_AT = "/action/properties/arguments";
const PLACES: Readonly<Record<string, string>> = {
  "/arguments": ARGUMENTS_AT,
  "/tool_version": "/action/properties/tool_version",
  "/surface": "/resource/id",
  "/tool": "/resource/id",
  "/on_behalf_of": "/subject/id",
};

/** Where what a proposal complains of stands in the evaluation. */
function placeOf(path: string): string {
  const [, member = "", rest = ""] = /^(\/[^/]*)(.*)$/.exec(path) ?? [];
  return (PLACES[member] ?? `/context${member}`) + rest;
}
