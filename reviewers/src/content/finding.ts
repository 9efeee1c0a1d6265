import type { Finding, Location, Risk } from "@countersign/core";
import { keptPlaces } from "./places.ts";

/** UTF-16 units of a value, and of each piece of evidence. */
const LONGEST = 400;

/** What is said in a finding beside its class, code, roles and detector; `risk` where it is another than the kind's own. */
export type Told = {
  readonly title: string;
  readonly at?: readonly Location[];
  readonly risk?: Risk;
  readonly before?: string;
  readonly after?: string;
  readonly evidence?: { readonly [name: string]: string | number };
  readonly ask?: string;
};

/** A finding. Text of others is cut, and made well-formed; of places that it does not name, the number stands in its evidence. */
export function findingOf(
  kind: Pick<Finding, "class" | "code" | "risk" | "roles" | "detector">,
  { title, at = [], risk = kind.risk, before, after, evidence = {}, ask }: Told,
): Finding {
  const kept = keptPlaces(at);
  const all = { ...evidence, ...(at.length > kept.length ? { places: at.length } : {}) };
  return {
    class: kind.class,
    code: kind.code,
    risk,
    roles: kind.roles,
    title: cut(title),
    at: kept,
    ...(before === undefined ? {} : { before: cut(before) }),
    ...(after === undefined ? {} : { after: cut(after) }),
    evidence: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, cut(String(value))])),
    ...(ask === undefined ? {} : { ask }),
    detector: kind.detector,
  };
}

/** A text as long as a finding shows it, well-formed. */
export function cut(text: string): string {
  const kept = text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
  return kept.toWellFormed();
}
