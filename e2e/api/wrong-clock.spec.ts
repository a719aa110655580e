import { expect, test } from "@playwright/test";
import { at, bearer, expectProblem, instantAt } from "../support/http";
import {
  claim,
  decided,
  escalate,
  foundOrganisation,
  openOrganisation,
  proposal,
  readAction,
  respond,
} from "../support/organisation";
import { newDataDir, PRODUCT_TOKEN, type Product, removeDataDir, startProduct } from "../support/product";

/** A process whose own clock is an hour wrong decides by the database's clock. */

let dataDir: string;
let product: Product;

test.beforeEach(() => {
  dataDir = newDataDir();
});
test.afterEach(async ({ browserName: _ }, { status, expectedStatus }) => {
  await product.stop();
  if (status !== expectedStatus) console.log(product.said());
  removeDataDir(dataDir);
});

/** Loaded before the product: every Date of the process is this far off. */
const shiftedBy = (milliseconds: number): readonly string[] => {
  const source = `
    const Real = globalThis.Date;
    const now = () => Real.now() + ${milliseconds};
    function Shifted(...given) {
      if (new.target === undefined) return String(new Real(now()));
      const parts = given.length === 0 ? [now()] : given;
      return Reflect.construct(Real, parts, new.target === Shifted ? Real : new.target);
    }
    // Own members, not inherited ones: frameworks copy what they find on Date.
    Object.defineProperties(Shifted, Object.getOwnPropertyDescriptors(Real));
    Object.defineProperty(Shifted, "now", { value: now, writable: true, configurable: true });
    globalThis.Date = Shifted;`;
  return ["--import", `data:text/javascript,${encodeURIComponent(source)}`];
};

const HOUR = 3_600_000;

for (const [name, shift] of [
  ["ahead", HOUR],
  ["behind", -HOUR],
] as const) {
  test(`an hour ${name}, it opens, decides and lapses by the database's clock`, async () => {
    product = await startProduct({ dataDir });
    const founded = await foundOrganisation({ url: product.url, token: PRODUCT_TOKEN });
    const earlier = await escalate(await founded.agent());
    await product.stop();

    product = await startProduct({ dataDir, nodeArguments: shiftedBy(shift), until: "live" });
    const operator = bearer(
      product.url,
      founded.operator.headers.Authorization?.replace("Bearer ", "") ?? "",
    );
    const organisation = openOrganisation(founded.id, operator, founded.document);
    const agent = await organisation.agent();
    const [ana, di] = [await organisation.person("ana"), await organisation.person("di")];

    expect((await readAction(agent, earlier)).body).toMatchObject({ request: { status: "pending" } });
    expect((await respond(ana, earlier, "approve")).status).toBe(200);

    const late = await escalate(agent, proposal({ deadline_seconds: 3 }));
    const opened = (await readAction(agent, late)).body;
    expect(Math.abs(instantAt(opened, "request.opened_at") - Date.now())).toBeLessThan(60_000);
    expect(instantAt(opened, "request.deadline_at") - instantAt(opened, "request.opened_at")).toBe(3_000);
    const inTime = await decided(agent, ana, "approve", proposal({ deadline_seconds: 30 }));
    expect((await claim(agent, inTime)).status).toBe(200);

    const ended = await agent.get(`/api/v1/actions/${late.action}?wait=25`);
    expect(ended.body).toMatchObject({ request: { status: "denied", decision: { cause: "deadline" } } });
    const decidedAt = instantAt(ended.body, "request.decision.decided_at");
    expect(decidedAt).toBeGreaterThan(instantAt(ended.body, "request.deadline_at"));
    expect(Math.abs(decidedAt - Date.now())).toBeLessThan(60_000);
    expectProblem(await respond(di, late, "approve"), 410, "deadline_passed");

    const ready = await operator.get("/api/health/ready");
    expect(JSON.stringify(at(ready.body, "checks")), "the operator is told").toMatch(/skew[^,}]*3[56]\d\d/);
  });
}
