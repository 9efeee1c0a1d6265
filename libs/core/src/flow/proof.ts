import { formatBase64, formatCanonical } from "@countersign/attest";
import { formatTlogProof, proveInclusion } from "@countersign/tlog";
import { CountersignError } from "../error.ts";
import { readLogFile, tileReader, withLogFiles } from "./log-files.ts";
import type { LogParts } from "./log-parts.ts";
import { CHECKPOINT, publishedCheckpoint } from "./publish.ts";
import { leafLines } from "./read-log.ts";

/** A leaf with its evidence; `bundle.evidence-missing` when that is not kept here, `usage.index` beyond the last leaf. */
export async function evidenceAt(
  parts: LogParts,
  index: number,
): Promise<{ readonly leaf: Uint8Array; readonly salt: Uint8Array; readonly evidence: Uint8Array }> {
  for await (const { leaf, salt, evidence } of leafLines(parts, index)) {
    if (salt !== undefined && evidence !== undefined) return { leaf, salt, evidence };
    throw new CountersignError("bundle.evidence-missing", `the evidence of leaf ${index} is not here`);
  }
  throw new CountersignError("usage.index", `the log has no leaf ${index} yet`);
}

/**
 * The `.tlog-proof` (C2SP tlog-proof v1) of a record under the published checkpoint. Its `extra` line is base64 of canonical
 * JSON `{"envelope":"<base64>","salt":"<base64>"}`, so that a stranger can link leaf and record. `log.quorum` while no
 * published checkpoint covers the leaf; codes of `evidenceAt`.
 */
export async function proveRecord(parts: LogParts, index: number): Promise<string> {
  const { salt, evidence } = await evidenceAt(parts, index);
  const { size } = await publishedCheckpoint(parts);
  if (index >= size)
    throw new CountersignError(
      "log.quorum",
      `leaf ${index} has its place, but no checkpoint with its quorum covers it yet`,
    );
  const note = await readLogFile(parts.files, CHECKPOINT);
  return proveUnder(parts, { index, size, note: new TextDecoder().decode(note), salt, evidence });
}

/** A record at a leaf below the size of a checkpoint, whose text `note` is. */
export type RecordAt = {
  readonly index: number;
  readonly size: number;
  readonly note: string;
  readonly salt: Uint8Array;
  readonly evidence: Uint8Array;
};

/** The same from whatever has the tiles of a log; nothing is verified. `log.tile-missing`. */
export async function proveUnder(
  { crypto, files }: Pick<LogParts, "crypto"> & { readonly files: Pick<LogParts["files"], "get"> },
  { index, size, note, salt, evidence }: RecordAt,
): Promise<string> {
  const hashes = await withLogFiles(files, [], (read) => proveInclusion(crypto, tileReader(read), index, size));
  const extra = formatCanonical({ envelope: formatBase64(evidence), salt: formatBase64(salt) });
  return formatTlogProof({ index, hashes, extra, checkpoint: note });
}
