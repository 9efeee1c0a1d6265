import { displayPath } from "@countersign/core";
import type { Finding, Location, Path, Risk } from "@countersign/core";
import { keptPlaces } from "../content/places.ts";
import { HAZARDS } from "./codes.ts";
import type { HazardCode } from "./codes.ts";

/** UTF-16 units of a value, and of each piece of evidence. */
const LONGEST = 400;

/** What a hazard says beside its code; `risk` where it is higher than the code's own. */
export type Facts = {
  readonly title: string;
  readonly at?: readonly Location[];
  readonly risk?: Risk;
  readonly before?: string;
  readonly after?: string;
  readonly evidence?: { readonly [name: string]: string | number };
  readonly ask?: string;
};

/** A finding of a hazard: class, least risk and roles follow from the code. Text of others is cut, and made well-formed. */
export function hazardFinding(detector: string, code: HazardCode, facts: Facts): Finding {
  const { title, at = [], risk, before, after, evidence = {}, ask } = facts;
  const kind = HAZARDS[code];
  const kept = keptPlaces(at);
  const all = { ...evidence, ...(at.length > kept.length ? { places: at.length } : {}) };
  return {
    class: kind.class,
    code,
    risk: risk ?? kind.risk,
    roles: kind.class === "logic" ? ["oracle"] : ["data-guard", "oracle"],
    title: cut(title),
    at: kept,
    ...(before === undefined ? {} : { before: cut(before) }),
    ...(after === undefined ? {} : { after: cut(after) }),
    evidence: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, cut(String(value))])),
    ...(ask === undefined ? {} : { ask }),
    detector,
  };
}

/** The whole of one side of a path. */
export function whole(path: Path, side: Location["side"] = "result"): Location {
  return { path, side, from: 0, to: 0 };
}

/** One line. */
export function onLine(path: Path, line: number, side: Location["side"] = "result"): Location {
  return { path, side, from: line, to: line };
}

/** A path for a sentence, cut where it is very long. */
export function named(path: Path): string {
  return cut(displayPath(path));
}

/** A code point as standards name it: `U+202E`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function cut(text: string): string {
  const kept = text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
  return kept.toWellFormed();
}
