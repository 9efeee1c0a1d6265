import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { alternate } from "./alternate.ts";
import { verifyBare } from "./bare-signatures.ts";
import { bundleFile, readLogFiles, signaturesOf } from "./bench-log.ts";
import type { Benchmark } from "./benchmark.ts";

const CHANGES = 50_000;

/** Reading a whole log as an auditor does. */
export const auditLeaves: Benchmark = {
  name: "audit-leaves",
  about: `reading and verifying a log of ${2 * CHANGES} leaves, half of them changes, half approvals`,
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
    return [
      {
        name: `audit, ${(2 * CHANGES).toLocaleString("en")} leaves`,
        ours: times.ours,
        baseline: { name: "Ed25519, sha256 of the bytes", ...times.baseline },
        aim: {},
      },
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
