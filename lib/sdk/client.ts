/**
 * What agents import as `countersign/client`: ask before acting, and act only on a yes. No dependency but the
 * platform's fetch; the same in Node and in a browser.
 */
export type {
  ActionContext,
  Explanation,
  Outcome,
  PathStep,
  ProposedAction,
  Run,
} from "./actions";
export type {
  ApprovalRequest,
  Cause,
  Claim,
  Constraints,
  Decision,
  Grant,
  GrantStatus,
  Question,
  RequestStatus,
  Ruling,
  Standing,
  Verdict,
} from "./answers";
export { type ClaimInput, Countersign, type CountersignOptions } from "./countersign";
export { type Clock, digestOf } from "./environment";
export { CountersignError, type FieldProblem, GovernanceDenied } from "./errors";
export { type GovernOptions, govern } from "./govern";
export { type CallFacts, type GovernCallOptions, governCall } from "./govern-call";
export type { JsonObject, JsonValue } from "./json";
export { type Permission, type Permit, type PermitOptions, requestPermit } from "./permit";
