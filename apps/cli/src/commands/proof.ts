import { formatHex } from "@countersign/attest";
import { writeFileDurably } from "@countersign/adapters/files";
import { evidenceAt, proveRecord, publishedCheckpoint, trustOf } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, workInHome } from "@countersign/home";
import { checkTlogProof } from "@countersign/tlog";
import type { Command } from "../command.ts";
import { parseIndex } from "../leaf-index.ts";
import { outputFile } from "../output-file.ts";
import { harmless } from "../terminal.ts";

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
    const { leaf } = await evidenceAt(opened.parts, index);
    const proof = await proveRecord(opened.parts, index);
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

/** A checkpoint has to satisfy the newest policy below its own size, as every reader asks of it. */
function trustAt({ policies, policy }: LogContents, size: number) {
  return trustOf(nodeCrypto, (policies.findLast(({ leaf }) => leaf < size) ?? policy).policy.log);
}
