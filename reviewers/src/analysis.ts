import { formatCanonical, formatHex } from "@countersign/attest";
import type { CapturedChange, Coverage, Entry, Packet, Scope } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Detector } from "./contract.ts";
import { ALL_HAZARDS } from "./hazards/hazards.ts";
import { scanHazards } from "./hazards/scan.ts";
import type { HazardOptions } from "./hazards/scan.ts";
import type { TreeSource } from "./hazards/surroundings.ts";

const detectors: readonly Detector[] = [];

/** Identity of the detectors of this program, hazards included: a policy that names classes pins both. */
export const DETECTORS: { readonly version: string; readonly sha256: string } = {
  version: "0.2.0",
  sha256: formatHex(
    nodeCrypto.sha256(
      formatCanonical({
        detectors: detectors.map(({ id, class: name }) => ({ class: name, id })),
        hazards: ALL_HAZARDS.map(({ id }) => id),
      }),
    ),
  ),
};

/**
 * What the reviewer is told about a change. Hazards are looked for everywhere, but no detector is registered that
 * understands what a change does: every entry is listed as not analysed, whatever was found in it, and a requirement by
 * class therefore claims all of them (`packetRoles`).
 */
export async function analyse(
  repository: TreeSource,
  change: CapturedChange,
  scope: Scope,
  options?: HazardOptions,
): Promise<Pick<Packet, "findings" | "ledgers" | "coverage" | "detectors">> {
  const coverage = await Promise.all(change.entries.map((entry) => notAnalysed(repository, entry)));
  return { ...(await scanHazards(repository, change, scope, options)), coverage, detectors: DETECTORS };
}

/**
 * Classes by edge and path; a path that is absent was not analysed and may be in any class. Hazards give none: a class
 * here would say that all others are absent.
 */
export async function classify(
  edges: readonly { readonly entries: readonly Entry[] }[],
): Promise<readonly ReadonlyMap<string, readonly string[]>[]> {
  return edges.map(() => new Map());
}

async function notAnalysed(
  repository: Pick<TreeSource, "digest">,
  { path, oldMode, newMode, oldOid, newOid }: Entry,
): Promise<Coverage> {
  const [mode, oid] = newMode === "000000" ? [oldMode, oldOid] : [newMode, newOid];
  if (mode === "160000") return { path, analysed: "none", bytes: 0, lines: 0 };
  const { size, lines } = await repository.digest(oid);
  return { path, analysed: "none", bytes: size, lines };
}
