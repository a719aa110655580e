// The whole of an agent's side without any library: propose, wait, claim, run, report.
//   COUNTERSIGN_AGENT_KEY=csa_… node examples/wire.mjs
const url = process.env.COUNTERSIGN_URL ?? "http://localhost:3000";
const authorization = `Bearer ${process.env.COUNTERSIGN_AGENT_KEY}`;

async function call(method, path, body, headers = {}) {
  const response = await fetch(`${url}/api/v1/actions${path}`, {
    method,
    headers: { authorization, "content-type": "application/json", ...headers },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  throw new Error(`${response.status} ${answer.reason_code}: ${answer.detail}`);
}

const args = { order: "8812", amount_cents: 25000, currency: "USD" };
const proposal = {
  tool: "refund.create",
  arguments: args,
  run: { id: `run_${crypto.randomUUID()}`, task: "Resolve ticket 5521" },
  facts: { account_verified: true },
  explanation: { title: "Refund $250.00", why: "The customer was charged twice." },
};
const proposed = await call("POST", "", proposal, { "idempotency-key": crypto.randomUUID() });
const { id } = proposed.action;

if (proposed.ruling.verdict === "escalate") {
  console.log(`waiting for a person: ${proposed.request.binding_message} ${proposed.request.url}`);
  let { request } = proposed;
  while (request.status === "pending") ({ request } = await call("GET", `/${id}?wait=25`));
  console.log(`${request.status} (${request.decision.cause})`);
  if (request.status !== "approved") process.exit(3);
  // With the very arguments that run next: had they changed since, this would be refused.
  await call("POST", `/${id}/claim`, { arguments: args, claim_key: id });
} else if (proposed.ruling.verdict !== "allow") {
  console.log(`${proposed.ruling.verdict}: ${proposed.ruling.reason}`);
  process.exit(3);
}

console.log("here the refund would be made with", args);
await call("POST", `/${id}/outcome`, { status: "succeeded" });
