import { mkdtempDisposable, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import { contentStore, openFolder } from "@countersign/adapters/files";
import { randomness, systemClock } from "@countersign/adapters/time";
import { SALT_BYTES, append, readOwnLog } from "@countersign/core";
import type { LeafLine, LogParts, NewRecord, OwnLog } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { COSIGNATURE, ED25519, formatSignerKey, signerKey } from "@countersign/tlog";
import { localCosigners } from "@countersign/home";
import type { Benchmark, Row } from "./benchmark.ts";
import { costOf } from "./cost.ts";
import { begunLog } from "./growing-log.ts";
import { inventedChanges } from "./invented-changes.ts";
import { signedChanges } from "./signed-changes.ts";

const SINGLE = 200;
const BATCH = 2_000;

/** Appending to a log of one's own, each answer durable: evidence, sequence, tiles, signature, cosignature, checkpoint. */
export const appendRecords: Benchmark = {
  name: "append-records",
  about: `appending ${BATCH} records at once and then ${SINGLE} one by one, everything fsynced, one witness in the home`,
  prepare: async () => {},
  async measure() {
    await using temporary = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
    const { parts, own, records } = await openLog(join(temporary.path, "home"));
    const [batch, singles] = [records.slice(0, BATCH), records.slice(BATCH)];
    const batched = await costOf(() =>
      append(
        parts,
        own,
        batch.map(({ record }) => record),
      ),
    );
    const single = await costOf(async () => {
      for (const { record } of singles) await append(parts, own, [record]);
    });
    const bare = (name: string, pieces: readonly Uint8Array[]) =>
      costOf(() => writeDurably(join(temporary.path, name), pieces));
    const once = await bare("once", [Buffer.concat(batch.map(({ bytes }) => bytes))]);
    const each = await bare(
      "each",
      batch.map(({ bytes }) => bytes),
    );
    const singly = await bare(
      "singly",
      singles.map(({ bytes }) => bytes),
    );
    const name = (count: number, { time }: Row["ours"], how: string) =>
      `append, ${count.toLocaleString("en")} records ${how}: ${Math.round((count / time) * 1000)} a second`;
    const together = { name: name(BATCH, batched, "at once"), ours: batched, aim: {} };
    return [
      { ...together, baseline: { name: "write, fsync of all bytes", ...once } },
      { ...together, baseline: { name: "write, fsync of each record", ...each } },
      {
        name: name(SINGLE, single, "one by one"),
        ours: single,
        baseline: { name: "write, fsync of each record", ...singly },
        aim: {},
      },
    ];
  },
};

type Prepared = { readonly record: NewRecord; readonly bytes: Uint8Array };

/** A log with its policy and baseline, and the records that are to follow. */
async function openLog(
  dir: string,
): Promise<{ readonly parts: LogParts; readonly own: OwnLog; readonly records: readonly Prepared[] }> {
  const changes = inventedChanges((BATCH + SINGLE) / 2);
  const [first] = changes;
  if (first === undefined) throw new Error("there are no changes");
  const { root, policy, lines } = begunLog(first.base);
  const folder = await openFolder(dir);
  const keys = [signerKey(nodeCrypto, root.log.origin, ED25519, testKey("log").seed)];
  const witness = signerKey(nodeCrypto, "witness.example/oracle-w", COSIGNATURE, testKey("oracle-w").seed);
  await folder.put("keys/witnesses/oracle-w.key", Buffer.from(`${formatSignerKey(witness)}\n`));
  const witnesses = await localCosigners(folder, keys, systemClock());
  const parts: LogParts = {
    crypto: nodeCrypto,
    files: folder,
    evidence: contentStore(await openFolder(join(dir, "evidence"))),
    packets: contentStore(await openFolder(join(dir, "packets"))),
    keys,
    cosigner: ({ name }) => witnesses.find((one) => one.name === name),
    salt: () => randomness.randomBytes(SALT_BYTES),
  };
  const own = await readOwnLog(parts, root);
  await append(parts, own, [recordOf("policy", lines[0]), recordOf("baseline", lines[1])]);
  const records = [...signedChanges(policy, lines.length, changes)].map((line, at) => ({
    record: recordOf(at % 2 === 0 ? "change" : "review", line),
    bytes: Buffer.concat([line.leaf, line.salt, line.evidence]),
  }));
  return { parts, own, records };
}

function recordOf(kind: NewRecord["kind"], line: LeafLine | undefined): NewRecord {
  if (line?.evidence === undefined) throw new Error(`there is no ${kind}`);
  return { kind, envelope: parseEnvelope(line.evidence) };
}

/** Appends pieces to one file, each of which is on the disk before the next is written. */
async function writeDurably(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  await using file = await open(path, "wx");
  for (const piece of pieces) {
    await file.write(piece);
    await file.sync();
  }
}
