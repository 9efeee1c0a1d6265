import { spellMoment, spellSpan, spellUtc } from "./moment.ts";
import { useNow } from "./now.ts";

/** A time, absolute and relative, in UTC on hover. */
export function Time({ at }: { readonly at: string }) {
  const now = useNow();
  const time = Date.parse(at);
  const span = spellSpan(Math.abs(now - time));
  return (
    <time dateTime={at} title={spellUtc(time)}>
      {spellMoment(time, now)} <span className="quiet">· {time > now ? `in ${span}` : `${span} ago`}</span>
    </time>
  );
}
