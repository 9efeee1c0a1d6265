import { jsonObject, parseEnvelope, parseStatement, read } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import type { LeafLine } from "../log/open-leaf.ts";
import { recordId } from "../log/record.ts";
import { statementKey } from "../state/fact.ts";

/**
 * The keys that a reader of the log asks an index about for one leaf: the record's own id, and what its statement refers
 * to. Of evidence that cannot be read, as many as can be; its reader stops before it asks for the rest.
 */
export function askedKeys(crypto: Sha256, { evidence }: LeafLine): readonly string[] {
  if (evidence === undefined) return [];
  const keys: string[] = [];
  try {
    const { payload } = parseEnvelope(evidence);
    keys.push(recordId(crypto, payload));
    keys.push(...mentioned(crypto, parseStatement(payload).predicate));
  } catch {
    return keys;
  }
  return keys;
}

function mentioned(crypto: Sha256, predicate: JsonValue): readonly string[] {
  const { change, supersedes, id } = read(jsonObject, predicate, "state");
  const texts = [change, supersedes, typeof id === "string" ? statementKey(crypto, id) : undefined];
  return texts.filter((text) => typeof text === "string");
}
