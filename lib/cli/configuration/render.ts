import type { ConfigDrift } from "@/lib/contract/config-history";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { quoted } from "@/lib/core/display";
import { type Colour, paint, type Shell } from "../shell";
import type { FileFinding } from "./document";

/** A plan as a person reads it: what changes, what that does to open requests, and what is wrong. */

const KINDS = [
  ["created", "+", "green"],
  ["changed", "~", "yellow"],
  ["removed", "-", "red"],
] as const satisfies readonly (readonly [keyof ConfigPlan, string, Colour])[];

const VALUE_CHARACTERS = 100;

export function renderPlan(plan: ConfigPlan, shell: Shell): readonly string[] {
  const items = KINDS.flatMap(([kind, sign, colour]) =>
    plan[kind].length === 0
      ? []
      : [
          paint(shell, "bold", `${kind}:`),
          ...plan[kind].flatMap((item) => [
            `  ${paint(shell, colour, `${sign} ${quoted(item)}`)}`,
            ...(kind === "changed" ? fieldsOf(item, plan).map((line) => `      ${line}`) : []),
          ]),
          "",
        ],
  );
  return [...items, ...renderRequests(plan, shell)];
}

/** `deadline  "15m" → "10m"`, one line a field. */
function fieldsOf(item: string, { changes }: ConfigPlan): readonly string[] {
  const isOrganisation = item.startsWith("organisation/");
  const place = isOrganisation ? "/organisation" : `/${item}`;
  const reordered = `/${item.split("/")[0]}/`;
  const own = changes.filter(({ path }) => path === place || path.startsWith(`${place}/`));
  if (own.length === 0 && changes.some(({ path }) => path.startsWith(reordered)))
    return ["(and its place in the list)"];
  return own.map(({ path, change, before, after }) => {
    const field = quoted(path.slice(place.length + 1).replaceAll("/", "."));
    switch (change) {
      case "created":
        return `${field}  ${shownValue(after)}`;
      case "removed":
        return `${field}  ${shownValue(before)} → (none)`;
      case "changed":
        return `${field}  ${shownValue(before)} → ${shownValue(after)}`;
      default:
        return change satisfies never;
    }
  });
}

const shownValue = (value: unknown): string =>
  value == null ? "(none)" : quoted(JSON.stringify(value), VALUE_CHARACTERS);

function renderRequests(
  { open_requests: { affected, pending } }: ConfigPlan,
  shell: Shell,
): readonly string[] {
  if (affected.length === 0) return [];
  return [
    paint(shell, "bold", `open requests (${pending} pending):`),
    ...affected.map(({ id, kind, effect }) => {
      const isHarm = kind === "unanswerable" || kind === "approval_dropped";
      return `  ${quoted(id)}  ${isHarm ? paint(shell, "red", quoted(effect)) : quoted(effect)}`;
    }),
    "",
  ];
}

/** `countersign.yaml:14:5: error: …`, as editors and CI understand it. */
export const renderFinding = (name: string, finding: FileFinding, shell: Shell): string => {
  const { line, column, severity, code, path, message } = finding;
  const place = line === undefined ? quoted(name) : `${quoted(name)}:${line}:${column}`;
  const word = paint(shell, severity === "error" ? "red" : "yellow", severity);
  const field = path === "" ? "" : `${quoted(path)}: `;
  return `${place}: ${word}: ${field}${quoted(message)} [${quoted(code)}]`;
};

export function renderDrift(drift: ConfigDrift, shell: Shell): readonly string[] {
  if (!drift.drifted || drift.source === null) return [];
  const { source, since_version, changed, authors } = drift;
  const file = `${quoted(source.name)} was applied as version ${since_version}`;
  return [
    `${paint(shell, "yellow", "drift:")} since ${file}, ${authors.map((author) => quoted(author)).join(", ")} changed ${changed.map((item) => quoted(item)).join(", ")}; applying a file replaces that`,
    "",
  ];
}

export function countsOf({ created, changed, removed }: ConfigPlan): string {
  return `${created.length} to create, ${changed.length} to change, ${removed.length} to remove`;
}
