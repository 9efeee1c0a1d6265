import { displayPath } from "@countersign/core";
import type { Finding, Location, Path } from "@countersign/core";
import { cut, findingOf } from "../content/finding.ts";
import type { Told } from "../content/finding.ts";
import { HAZARDS } from "./codes.ts";
import type { HazardCode } from "./codes.ts";

/** A finding of a hazard: class, least risk and roles follow from the code. */
export function hazardFinding(detector: string, code: HazardCode, told: Told): Finding {
  const kind = HAZARDS[code];
  const roles = kind.class === "logic" ? ["oracle"] : ["data-guard", "oracle"];
  return findingOf({ ...kind, code, roles, detector }, told);
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
