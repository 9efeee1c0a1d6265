import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadMachineKey } from "@countersign/adapters/keys";
import {
  IN_TOTO_PAYLOAD_TYPE,
  formatCanonical,
  parseCanonical,
  parseEnvelope,
  signEnvelope,
} from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import type { RecordsStage } from "./records.testing.ts";
import { written } from "./resign.testing.ts";

/** A receipt for a commit that its verdict does not name, signed by the gate's key all the same. */
export async function strayReceipt(
  { folder, gateKey, receipt }: RecordsStage,
  verdict: string,
  c2: string,
): Promise<string> {
  const file = join(folder, `receipt-${c2.slice(0, 8)}.json`);
  const log = ["--root", join(folder, "home/root.json"), "--bundle", join(folder, "log.bundle")];
  await done(receipt(verdict, "succeeded", "--out", file, ...log));
  const statement = parseCanonical(parseEnvelope(readFileSync(file)).payload, "statement") as JsonObject;
  const predicate = { ...(member(statement, "predicate") as JsonObject), commit: c2 };
  const [subject] = statement["subject"] as readonly JsonObject[];
  const payload = formatCanonical({ ...statement, predicate, subject: [{ ...subject, digest: { gitCommit: c2 } }] });
  const { seed } = await loadMachineKey(gateKey);
  return written(file, signEnvelope(nodeCrypto, { seed, keyid: "", payloadType: IN_TOTO_PAYLOAD_TYPE, payload }));
}
