import type { Finding, Location, Path } from "@countersign/core";
import { findingOf } from "../content/finding.ts";
import type { Told } from "../content/finding.ts";
import { CLASSES } from "./classes.ts";
import type { ClassName } from "./classes.ts";

/** What a detector says beside class and code; risk and roles are those of the class where nothing else is said. */
export type Said = Told & {
  readonly at: readonly Location[];
  readonly roles?: readonly ("oracle" | "data-guard")[];
};

/** A finding of a detector. */
export function finding(detector: string, name: ClassName, code: string, { roles, ...told }: Said): Finding {
  const { risk, roles: own } = CLASSES[name];
  return findingOf({ class: name, code, risk, roles: (roles ?? own).toSorted(), detector }, told);
}

/** Lines of one side of a path. */
export function at(path: Path, side: Location["side"], from: number, to = from): Location {
  return { path, side, from, to };
}
