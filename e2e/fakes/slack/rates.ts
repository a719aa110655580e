/** Slack's limits as token buckets: so many a minute, and a burst that fills up again at that rate. */

export type Rate = { readonly perMinute: number; readonly burst: number };

const TIERS = {
  1: { perMinute: 1, burst: 10 },
  2: { perMinute: 20, burst: 20 },
  3: { perMinute: 50, burst: 50 },
  4: { perMinute: 100, burst: 100 },
} as const;

export type Tier = keyof typeof TIERS | "posting" | "none";

/** One message a second in a channel, and some hundreds a minute in the whole workspace. */
const PER_CHANNEL: Rate = { perMinute: 60, burst: 3 };
const PER_WORKSPACE: Rate = { perMinute: 300, burst: 60 };

export type Rates = {
  isOn: boolean;
  /** Replaces the rate of a method; `channel` is the one of a single channel. */
  readonly set: (method: string, rate: Rate) => void;
  /** Seconds to wait, or null when the call may go ahead, which counts it. */
  readonly take: (call: RatedCall) => number | null;
};

type RatedCall = {
  readonly method: string;
  readonly tier: Tier;
  readonly teamId: string;
  readonly channel: string;
};

export function createRates(now: () => number, isOn: boolean): Rates {
  const changed = new Map<string, Rate>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  const levelOf = (key: string, { perMinute, burst }: Rate) => {
    const bucket = buckets.get(key) ?? { tokens: burst, at: now() };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now() - bucket.at) / 60_000) * perMinute);
    bucket.at = now();
    buckets.set(key, bucket);
    return bucket;
  };

  const rulesOf = ({ method, tier, teamId, channel }: RatedCall): readonly (readonly [string, Rate])[] => {
    const whole = `${teamId} ${method}`;
    if (tier === "none") return [];
    if (tier !== "posting") return [[whole, changed.get(method) ?? TIERS[tier]]];
    return [
      [`${whole} ${channel}`, changed.get("channel") ?? PER_CHANNEL],
      [whole, changed.get(method) ?? PER_WORKSPACE],
    ];
  };

  const rates: Rates = {
    isOn,
    set: (method, rate) => {
      changed.set(method, rate);
      buckets.clear();
    },
    take: (call) => {
      if (!rates.isOn) return null;
      const rules = rulesOf(call).map(([key, rate]) => ({ bucket: levelOf(key, rate), rate }));
      const waits = rules
        .filter(({ bucket }) => bucket.tokens < 1)
        .map(({ bucket, rate }) => ((1 - bucket.tokens) / rate.perMinute) * 60);
      if (waits.length > 0) return Math.max(1, Math.ceil(Math.max(...waits)));
      for (const { bucket } of rules) bucket.tokens -= 1;
      return null;
    },
  };
  return rates;
}
