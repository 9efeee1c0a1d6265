import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { IN_TOTO_PAYLOAD_TYPE, parseEnvelope, signEnvelope } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { formatMachineSeed } from "@countersign/adapters/keys";
import {
  append,
  formatRecord,
  formatRoot,
  parseOid,
  policyVersion,
  readOwnLog,
  recordId,
  rootOf,
} from "@countersign/core";
import type { AppendResult, Incident, Kind, NewRecord, PolicyVersion } from "@countersign/core";
import { examplePolicy, scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { COSIGNATURE, ED25519, formatSignerKey, signerKey } from "@countersign/tlog";
import { workInHome } from "./home.ts";
import type { OpenedHome } from "./home.ts";
import { LOG_KEY, ROOT_FILE, SERVICE_KEY, WITNESS_KEYS } from "./home-folder.ts";
import type { Home } from "./home-folder.ts";

export const ORIGIN = "log.acme.example/feed";
/** Where the witness of the example policy keeps the newest checkpoint that it has cosigned, below a home. */
export const WITNESS_STATE = `${WITNESS_KEYS}/oracle-w.state`;

/** Version 1 of the example policy, and its first two records: the policy's own, and a baseline. */
export const POLICY: PolicyVersion = policyVersion(nodeCrypto, examplePolicy());
export const [POLICY_RECORD, BASELINE] = governance(examplePolicy(), "1".repeat(40), "2".repeat(40));

/** A home in a folder of its own. */
export function homeIn(dir: string): Home {
  return { dir, env: {} };
}

/** The same for who works in it beside a server or commands: it is waited for a minute, in silence. */
export function patientHomeIn(dir: string): Home {
  return { ...homeIn(dir), patience: { milliseconds: 60_000, tell: () => {} } };
}

/** A home with the example policy's test keys: of the log, the service and its one witness; nothing is logged yet. */
export function writeKeys(dir: string): void {
  const log = signerKey(nodeCrypto, ORIGIN, ED25519, testKey("log").seed);
  const witness = signerKey(nodeCrypto, "witness.example/oracle-w", COSIGNATURE, testKey("oracle-w").seed);
  writeSecret(join(dir, LOG_KEY), `${formatSignerKey(log)}\n`);
  writeSecret(join(dir, SERVICE_KEY), formatMachineSeed(testKey("service-1").seed));
  writeSecret(join(dir, `${WITNESS_KEYS}/oracle-w.key`), `${formatSignerKey(witness)}\n`);
}

/** The same with its policy and a baseline published, and after them as many incidents as are asked for. */
export async function writeLog(dir: string, incidents = 0): Promise<void> {
  await beginLog(dir, POLICY, [POLICY_RECORD, BASELINE]);
  await using opened = await workInHome(homeIn(dir));
  await appendTo(
    opened,
    Array.from({ length: incidents }, (_, index) => incident(`earlier ${index}`)),
  );
}

/** A home with test keys, and the first records of its log published, see `governance`. */
export async function beginLog(
  dir: string,
  version: PolicyVersion,
  [policy, ...records]: readonly [NewRecord, ...NewRecord[]],
): Promise<void> {
  writeKeys(dir);
  {
    await using opened = await workInHome(homeIn(dir));
    const root = rootOf(version);
    await opened.folder.put(ROOT_FILE, formatRoot(root));
    await append(opened.parts, await readOwnLog(opened.parts, root), [policy]);
  }
  await using opened = await workInHome(homeIn(dir));
  await appendTo(opened, records);
}

/** Appends to the log of a home that has a policy. */
export function appendTo({ parts, own }: OpenedHome, records: readonly NewRecord[]): Promise<AppendResult> {
  if (own === undefined) throw new Error("the home has no log yet");
  return append(parts, own, records);
}

/** An incident that the service signs; equal texts are equal records. */
export function incident(about: string): NewRecord {
  const id = Buffer.from(nodeCrypto.sha256(new TextEncoder().encode(about))).toString("hex", 0, 6);
  const record: Incident = {
    about: { leaf: 0 },
    code: "monitor.alarm",
    text: about,
    status: "opened",
    id: `00000000-0000-4000-8000-${id}`,
  };
  const payload = formatRecord(nodeCrypto, "incident", record);
  const { seed } = testKey("service-1");
  return {
    kind: "incident",
    envelope: signEnvelope(nodeCrypto, { seed, keyid: "service-1", payloadType: IN_TOTO_PAYLOAD_TYPE, payload }),
  };
}

/** What identifies a record, however often it is signed. */
export function idOf({ envelope }: NewRecord): string {
  return recordId(nodeCrypto, envelope.payload);
}

function writeSecret(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
}

/** The first two records of a log: version 1 of a policy, and a baseline for all it requires at a commit of its first ref. */
export function governance(
  document: JsonObject,
  commit: string,
  tree: string,
  id = "github:123456",
): readonly [NewRecord, NewRecord] {
  const everybody = ["olga", "dana", "nils"];
  const version = policyVersion(nodeCrypto, document);
  const log = scribe(document, everybody, []);
  log.byPeople(
    "baseline",
    {
      repository: { id, uri: "git+https://github.com/acme/feed" },
      ref: "refs/heads/main",
      commit: parseOid(commit, "sha1"),
      tree: parseOid(tree, "sha1"),
      policy: { version: 1, sha256: version.sha256 },
      requirements: ["algorithm", "data-flow"],
      message: "",
    },
    everybody,
  );
  const record = (kind: Kind, leaf: number): NewRecord => ({
    kind,
    envelope: parseEnvelope(log.lines[leaf]?.evidence ?? new Uint8Array()),
  });
  return [record("policy", 0), record("baseline", 1)];
}
