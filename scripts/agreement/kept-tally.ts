import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { NOTHING } from "./tally.ts";
import type { Tally } from "./tally.ts";

/** The batches that were played, and what came of all of them. */
export type Kept = { readonly done: ReadonlySet<number>; readonly tally: Tally };

/** What a file says; nothing where there is none. */
export function readKept(file: string): Kept {
  if (!existsSync(file)) return { done: new Set(), tally: NOTHING };
  const { runs, tally }: { runs: readonly Run[]; tally: Tally } = JSON.parse(readFileSync(file, "utf8"));
  return { done: new Set(runs.flatMap(numbersIn)), tally };
}

/** Writes it beside its place and renames it; the batches as runs: `[[0,119],[140,159]]`. */
export function keep(file: string, { done, tally }: Kept): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ runs: runsOf(done), tally }));
  renameSync(`${file}.new`, file);
}

type Run = readonly [from: number, to: number];

function numbersIn([from, to]: Run): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function runsOf(done: ReadonlySet<number>): readonly Run[] {
  const runs: [number, number][] = [];
  for (const batch of [...done].toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === batch - 1) last[1] = batch;
    else runs.push([batch, batch]);
  }
  return runs;
}
