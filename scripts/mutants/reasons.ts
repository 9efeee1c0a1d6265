import { readFileSync } from "node:fs";
import type { Mutation } from "./mutation.ts";

/** Why nothing needs to notice a mutation: the place is named by its text, because lines move. */
export type Reason = { readonly path: string; readonly before: string; readonly after: string; readonly why: string };

/** Reads the reasons that are kept beside this file. */
export function readReasons(path: string): readonly Reason[] {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The reason that was written for a mutation. */
export function reasonFor(reasons: readonly Reason[], mutation: Mutation): Reason | undefined {
  return reasons.find((one) => matches(one, mutation));
}

/** Reasons for places of these files at which nothing survives: they are to be deleted. */
export function idleReasons(
  reasons: readonly Reason[],
  paths: readonly string[],
  survivors: readonly Mutation[],
): readonly Reason[] {
  return reasons
    .filter(({ path }) => paths.includes(path))
    .filter((reason) => !survivors.some((one) => matches(reason, one)));
}

function matches({ path, before, after }: Reason, mutation: Mutation): boolean {
  return path === mutation.path && before === mutation.before && after === mutation.after;
}
