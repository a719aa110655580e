import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { suspiciousHost } from "./suspicious-host";

describe("an honest host", () => {
  const honest = [
    "example.com",
    "API.Example.COM",
    "xn--bcher-kva.example",
    "bücher.example",
    "münchen.de",
    "пример.рф",
    "почта.рф",
    "例え.テスト",
    "東京タワー.jp",
    "한국.kr",
    "παράδειγμα.gr",
    "127.0.0.1",
    "[2001:db8::1]",
    "a-b_c.internal",
    "",
  ];
  test.each(honest)("%j raises nothing", (host) => {
    expect(suspiciousHost(host)).toEqual([]);
  });
});

describe("a host that is not what it looks like", () => {
  const suspicious: readonly (readonly [host: string, why: string])[] = [
    ["pаypal.com", "mixed_scripts"],
    ["xn--pypal-4ve.com", "mixed_scripts"],
    ["xn--80ak6aa92e.com", "looks_like_latin"],
    ["аррӏе.com", "looks_like_latin"],
    ["gооgle.com", "mixed_scripts"],
    ["gοοgle.com", "mixed_scripts"],
    ["ebаy.example.com", "mixed_scripts"],
    ["paypaı.com", "looks_like_latin"],
    ["ɡithub.com", "looks_like_latin"],
    ["ｅｘａｍｐｌｅ.com", "compatibility_form"],
    ["exam\u200bple.com", "hidden_characters"],
    ["exam\u202eple.com", "hidden_characters"],
    ["bank.com\u2044login.evil.test", "not_a_host_character"],
    ["bank.com\u3002evil.test", "not_a_host_character"],
    ["bank.com/evil", "not_a_host_character"],
    ["user@bank.com", "not_a_host_character"],
    ["bank.comノlogin.evil.test", "mixed_scripts"],
    ["a.".repeat(200), "too_long"],
    ["xn--.com", "bad_punycode"],
    ["xn--abc-.com", "bad_punycode"],
    ["xn--99999999999.com", "bad_punycode"],
    ["xn--!!!.com", "bad_punycode"],
    ["latinქართ.com", "mixed_scripts"],
  ];
  test.each(suspicious)("%j: %s", (host, why) => {
    expect(suspiciousHost(host)).toContain(why);
  });
});

test("a host is judged alike as written and as encoded", () => {
  for (const label of ["bücher", "пример", "pаypal", "аррӏе", "例え", "παράδειγμα", "한국", "gοοgle"]) {
    const encoded = new URL(`http://${label}.test`).hostname;
    expect(encoded).toMatch(/^xn--/);
    expect(suspiciousHost(encoded)).toEqual(suspiciousHost(`${label}.test`));
  }
});

test("no text makes it throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.stringMatching(/^[a-z0-9-]{0,70}$/), (text, code) => {
      expect(() => suspiciousHost(text)).not.toThrow();
      expect(() => suspiciousHost(`xn--${code}`)).not.toThrow();
    }),
  );
});
