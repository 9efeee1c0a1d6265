import type { Fact } from "../../../facts/fact.ts";
import type { Found, Source } from "./source.ts";

/** The names around a place, and whether only tests run it. */
export type Around = { readonly within: readonly string[]; readonly test: boolean };

/** A fact with its lines and the names around it. */
export function placed({ tokens, language }: Source, found: Found, { within, test }: Around): Fact {
  const { span, ...fact } = found;
  const [first, last] = [tokens[span[0]], tokens[Math.max(span[0], span[1] - 1)]];
  const from = first?.line ?? 1;
  return { ...fact, from, to: last?.end ?? from, within, test, language, by: "tokens" };
}
