import { formatBase64, formatCanonical, formatEnvelope, formatHex, signEnvelope } from "@countersign/attest";
import { IN_TOTO_PAYLOAD_TYPE } from "@countersign/attest";
import type { MachineKey } from "@countersign/adapters/keys";
import { CountersignError, coveringLeaves, formatSourceVsa, tileReader } from "@countersign/core";
import type { LogContents, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { formatTlogProof, proveInclusion, rebuildLog } from "@countersign/tlog";
import type { KeptLog } from "./kept-log.ts";
import { VERSION } from "./version.ts";

/** One file of an export: its name in the folder, and its bytes. */
export type ExportedFile = { readonly name: string; readonly bytes: Uint8Array };

/** What an export is made of; without a key the summary is a bare statement. */
export type ExportParts = {
  readonly log: LogContents;
  readonly kept: KeptLog;
  readonly verdict: Verdict;
  readonly verifier: string;
  readonly key?: MachineKey;
};

/** The files of one allowed commit: the summary, the envelopes that it rests on, and a proof for each decision. */
export function exportedFiles(parts: ExportParts): readonly ExportedFile[] {
  const { leaves, decisions } = coveringLeaves(parts.log, parts.verdict);
  const envelopes = leaves.map((leaf) => evidenceAt(parts.kept, leaf).evidence);
  const statement = formatSourceVsa({
    verdict: parts.verdict,
    policy: parts.log.policy.policy,
    verifier: { id: parts.verifier, version: VERSION },
    inputs: envelopes.map((envelope) => formatHex(nodeCrypto.sha256(envelope))),
  });
  return [
    summary(statement, parts.key),
    { name: "attestations.intoto.jsonl", bytes: Buffer.concat(envelopes.flatMap((one) => [one, NEWLINE])) },
    ...proofs(
      parts.kept,
      decisions.map(({ leaf }) => leaf),
    ),
  ];
}

const NEWLINE = Uint8Array.of(0x0a);

function summary(payload: Uint8Array, key: MachineKey | undefined): ExportedFile {
  if (key === undefined) return { name: "source-vsa.json", bytes: Buffer.concat([payload, NEWLINE]) };
  const signing = { seed: key.seed, keyid: key.text, payloadType: IN_TOTO_PAYLOAD_TYPE, payload };
  const envelope = formatEnvelope(signEnvelope(nodeCrypto, signing));
  return { name: "source-vsa.dsse.json", bytes: Buffer.concat([envelope, NEWLINE]) };
}

function proofs(kept: KeptLog, indices: readonly number[]): readonly ExportedFile[] {
  const all = kept.lines.map(({ leaf }) => leaf);
  const tiles = new Map([...rebuildLog(nodeCrypto, all)].map(({ path, bytes }) => [path, bytes]));
  const read = tileReader((path) => tiles.get(path) ?? new Uint8Array());
  return indices.map((index) => {
    const { salt, evidence } = evidenceAt(kept, index);
    const extra = formatCanonical({ envelope: formatBase64(evidence), salt: formatBase64(salt) });
    const hashes = proveInclusion(nodeCrypto, read, index, all.length);
    const proof = formatTlogProof({ index, hashes, extra, checkpoint: kept.checkpoint });
    return { name: `decision-${index}.tlog-proof`, bytes: new TextEncoder().encode(proof) };
  });
}

function evidenceAt({ lines }: KeptLog, index: number): { readonly salt: Uint8Array; readonly evidence: Uint8Array } {
  const { salt, evidence } = lines[index] ?? {};
  if (salt !== undefined && evidence !== undefined) return { salt, evidence };
  throw new CountersignError("bundle.evidence-missing", `leaf ${index} comes without its evidence`);
}
