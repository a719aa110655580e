import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redact, redactText } from "./redact";

// Put together at run time, so that no scanner takes the examples for leaks.
const letters = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6";
const secrets: readonly (readonly [kind: string, secret: string])[] = [
  ["countersign_key", `csa_${letters}`],
  ["countersign_key", `cso_${letters}`],
  ["webhook_secret", `whsec_${letters}=`],
  ["jwt", `eyJhbGciOiJFZ.eyJzdWIiOiJh.${letters}`],
  ["aws_key", `AKIA${letters.slice(0, 16).toUpperCase()}`],
  ["github_token", `ghp_${letters}`],
  ["github_token", `github_pat_${letters}`],
  ["gitlab_token", `glpat-${letters}`],
  ["slack_token", `xoxb-1234-${letters}`],
  ["slack_token", `xapp-1-${letters}`],
  ["stripe_key", `sk_live_${letters}`],
  ["google_key", `AIza${letters}`],
  ["model_key", `sk-proj-${letters}`],
  ["registry_token", `npm_${letters}`],
  ["mail_key", `SG.${letters}.${letters}`],
  ["private_key", `-----BEGIN RSA PRIVATE KEY-----\n${letters}\n-----END RSA PRIVATE KEY-----`],
  ["private_key", `-----BEGIN OPENSSH PRIVATE KEY-----\n${letters} and no end`],
];

test.each(secrets)("a %s is masked wherever it stands, and the rest stays readable", (kind, secret) => {
  expect(redactText(`run with ${secret}`)).toBe(`run with [redacted: ${kind}]`);
  expect(redact({ cmd: ["x", secret] })).toEqual({
    value: { cmd: ["x", `[redacted: ${kind}]`] },
    masked: ["/cmd/1"],
  });
});

describe("secrets inside a text", () => {
  const cases: readonly (readonly [text: string, shown: string])[] = [
    ["Authorization: Bearer abc123def456", "Authorization: Bearer [redacted: authorization]"],
    ["basic dXNlcjpwYXNz==", "basic [redacted: authorization]"],
    ["postgres://app:hunter2@db/x", "postgres://app:[redacted: url_password]@db/x"],
    [
      "https://x.test/?sig=1&access_token=abcdef&y=2",
      "https://x.test/?sig=1&access_token=[redacted: assigned]&y=2",
    ],
    ["PGPASSWORD=hunter2 psql", "PGPASSWORD=[redacted: assigned] psql"],
    ['{"client_secret": "abcd", "x": 1}', '{"client_secret": "[redacted: assigned]", "x": 1}'],
    ["tool --api-key abcdefgh --dry-run", "tool --api-key [redacted: assigned] --dry-run"],
    ["tool --db-password=abcd", "tool --db-password=[redacted: assigned]"],
    [
      "https://hooks.slack.com/services/T0/B0/abcdef",
      "https://hooks.slack.com/services/[redacted: slack_webhook]",
    ],
  ];
  test.each(cases)("%s", (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });
});

describe("what only speaks about secrets is left for the approver to read", () => {
  const plain = [
    "Reset the password: the customer asked for it",
    "a basic understanding of bearer instruments",
    "max_tokens=500",
    "https://example.test:8080/a@b",
    "the token is in the vault",
    "sk-learn and eyJ",
  ];
  test.each(plain)("%s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("by name", () => {
    const value = {
      max_tokens: 500,
      token_count: 3,
      token_type: "bearer-style",
      tokenName: "deployment",
      token: "USDC",
      tokens: 12,
      secret_name: "db/prod",
      secretArn: "arn:aws:secretsmanager:x",
      password_policy: "strict-policy",
      password_reset_required: true,
      token_address: "0x52908400098527886E0F7030069857D2E4169EE7",
      keyboard: "qwertyuiop",
      passenger: "Ana Ruiz Soler",
      shopping_list: ["pineapples"],
    };
    expect(redact(value)).toEqual({ value, masked: [] });
  });
});

test("a telling name masks texts and, where numbers are secrets, numbers", () => {
  const value = {
    password: "x",
    db: {
      userPassword2: "hunter2",
      "X-Api-Key": "abcdefgh",
      APIKey: "abcdefgh",
      pin: 1234,
      session_id: "abcdefgh",
    },
    Authorization: "abcdefgh",
    clientSecret: "abcdefgh",
    aws_secret_access_key: "abcdefgh",
    credentials: { user: "administrator", parts: ["abcdefgh", 7, true, null] },
  };
  const { masked } = redact(value);
  expect([...masked].sort()).toEqual([
    "/Authorization",
    "/aws_secret_access_key",
    "/clientSecret",
    "/credentials/parts/0",
    "/credentials/user",
    "/db/APIKey",
    "/db/X-Api-Key",
    "/db/pin",
    "/db/session_id",
    "/db/userPassword2",
    "/password",
  ]);
});

test("a name beside a value counts as its name", () => {
  const env = [
    { name: "DB_PASSWORD", value: "hunter2" },
    { name: "REGION", value: "eu-west-1" },
    { header: "Cookie", value: "sid=abcdefgh" },
  ];
  expect(redact({ env }).masked).toEqual(["/env/0/value", "/env/2/value"]);
});

test("a secret used as a name is masked in the value and in the pointer, without losing its member", () => {
  const value = { [`ghp_${letters}`]: "ana-the-owner", [`gho_${letters}`]: { password: "x" } };
  expect(redact(value)).toEqual({
    value: {
      "[redacted: github_token]": "ana-the-owner",
      "[redacted: github_token] 1": { password: "[redacted: secret]" },
    },
    masked: ["/[redacted: github_token] 1/password"],
  });
});

test("pointers are escaped", () => {
  expect(redact({ "a/b~c": { secret: "x" } }).masked).toEqual(["/a~1b~0c/secret"]);
});

test("the value itself is not touched, its order is kept, and no prototype is changed", () => {
  const value = JSON.parse('{"z":1,"__proto__":{"password":"x"},"constructor":{"a":1}}');
  const before = JSON.stringify(value);
  const result = redact(value);
  expect(JSON.stringify(value)).toBe(before);
  expect(JSON.stringify(result.value)).toBe(
    '{"z":1,"__proto__":{"password":"[redacted: secret]"},"constructor":{"a":1}}',
  );
  expect(Reflect.get({}, "password")).toBeUndefined();
});

test("what is too large to look through is masked, not shown", () => {
  const flood = Array.from({ length: 200_000 }, () => 1);
  expect(redact({ flood, note: "x" })).toEqual({
    value: { flood: "[redacted: too_large]", note: "x" },
    masked: ["/flood"],
  });
  const long = "a".repeat(3_000_000);
  expect(redact([long])).toEqual({ value: ["[redacted: too_large]"], masked: ["/0"] });
});

test("what is not plain data is masked: an error or a buffer may hold anything", () => {
  const value = { at: new Map([["password", "x"]]), bytes: Buffer.from("x"), f: () => 1, gone: undefined };
  expect(redact(value).masked).toEqual(["/at", "/bytes", "/f"]);
});

test("a hole in an array is looked at like any other item", () => {
  expect(redact(new Array(2)).value).toEqual([undefined, undefined]);
});

test("a depth of 50,000 and a cycle end", () => {
  let deep: unknown = { password: "x" };
  for (let level = 0; level < 50_000; level += 1) deep = [deep];
  expect(redact(deep).masked).toHaveLength(1);
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  expect(redact(circular).masked).toHaveLength(1);
});

test("ordinary data comes back equal", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const result = redact(value);
      if (result.masked.length === 0) expect(JSON.stringify(result.value)).toBe(JSON.stringify(value));
    }),
  );
});

test("what one mask uncovers is masked too", () => {
  const text = "whsec_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6=token: password=password=";
  expect(redactText(redactText(text))).toBe(redactText(text));
});

test("masking twice is masking once", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          "password=",
          "token: ",
          "Bearer ",
          "://a:",
          "@",
          " ",
          ...secrets.map(([, secret]) => secret),
        ),
      ),
      (parts) => {
        const once = redactText(parts.join(""));
        expect(redactText(once)).toBe(once);
      },
    ),
  );
});
