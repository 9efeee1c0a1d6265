import { formatCanonical, formatHex } from "@countersign/attest";
import type { CapturedChange, Coverage, Entry, Packet, Repository } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Detector } from "./contract.ts";

const detectors: readonly Detector[] = [];

/** Identity of the detectors of this program: a policy that names classes pins both. */
export const DETECTORS: { readonly version: string; readonly sha256: string } = {
  version: "0.1.0",
  sha256: formatHex(nodeCrypto.sha256(formatCanonical(detectors.map(({ id, class: name }) => ({ class: name, id }))))),
};

/**
 * What the reviewer is told about a change. No detector is registered, so there are no findings and every entry is
 * listed as not analysed; a requirement by class therefore claims all of them (`packetRoles`).
 */
export async function analyse(
  repository: Pick<Repository, "digest">,
  { entries }: Pick<CapturedChange, "entries">,
): Promise<Pick<Packet, "findings" | "ledgers" | "coverage" | "detectors">> {
  const coverage = await Promise.all(entries.map((entry) => notAnalysed(repository, entry)));
  return { findings: [], ledgers: {}, coverage, detectors: DETECTORS };
}

/** Classes by edge and path; a path that is absent was not analysed and may be in any class. */
export async function classify(
  edges: readonly { readonly entries: readonly Entry[] }[],
): Promise<readonly ReadonlyMap<string, readonly string[]>[]> {
  return edges.map(() => new Map());
}

async function notAnalysed(
  repository: Pick<Repository, "digest">,
  { path, oldMode, newMode, oldOid, newOid }: Entry,
): Promise<Coverage> {
  const [mode, oid] = newMode === "000000" ? [oldMode, oldOid] : [newMode, newOid];
  if (mode === "160000") return { path, analysed: "none", bytes: 0, lines: 0 };
  const { size, lines } = await repository.digest(oid);
  return { path, analysed: "none", bytes: size, lines };
}
