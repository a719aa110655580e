import { decode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setPassword } from "@/lib/ops/identity/set-password";
import { type House, openTestHouse, SMALL_COMPANY } from "@/lib/ops/testing-fixtures";
import { newUuid } from "@/lib/runtime/ids";
import { sessionSecret } from "@/lib/runtime/session-secret";
import { authenticateCookie } from "./authenticate-cookie";
import { openBrowser } from "./test-browser";
import { openTestIssuer, type TestIssuer } from "./test-issuer";

const PASSWORD = "correct horse battery staple";
const unique = newUuid().slice(0, 8);
const email = (name: string) => `${name}-${unique}@example.test`;

let house: House;
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await openTestIssuer();
  process.env.NEXTAUTH_SECRET = "a-secret-for-tests-that-is-long-enough";
  process.env.AUTH_OIDC_ISSUER = issuer.url;
  process.env.AUTH_OIDC_ID = "countersign";
  process.env.AUTH_OIDC_SECRET = "client-secret";
  house = await openTestHouse({
    ...SMALL_COMPANY,
    people: [
      { id: "ana", name: "Ana Ruiz", email: email("ana"), role: "admin" },
      { id: "bo", name: "Bo Lind", email: email("bo") },
      { id: "cy", name: "Cy Owner", email: email("cy") },
    ],
  });
  await setPassword(house.person("ana", { role: "admin" }), { person: "ana", password: PASSWORD });
});
afterAll(() => issuer.close());

const who = async (sealed: string | null) =>
  sealed === null ? null : (await authenticateCookie(sealed))?.person;

describe("e-mail and password", () => {
  const signIn = async (fields: Record<string, string>) => {
    const browser = openBrowser();
    return { browser, answer: await browser.post("/api/auth/callback/local", fields) };
  };

  it("open a session whose cookie names the person and the session, and nothing else", async () => {
    const { browser } = await signIn({ email: email("ana"), password: PASSWORD });
    const sealed = browser.session();
    expect(await who(sealed)).toBe("ana");
    const token = await decode({ token: sealed ?? "", secret: sessionSecret() });
    expect(Object.keys(token ?? {}).sort()).toEqual(["exp", "iat", "jti", "sid", "sub"]);
  });

  it.each([
    ["a wrong password", { email: () => email("ana"), password: "wrong" }],
    ["somebody without a password", { email: () => email("bo"), password: PASSWORD }],
    ["nobody", { email: () => "nobody@example.test", password: PASSWORD }],
    ["no password", { email: () => email("ana"), password: "" }],
    ["a password of a megabyte", { email: () => email("ana"), password: "x".repeat(1_000_000) }],
  ])("%s opens nothing", async (_name, given) => {
    const { browser, answer } = await signIn({ email: given.email(), password: given.password });
    expect(answer.status).toBe(401);
    expect(browser.session()).toBeNull();
  });

  it("without the CSRF token nobody signs in", async () => {
    const browser = openBrowser();
    await browser.go("POST", "/api/auth/callback/local", {
      email: email("ana"),
      password: PASSWORD,
      json: "true",
    });
    expect(browser.session()).toBeNull();
  });

  it("signing out ends the session everywhere, also for a copy of the cookie", async () => {
    const { browser } = await signIn({ email: email("ana"), password: PASSWORD });
    const copy = browser.session();
    await browser.post("/api/auth/signout");
    expect(browser.session()).toBeNull();
    expect(await who(copy)).toBeUndefined();
  });

  it("a session that has ended is nobody's for next-auth too, and its cookie goes", async () => {
    const { browser } = await signIn({ email: email("ana"), password: PASSWORD });
    expect((await browser.go("GET", "/api/auth/session")).body).toMatchObject({ user: { name: "ana" } });
    await setPassword(house.person("ana", { role: "admin" }), { person: "ana", password: PASSWORD });
    expect((await browser.go("GET", "/api/auth/session")).body).toEqual({});
    expect(browser.session()).toBeNull();
  });
});

describe("single sign-on", () => {
  async function signOn(claims: Record<string, unknown>, tamper: (back: URL) => void = () => {}) {
    issuer.claims = claims;
    const browser = openBrowser();
    const { body } = await browser.post("/api/auth/signin/oidc", { callbackUrl: "/queue" });
    const back = issuer.authorize((body as { url: string }).url);
    tamper(back);
    await browser.go("GET", back.pathname + back.search);
    return browser.session();
  }

  it("asks with PKCE, state and nonce", async () => {
    await signOn({ sub: "nobody" });
    const asked = [...issuer.requests.values()].at(-1);
    expect(asked?.get("code_challenge_method")).toBe("S256");
    for (const name of ["state", "nonce", "code_challenge"]) expect(asked?.get(name)).toBeTruthy();
  });

  it("links a subject once by its verified e-mail, and knows it by its subject from then on", async () => {
    const sub = newUuid();
    expect(await who(await signOn({ sub, email: email("bo"), email_verified: true }))).toBe("bo");
    expect(await who(await signOn({ sub, email: "moved@example.test", email_verified: false }))).toBe("bo");
    expect(await who(await signOn({ sub }))).toBe("bo");
  });

  it.each<[string, () => Record<string, unknown>]>([
    ["an e-mail that is not verified", () => ({ sub: newUuid(), email: email("cy"), email_verified: false })],
    ["an e-mail verified by a word", () => ({ sub: newUuid(), email: email("cy"), email_verified: "true" })],
    ["an e-mail nobody says is verified", () => ({ sub: newUuid(), email: email("cy") })],
    ["nobody's e-mail", () => ({ sub: newUuid(), email: "nobody@example.test", email_verified: true })],
    ["no e-mail", () => ({ sub: newUuid() })],
    [
      "a nonce of another sign-in",
      () => ({ sub: newUuid(), email: email("cy"), email_verified: true, nonce: "x" }),
    ],
    ["another audience", () => ({ sub: newUuid(), email: email("cy"), email_verified: true, aud: "other" })],
  ])("%s opens nothing", async (_name, claims) => {
    expect(await signOn(claims())).toBeNull();
  });

  it("a state that is not this browser's opens nothing", async () => {
    const claims = { sub: newUuid(), email: email("cy"), email_verified: true };
    const wrong = (back: URL) => back.searchParams.set("state", "another");
    expect(await signOn(claims, wrong)).toBeNull();
    expect(await who(await signOn(claims))).toBe("cy");
  });
});

it("outside the demo there is no one-click sign-in", async () => {
  const browser = openBrowser();
  process.env.COUNTERSIGN_DEMO = "0";
  await browser.post("/api/auth/callback/demo", { person: "ana" });
  expect(browser.session()).toBeNull();
});
