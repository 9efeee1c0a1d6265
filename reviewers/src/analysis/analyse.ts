import type { Packet, Scope } from "@countersign/core";
import { checkClaim } from "../claim/claim-check.ts";
import type { ClaimCheck } from "../claim/claim-check.ts";
import type { AnalysedChange, Detector, Noticed } from "../contract.ts";
import { ALL_DETECTORS } from "../detectors/all.ts";
import { driftFindings } from "../drift/drift.ts";
import { assemble } from "../hazards/assemble.ts";
import { HAZARD_LIMITS } from "../hazards/limits.ts";
import { scanHazards } from "../hazards/scan.ts";
import type { HazardOptions } from "../hazards/scan.ts";
import type { TreeSource } from "../hazards/surroundings.ts";
import { historyFindings, pathsWithPast } from "../history/history.ts";
import type { History } from "../history/past.ts";
import { ledgersJson } from "../ledgers/row-json.ts";
import type { Readers } from "../readers/readers.ts";
import { detect } from "./detect.ts";
import type { Understood } from "./detect.ts";
import { examiner } from "./examined.ts";
import { DETECTORS } from "./identity.ts";

/** What to look with, and how far. */
export type AnalysisOptions = Omit<HazardOptions, "each"> & {
  readonly detectors?: readonly Detector[];
  /** The beginning of a history: its contents are listed in the ledgers, and nothing is found of what they do. */
  readonly inventory?: boolean;
  /** Earlier changes: what only they show is for people, and never for the gate. */
  readonly history?: History;
};

/** What is told about a change beside the change itself. */
export type Analysis = Pick<Packet, "findings" | "ledgers" | "coverage" | "detectors">;

/**
 * Everything that a reviewer is told about a change: hazards, findings of the detectors, differences of the ledgers, what the author's
 * text leaves out, and how far each entry was understood. The same bytes give the same answer on any machine.
 */
export async function analyse(
  source: TreeSource,
  readers: Readers,
  change: AnalysedChange,
  scope: Scope,
  { detectors = ALL_DETECTORS, inventory = false, history, ...options }: AnalysisOptions = {},
): Promise<Analysis> {
  const { limits = HAZARD_LIMITS } = options;
  await readers.prepare(change.entries.map(({ path }) => path));
  const examined = examiner(readers);
  const noticed = await scanHazards(source, change, scope, { ...options, each: examined.add });
  const hazards = noticed.flatMap(({ findings }) => findings);
  const understood = await detect(source, inventory ? [] : detectors, change.entries, examined.files, hazards);
  const found = [...hazards, ...understood.findings];
  const claim = checkClaim([change.claim.title, change.claim.text], understood.files, found);
  const drifts = inventory ? [] : await driftFindings(source, change.result.gitTree, understood);
  const past = inventory ? [] : await shownByHistory(history, understood);
  const said = inventory ? [] : [...claim.findings, ...drifts, ...past];
  const own: Noticed = { findings: [...understood.findings, ...said] };
  const { findings, ledgers } = assemble(
    [...noticed, own, { findings: [], ledgers: ledgersJson(understood.ledgers) }, claimRow(claim)],
    limits,
  );
  return { findings, ledgers, coverage: understood.coverage, detectors: DETECTORS };
}

/** Asks for the past of what moves, and only of that: earlier changes are read for it. */
async function shownByHistory(history: History | undefined, { ledgers, findings }: Understood) {
  const paths = pathsWithPast(ledgers, findings);
  return history === undefined || paths.size === 0 ? [] : historyFindings(await history(paths), ledgers, findings);
}

function claimRow({ lines, explained }: ClaimCheck): Noticed {
  return lines === 0
    ? { findings: [] }
    : { findings: [], ledgers: { claim: [{ lines: String(lines), explained: String(explained) }] } };
}
