import type { Finding, Location, Path, Risk } from "@countersign/core";
import { keptPlaces } from "../content/places.ts";
import { CLASSES } from "./classes.ts";
import type { ClassName } from "./classes.ts";

/** UTF-16 units of a value, and of each piece of evidence. */
const LONGEST = 400;

/** What a detector says beside class and code; risk and roles are those of the class where nothing else is said. */
export type Said = {
  readonly title: string;
  readonly at: readonly Location[];
  readonly risk?: Risk;
  readonly roles?: readonly ("oracle" | "data-guard")[];
  readonly before?: string;
  readonly after?: string;
  readonly evidence?: { readonly [name: string]: string | number };
  readonly ask?: string;
};

/** A finding of a detector. Text of others is cut, and made well-formed. */
export function finding(detector: string, name: ClassName, code: string, said: Said): Finding {
  const { title, at, risk, roles, before, after, evidence = {}, ask } = said;
  const kept = keptPlaces(at);
  const all = { ...evidence, ...(at.length > kept.length ? { places: at.length } : {}) };
  return {
    class: name,
    code,
    risk: risk ?? CLASSES[name].risk,
    roles: [...(roles ?? CLASSES[name].roles)].toSorted(),
    title: cut(title),
    at: kept,
    ...(before === undefined ? {} : { before: cut(before) }),
    ...(after === undefined ? {} : { after: cut(after) }),
    evidence: Object.fromEntries(Object.entries(all).map(([key, value]) => [key, cut(String(value))])),
    ...(ask === undefined ? {} : { ask }),
    detector,
  };
}

/** Lines of one side of a path. */
export function at(path: Path, side: Location["side"], from: number, to = from): Location {
  return { path, side, from, to };
}

function cut(text: string): string {
  const kept = text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
  return kept.toWellFormed();
}
