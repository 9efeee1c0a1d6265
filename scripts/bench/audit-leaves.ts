import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { alternate } from "./alternate.ts";
import { verifyBare } from "./bare-signatures.ts";
import { bundleFile, readLogFiles, rootFile, signaturesOf } from "./bench-log.ts";
import type { Benchmark } from "./benchmark.ts";
import { costOf } from "./cost.ts";
import { allowed } from "./whole-process.ts";

const CHANGES = 50_000;
const LEAVES = 2 * CHANGES;
const COMMAND = join(import.meta.dirname, "../../apps/cli/bin/countersign");

/** Reading a whole log as an auditor does. */
export const auditLeaves: Benchmark = {
  name: "audit-leaves",
  about: `reading and verifying a log of ${LEAVES} leaves, half of them changes, half approvals`,
  async prepare(folder) {
    const [{ inventedChanges }, { writeLog }] = await Promise.all([
      import("./invented-changes.ts"),
      import("./write-log.ts"),
    ]);
    const changes = inventedChanges(CHANGES);
    const [first] = changes;
    if (first === undefined) throw new Error("there are no changes");
    await writeLog(folder, first.base, changes);
  },
  async measure(folder, rounds) {
    const signatures = await signaturesOf(folder);
    const times = await alternate(
      rounds,
      () => readWholeLog(folder),
      async () => {
        await hashFile(bundleFile(folder));
        verifyBare(signatures);
      },
    );
    const baseline = { name: "Ed25519, sha256 of the bytes", ...times.baseline };
    let megabytes = 0;
    const call = [COMMAND, "audit", "--log", bundleFile(folder), "--root", rootFile(folder), "--home", folder];
    const whole = await costOf(async () => (megabytes = await allowed(call)));
    return [
      { name: `audit, ${LEAVES.toLocaleString("en")} leaves`, ours: times.ours, baseline, aim: {} },
      { name: "  the whole process of countersign audit", ours: whole, baseline, aim: { megabytes: 300 }, megabytes },
    ];
  },
};

async function readWholeLog(folder: string): Promise<void> {
  const log = await readLogFiles(folder);
  if (log.reviews.length !== CHANGES) throw new Error(`the log has ${log.reviews.length} reviews`);
}

async function hashFile(path: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path, { highWaterMark: 256 * 1024 })) hash.update(part);
  hash.digest();
}
