/**
 * What one caller may hand us, in one file, with the reason for each number. Over a limit is an answer that
 * names the limit (413 for a whole body, 422 for a part of it), never a silent cut: a shortened payload would
 * be approved as something the agent did not ask for. The numbers people see are in the wire contract.
 */

/** How much JSON a reader accepts. Depth counts the root as 1; every object, array and scalar is a node. */
export type JsonLimits = {
  readonly bytes: number;
  readonly depth: number;
  readonly nodes: number;
  readonly keyBytes: number;
  /**
   * For our own canonical texts, which the reader compares with their canonical form afterwards: that form spells the
   * double 1e20 as an integer, and there it can mean nothing else.
   */
  readonly wideIntegers?: true;
};

/** An argument name is shown whole to an approver and kept in paths; longer ones are not names. */
const KEY_BYTES = 256;

/**
 * A whole body. 1 MiB holds the largest arguments four times over and still parses in a few milliseconds, so
 * one caller cannot hold the event loop. Depth 200 leaves room for arguments of 64 levels inside any envelope,
 * and keeps every recursive library behind the scanner far from the end of its stack. 100,000 nodes is a full
 * configuration document of thousands of people; more would be memory, not meaning.
 */
export const BODY_LIMITS: JsonLimits = { bytes: 1_048_576, depth: 200, nodes: 100_000, keyBytes: KEY_BYTES };

/**
 * The arguments of one action. A person must be able to read all of it before answering: 256 KiB is already
 * more than anyone reads, 64 levels more than anyone follows, 10,000 values more than a page can show at once.
 */
export const ARGUMENT_LIMITS: JsonLimits = { bytes: 262_144, depth: 64, nodes: 10_000, keyBytes: KEY_BYTES };

export const TEXT_LIMITS = {
  /** A reason is evidence: kept for ever in the ledger, and sent whole in every answer and notification. */
  reasonBytes: 4_096,
  /** The agent's own account, beside the facts: as long as a reason, so that it cannot drown the card. */
  whyBytes: 4_096,
  /** One line on a phone, in a list, in a chat message; longer titles are cut by the channels themselves. */
  titleCharacters: 200,
  /** Stored with each answer and indexed; the widely used length for such keys. */
  idempotencyKeyCharacters: 255,
} as const;
