import type { Coverage, Entry, Finding } from "@countersign/core";
import type { Detector, Examined } from "../contract.ts";
import { unexplained } from "../detectors/logic/unexplained.ts";
import { runDetectors } from "../detectors/run.ts";
import { examineChange } from "../examine/examine-change.ts";
import type { ExaminedAlone } from "../examine/examine-file.ts";
import type { TreeSource } from "../hazards/surroundings.ts";
import { ledgerChanges } from "../ledgers/all.ts";
import type { LedgerChanges } from "../ledgers/row.ts";
import { coverageOf, silentFindings, troubleFindings } from "./coverage.ts";

/** What the change itself says: a function of the changed contents alone. */
export type Understood = {
  readonly files: readonly Examined[];
  readonly findings: readonly Finding[];
  readonly ledgers: LedgerChanges;
  readonly coverage: readonly Coverage[];
};

/** Compares what was read, and has every detector look at it; `noticed` is what hazards found. */
export async function detect(
  source: Pick<TreeSource, "digest">,
  detectors: readonly Detector[],
  entries: readonly Entry[],
  alone: readonly ExaminedAlone[],
  noticed: readonly Finding[],
): Promise<Understood> {
  const { files, moved } = examineChange(alone);
  const ledgers = ledgerChanges(files);
  const detected = unexplained(runDetectors(detectors, { files, ledgers, moved }));
  const findings = [...detected, ...troubleFindings(files)];
  const coverage = await coverageOf(source, entries, files, [...noticed, ...findings]);
  const silent = silentFindings(coverage, [...noticed, ...findings]);
  return { files, findings: [...findings, ...silent], ledgers, coverage };
}
