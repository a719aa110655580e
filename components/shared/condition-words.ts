import { conditionVariables, DYN } from "@/lib/core/condition-types";
import { listed } from "./words";

type Schema = Readonly<Record<string, unknown>> | null | undefined;

/** What a condition may speak of, the arguments by the surface's schema where it has one. */
export function namesFor(schema: Schema): readonly string[] {
  const properties = schema?.properties;
  const known = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  return [...conditionVariables(DYN).keys()].flatMap((name) =>
    name === "args" && known.length > 0 ? known.map((argument) => `args.${argument}`) : [name],
  );
}

export const conditionHint = (schema: Schema): string => `It may speak of ${listed(namesFor(schema))}.`;
