import { describe, expect, it } from "vitest";
import { signWebhook, verifyWebhook } from "./webhook-signature";

// The example of the Standard Webhooks specification.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const MESSAGE = {
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestampSeconds: 1614265330,
  body: '{"test": 2432232314}',
};

describe("webhook signatures", () => {
  it("are those of the Standard Webhooks specification", () => {
    expect(signWebhook([SECRET], MESSAGE)["webhook-signature"]).toBe(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });

  it("are accepted under any secret of a rotation, and for these exact bytes only", () => {
    const other = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
    const headers = signWebhook([other, SECRET], MESSAGE);
    const now = MESSAGE.timestampSeconds + 10;
    expect(verifyWebhook(SECRET, { headers, body: MESSAGE.body }, now)).toBe("valid");
    expect(verifyWebhook(other, { headers, body: MESSAGE.body }, now)).toBe("valid");
    expect(verifyWebhook(SECRET, { headers, body: `${MESSAGE.body} ` }, now)).toBe("invalid_signature");
    const stranger = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
    expect(verifyWebhook(stranger, { headers, body: MESSAGE.body }, now)).toBe("invalid_signature");
  });

  it("age: five minutes either way, and nothing without its headers", () => {
    const headers = signWebhook([SECRET], MESSAGE);
    for (const [offset, verdict] of [
      [300, "valid"],
      [301, "too_old"],
      [-301, "too_old"],
    ] as const) {
      const now = MESSAGE.timestampSeconds + offset;
      expect(verifyWebhook(SECRET, { headers, body: MESSAGE.body }, now)).toBe(verdict);
    }
    expect(verifyWebhook(SECRET, { headers: {}, body: "" }, 0)).toBe("malformed");
  });

  it("never sign with a secret that is missing or weak", () => {
    for (const secrets of [[], ["secret"], ["whsec_c2hvcnQ="]]) {
      expect(() => signWebhook(secrets, MESSAGE)).toThrow();
    }
  });
});
