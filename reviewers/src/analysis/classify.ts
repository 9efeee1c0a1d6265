import { classesByPath } from "@countersign/core";
import type { CapturedChange, Entry, Scope } from "@countersign/core";
import { ALL_DETECTORS } from "../detectors/all.ts";
import type { Surroundings } from "../contract.ts";
import { originalsOf } from "../hazards/copies/originals.ts";
import { ALL_HAZARDS } from "../hazards/hazards.ts";
import { HAZARD_LIMITS } from "../hazards/limits.ts";
import { readFileChanges } from "../hazards/read-file.ts";
import type { ContentSource } from "../hazards/read-file.ts";
import { noticeInFile } from "../hazards/run.ts";
import type { Readers } from "../readers/readers.ts";
import { detect } from "./detect.ts";
import { examiner } from "./examined.ts";

/**
 * The classes of each entry, for the gate: a function of the changed contents alone. Whatever is found gives its class; a path that was not
 * understood on both sides is absent, and may be in any class.
 */
export async function classify(
  source: ContentSource,
  readers: Readers,
  entries: readonly Entry[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const around = bare(entries);
  await readers.prepare(entries.map(({ path }) => path));
  const examined = examiner(readers);
  const hazards = [];
  for await (const file of readFileChanges(source, entries.slice(0, HAZARD_LIMITS.entries), HAZARD_LIMITS)) {
    hazards.push(...noticeInFile(ALL_HAZARDS, file, around).flatMap(({ findings }) => findings));
    examined.add(file);
  }
  const { findings, coverage } = await detect(source, ALL_DETECTORS, entries, examined.files, hazards);
  return classesByPath([...hazards, ...findings], coverage);
}

const EVERYTHING: Scope = { include: [], exclude: [] };
const NOBODY: Pick<CapturedChange, "contributors" | "claim" | "ref"> = {
  contributors: [],
  claim: { title: "", text: "" },
  ref: "",
};

/** What hazards know of a step: its entries, and nothing that somebody says of it. */
function bare(entries: readonly Entry[]): Surroundings {
  return {
    change: { entries, ...NOBODY },
    scope: EVERYTHING,
    excluded: [],
    paths: [],
    originals: originalsOf(new Map(), []),
  };
}
