import { formatBase64, formatCanonical, formatHex } from "@countersign/attest";
import { writeFileDurably } from "@countersign/adapters/files";
import {
  CHECKPOINT,
  CountersignError,
  publishedCheckpoint,
  tileReader,
  trustOf,
  withLogFiles,
} from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, workInHome } from "@countersign/home";
import type { OpenedHome } from "@countersign/home";
import { checkTlogProof, formatTlogProof, proveInclusion } from "@countersign/tlog";
import type { Command } from "../command.ts";
import { evidenceAt, parseIndex } from "../leaf-index.ts";
import { outputFile } from "../output-file.ts";
import { harmless } from "../terminal.ts";

const CHECKPOINT_LIMIT = 1024 * 1024;

export const proofCommand: Command = {
  name: "proof",
  summary: "write a proof that a record is in the log, for somebody who has nothing else",
  usage: "proof INDEX -o FILE.tlog-proof",
  details:
    'A C2SP tlog-proof of the leaf under the published checkpoint. Its `extra` line is base64 of the canonical JSON {"envelope":"<base64>","salt":"<base64>"}: the SHA-256 of salt and envelope is what the leaf names, so that a stranger can link the two. It discloses the record.',
  positionals: [1, 1],
  options: { output: { short: "o", value: "FILE", help: "the file to write, replaced whole" } },
  examples: ["proof 4 -o approval.tlog-proof", "proof 4 -o approval.tlog-proof --json"],
  async run({ positionals, required, home }) {
    const index = parseIndex(positionals[0] ?? "");
    const file = await outputFile(required("output"), "c2sp.org/tlog-proof@v1\n", home);
    await using opened = await workInHome(home);
    const { leaf, salt, evidence } = await evidenceAt(opened, index);
    const extra = formatCanonical({ envelope: formatBase64(evidence), salt: formatBase64(salt) });
    const proof = await prove(opened, index, extra);
    const { checkpoint } = checkTlogProof(
      nodeCrypto,
      proof,
      leaf,
      trustAt(contentsOf(opened), (await publishedCheckpoint(opened.parts)).size),
    );
    await writeFileDurably(file, new TextEncoder().encode(proof));
    const json = { file, index, size: checkpoint.size, root: formatHex(checkpoint.root) };
    return { json, text: `${harmless(file)}: leaf ${index} is in the log of ${json.size} leaves, root ${json.root}` };
  },
};

async function prove({ parts }: OpenedHome, index: number, extra: Uint8Array): Promise<string> {
  const { size } = await publishedCheckpoint(parts);
  if (index >= size)
    throw new CountersignError(
      "log.quorum",
      `leaf ${index} has its place, but no checkpoint with its quorum covers it yet`,
    );
  const hashes = await withLogFiles(parts.files, [], (read) =>
    proveInclusion(nodeCrypto, tileReader(read), index, size),
  );
  const note = await parts.files.get(CHECKPOINT, CHECKPOINT_LIMIT);
  return formatTlogProof({ index, hashes, extra, checkpoint: new TextDecoder().decode(note) });
}

/** A checkpoint has to satisfy the newest policy below its own size, as every reader asks of it. */
function trustAt({ policies, policy }: LogContents, size: number) {
  return trustOf(nodeCrypto, (policies.findLast(({ leaf }) => leaf < size) ?? policy).policy.log);
}
