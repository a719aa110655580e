import { quoted } from "@/lib/core/display";
import { randomId } from "@/lib/sdk/environment";
import { CountersignError, GovernanceDenied } from "@/lib/sdk/errors";
import { describeRequest, explainDenial, explainError, isUnreachable } from "@/lib/sdk/explain";
import { govern } from "@/lib/sdk/govern";
import { ACCESS_HELP, ACCESS_OPTIONS, type Access, findAccess } from "./agent-access";
import { type Command, parseCount, parseOptions, UsageError } from "./command";
import type { Ending } from "./exit-codes";
import { paint, type Shell } from "./shell";

const AGENT = "support-bot";

const OPTIONS = {
  ...ACCESS_OPTIONS,
  amount: { type: "string" },
  order: { type: "string" },
  deadline: { type: "string" },
  json: { type: "boolean" },
} as const;

type Refund = { readonly order: string; readonly amount_cents: number; readonly currency: "USD" };
type Report = { readonly word: string; readonly sentence: string; readonly ending: Ending };

/** One question for whoever looks at the console. Its effect is a line of text: it moves no money. */
export const ask: Command = {
  name: "ask",
  summary: "an agent asks to refund $250 and waits for the answer (it moves no money)",
  options: [
    ...ACCESS_HELP,
    "--amount <dollars>    how much to refund (default 250)",
    "--order <number>      for which order (default 8812)",
    "--deadline <seconds>  ask for a shorter deadline than the route's",
    "--json                one JSON object per line instead of text",
  ],
  run: async (argv, shell) => {
    const options = parseOptions(argv, OPTIONS);
    const refund = {
      order: options.order ?? "8812",
      amount_cents: parseCents(options.amount ?? "250"),
      currency: "USD",
    } as const;
    const deadlineSeconds = parseCount(options.deadline, "--deadline");
    const access = await findAccess({ url: options.url, key: options.key, agent: AGENT }, shell);
    const say = options.json
      ? (event: object, _line: string) => shell.out(JSON.stringify(event))
      : (_event: object, line: string) => shell.out(line);
    const { word, sentence, ending } = await askFor(refund, deadlineSeconds, access, shell, say);
    const colour = ending === "done" ? "green" : "red";
    say({ event: "answered", word, sentence, ending }, `${paint(shell, colour, word)}  ${sentence}`);
    return ending;
  },
};

async function askFor(
  refund: Refund,
  deadlineSeconds: number | undefined,
  access: Access,
  shell: Shell,
  say: (event: object, line: string) => void,
): Promise<Report> {
  const { client, url, agent } = access;
  const dollars = `$${(refund.amount_cents / 100).toFixed(2)}`;
  let askedId: string | null = null;
  const create = govern("refund.create", async (args: Refund) => args, {
    client,
    context: {
      run: {
        id: `run_${randomId()}`,
        task: "Resolve ticket 5521",
        step: 2,
        path: [{ tool: "crm.lookup", summary: "account verified" }],
      },
      facts: { account_verified: true },
      onBehalfOf: "user:maria",
      explanation: { title: `Refund ${dollars}`, why: "The customer was charged twice." },
      deadlineSeconds,
    },
    signal: shell.signal,
    onEscalated: (request, { action: { id } }) => {
      askedId = id;
      const line = `${paint(shell, "yellow", "waiting")}  ${describeRequest(request)}`;
      const { bindingMessage: binding_message, deadlineAt: deadline_at } = request;
      say(
        {
          event: "escalated",
          action_id: id,
          request_id: request.id,
          binding_message,
          deadline_at,
          url: request.url,
        },
        line,
      );
    },
    outcomeOf: () => ({ status: "succeeded", costCents: 0 }),
  });
  const line = `${agent} asks the gate at ${url} to refund ${dollars} for order ${quoted(refund.order)}`;
  say({ event: "started", agent, url, arguments: refund }, line);
  try {
    await create(refund);
    const sentence = `${dollars} may be refunded, and the permission is claimed. This agent only pretends: no money moves.`;
    return { word: "permitted", sentence, ending: "done" };
  } catch (error) {
    if (shell.signal.aborted && askedId !== null) await client.withdraw(askedId, "the agent was stopped");
    return reportOf(error, url);
  }
}

function reportOf(error: unknown, url: string): Report {
  if (error instanceof GovernanceDenied) return { ...explainDenial(error), ending: "denied" };
  if (!(error instanceof CountersignError)) throw error;
  return { ...explainError(error, url), ending: isUnreachable(error) ? "unreachable" : "failed" };
}

function parseCents(dollars: string): number {
  const cents = Math.round(Number(dollars) * 100);
  if (/^\d{1,7}(\.\d{1,2})?$/.test(dollars) && cents > 0) return cents;
  throw new UsageError("--amount takes dollars, such as 250 or 19.99");
}
