import { formatBase64, formatCanonical } from "@countersign/attest";
import { commitment, formatLeaf, publishedCheckpoint } from "@countersign/core";
import type { Kind } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { workInHome } from "@countersign/home";
import { openHome } from "@countersign/home/folder";

/**
 * What an operator with the log's key can do: gives any bytes a leaf, without asking what they are. The next command
 * publishes it, because to the home it looks like an append that a crash interrupted.
 */
export async function loggedByForce(dir: string, kind: Kind, evidence: Uint8Array): Promise<void> {
  await using opened = await workInHome(openHome(dir, {}));
  const { parts } = opened;
  const salt = parts.salt();
  const leaf = formatLeaf({ kind, sha256: commitment(nodeCrypto, salt, evidence) });
  const { size } = await publishedCheckpoint(parts);
  await parts.evidence.put(Buffer.concat([salt, evidence]));
  await parts.files.put("sequence.json", formatCanonical({ from: size, leaves: [formatBase64(leaf)] }));
}
