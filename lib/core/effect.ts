/**
 * What an action would do, in one plain sentence of ours. Only names and numbers that the gate understands are quoted;
 * everything the agent wrote itself stays in its own box.
 */
import { visible } from "./display";

type Effect = {
  readonly agent: string;
  readonly surface: string | null;
  readonly tool: string | null;
  readonly arguments: Readonly<Record<string, unknown>>;
};

const LONGEST_NAME = 80;

/** "Support bot wants to run refund.create for $250.00 on payments.refund". */
export function effectSentence({ agent, surface, tool, arguments: args }: Effect): string {
  const what = tool ? `run ${short(tool)}` : `act on ${short(surface ?? "something unregistered")}`;
  const amount = amountIn(args);
  const where = tool && surface ? ` on ${short(surface)}` : "";
  const many = countIn(args);
  return `${agent} wants to ${what}${amount ? ` for ${amount}` : ""}${many ? ` over ${many}` : ""}${where}`;
}

/** Cut between characters, never inside one: half a character cannot be stored. */
const short = (name: string): string => {
  const shown = [...visible(name)];
  return shown.length > LONGEST_NAME ? `${shown.slice(0, LONGEST_NAME).join("")}…` : shown.join("");
};

const MONEY = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `amount_cents` with a currency of three letters, as money. */
function amountIn(args: Readonly<Record<string, unknown>>): string | null {
  const cents = own(args, "amount_cents");
  if (typeof cents !== "number" || !Number.isFinite(cents)) return null;
  const currency = own(args, "currency");
  const code = typeof currency === "string" && /^[A-Z]{3}$/.test(currency) ? currency : null;
  const amount = MONEY.format(cents / 100);
  if (code === "USD") return `$${amount}`;
  return code ? `${amount} ${code}` : amount;
}

const LISTS = [
  ["paths", "path"],
  ["files", "file"],
  ["records", "record"],
  ["recipients", "recipient"],
  ["ids", "id"],
  ["branches", "branch"],
] as const;

function countIn(args: Readonly<Record<string, unknown>>): string | null {
  for (const [many, one] of LISTS) {
    const list = own(args, many);
    if (Array.isArray(list)) return `${list.length} ${list.length === 1 ? one : many}`;
  }
  return null;
}

const own = (args: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(args, name) ? args[name] : undefined;
