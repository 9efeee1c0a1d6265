import { isIPv6 } from "node:net";

/** So many requests at once, and so many a second in the long run. */
export type Rate = { readonly burst: number; readonly perSecond: number };

/** Whom requests are counted for, and what was left of whose when. Nothing of it outlives the process. */
export type RateLimit = {
  /** Takes one request of somebody. Answers 0, or how many seconds that one has to wait. `now` is in milliseconds. */
  readonly take: (who: string, now: number) => number;
};

/** Names that are remembered. Beyond them the one is forgotten that asked longest ago, which costs it nothing but gives it a full burst. */
const MOST_NAMES = 20_000;

/** Begins to count (a token bucket for each name). */
export function rateLimit({ burst, perSecond }: Rate, mostNames = MOST_NAMES): RateLimit {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>();
  return {
    take(who, now) {
      const known = buckets.get(who) ?? { left: burst, at: now };
      const left = Math.min(burst, known.left + (Math.max(0, now - known.at) / 1000) * perSecond);
      buckets.delete(who);
      buckets.set(who, { left: left < 1 ? left : left - 1, at: now });
      if (buckets.size > mostNames) for (const oldest of buckets.keys()) if (buckets.delete(oldest)) break;
      return left < 1 ? Math.ceil((1 - left) / perSecond) : 0;
    },
  };
}

/** The name of a client by its address. Whoever has one address of IPv6 has the whole network of 64 bits. */
export function addressName(address: string | undefined): string {
  const plain = (address ?? "unknown").replace(/^::ffff:(?=\d+\.)/, "");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::");
  const words = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const whole =
    tail === undefined
      ? words
      : [...words, ...Array.from({ length: 8 - words.length - rest.length }, () => "0"), ...rest];
  return `${whole
    .slice(0, 4)
    .map((word) => word.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":")}::/64`;
}
