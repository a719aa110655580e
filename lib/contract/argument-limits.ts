import { ARGUMENT_LIMITS } from "@/lib/core/limits-input";
import { measureJson } from "@/lib/core/strict-json";
import { DomainError } from "./errors";

/** The contract counts depth and nodes within the arguments; the scanner has bounded the whole body already. */
export function checkArguments(given: unknown, path: string): void {
  const { depth, nodes, bytes, longestKey } = measureJson(given);
  const limits = [
    { limit: "arguments_bytes", measured: bytes, maximum: ARGUMENT_LIMITS.bytes, unit: "bytes" },
    { limit: "arguments_depth", measured: depth, maximum: ARGUMENT_LIMITS.depth, unit: "levels" },
    { limit: "arguments_nodes", measured: nodes, maximum: ARGUMENT_LIMITS.nodes, unit: "values" },
    {
      limit: "arguments_key_bytes",
      measured: longestKey,
      maximum: ARGUMENT_LIMITS.keyBytes,
      unit: "bytes in a key",
    },
  ];
  const over = limits.find(({ measured, maximum }) => measured > maximum);
  if (!over) return;
  const message = `more than the limit of ${over.maximum} ${over.unit}`;
  throw new DomainError("invalid", `The arguments have ${message}.`, {
    errors: [{ path, message }],
    facts: { limit: over.limit, maximum: over.maximum },
  });
}
