import { resolve } from "node:path";
import type { JsonValue } from "@countersign/attest";
import { readBounded } from "@countersign/adapters/files";
import { CountersignError, policyVersion } from "@countersign/core";
import type { PolicyVersion } from "@countersign/core";
import { parsePolicyYaml } from "@countersign/core/policy-yaml";
import { nodeCrypto } from "@countersign/crypto/node";

const LIMIT = 4 * 1024 * 1024;

/** A policy document as people write it: `document` is what it spells, `version` the valid policy that it makes. */
export type PolicyFile = { readonly path: string; readonly document: JsonValue; readonly version: PolicyVersion };

/** Reads a valid policy; the codes of `readPolicyDocument` and `policyVersion`. */
export async function readPolicyFile(file: string): Promise<PolicyFile> {
  const document = await readPolicyDocument(file);
  return { path: resolve(file), document, version: policyVersion(nodeCrypto, document) };
}

/** Reads the YAML or JSON of a policy, valid or not. `files.missing`, `limit.file`, `policy.yaml-encoding`, and the codes of `parsePolicyYaml`. */
export async function readPolicyDocument(file: string): Promise<JsonValue> {
  return parsePolicyYaml(decoded(await readBounded(resolve(file), LIMIT)));
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CountersignError("policy.yaml-encoding", "1:1: the file is not UTF-8", { cause });
  }
}
