import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { policyVersion } from "@countersign/core";
import { examplePolicy, exampleWith, logKeyText, scribe, witnessKeyText } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { logKeyPath } from "@countersign/home";
import { WITNESS_KEYS } from "@countersign/home/folder";
import { tempFolder, testKey } from "@countersign/testkit";
import { COSIGNATURE, ED25519, formatSignerKey, signerKey } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { publishPolicy } from "../policy-publishing.ts";
import { BASELINE, ORIGIN, POLICY, POLICY_RECORD, idOf, writeLog } from "@countersign/home/testing";
import { failures, namesAFile, tableOf } from "./fault-table.testing.ts";
import type { Work } from "./fault-table.testing.ts";

const EVERYBODY = ["olga", "dana", "nils"];
/** After version 1 and its baseline. */
const LEAF = 2;

/** The publication of version 2 in a home that has the keys which it names. */
async function publicationOf(folder: string, document: JsonObject): Promise<Work> {
  const template = join(folder, "template");
  await writeLog(template);
  const keep = (path: string, name: string, type: typeof ED25519 | typeof COSIGNATURE, key: string) =>
    writeFileSync(join(template, path), `${formatSignerKey(signerKey(nodeCrypto, name, type, testKey(key).seed))}\n`, {
      mode: 0o600,
    });
  keep(logKeyPath(2), ORIGIN, ED25519, "log-2");
  keep(`${WITNESS_KEYS}/nord-w.key`, "witness.example/nord-w", COSIGNATURE, "nord-w");
  const log = scribe(examplePolicy(), EVERYBODY, []);
  const at = log.byPeople("policy", { policy: document, previous: POLICY.sha256 }, EVERYBODY);
  const envelope = parseEnvelope(log.lines[at]?.evidence ?? new Uint8Array());
  const version = policyVersion(nodeCrypto, document);
  return {
    template,
    run: (opened) => publishPolicy(opened, version, envelope),
    records: [POLICY_RECORD, BASELINE, { kind: "policy" as const, envelope }].map(idOf),
    next: { leaf: LEAF, version },
  };
}

const second = examplePolicy({ version: 2 });
const newKey = exampleWith("log.key", logKeyText("log-2"), second);
const newWitness = exampleWith(
  "log.quorum",
  { all: ["oracle-w", "nord-w"] },
  exampleWith("log.witnesses.1", { name: "nord-w", organisation: "nordsec", key: witnessKeyText("nord-w") }, second),
);

describe("F22 every operation on the disk, lost, stored or torn, by an error or a crash", { timeout: 600_000 }, () => {
  it("of a version with the log's next key: the next command signs with the key that the log asks for", async () => {
    using folder = tempFolder();
    const rows = await tableOf(await publicationOf(folder.path, newKey));
    expect(failures(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(150);
    expect(new Set(rows.map(({ found }) => found))).toEqual(new Set(["nothing", "placed", "published"]));
  });

  it.each([
    ["with other rules only", exampleWith("environments.0.freshness", "PT1H", second)],
    ["with one more witness in the quorum", newWitness],
    ["with the log's next key and one more witness", exampleWith("log.key", logKeyText("log-2"), newWitness)],
  ])("of a version %s: whatever gets a name, gets the right bytes", async (_what, document) => {
    using folder = tempFolder();
    const rows = await tableOf(await publicationOf(folder.path, document), namesAFile);
    expect(failures(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(10);
  });
});
