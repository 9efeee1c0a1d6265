import { readFileSync } from "node:fs";
import type { Mutation } from "./mutation.ts";

/** Why nothing needs to notice a mutation. The place is named by the text of its line, because lines move. */
export type Reason = Pick<Mutation, "path" | "within" | "before" | "after"> & { readonly why: string };

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

function matches({ path, within, before, after }: Reason, mutation: Mutation): boolean {
  const samePlace = path === mutation.path && within === mutation.within;
  return samePlace && before === mutation.before && after === mutation.after;
}
