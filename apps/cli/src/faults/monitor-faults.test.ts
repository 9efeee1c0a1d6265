import { faultyFiles, nodeFileOps } from "@countersign/adapters/files";
import type { Fault, FileOps } from "@countersign/adapters/files";
import { openMonitorFolder } from "@countersign/adapters/monitor";
import { CountersignError, openMonitor } from "@countersign/core";
import type { AlarmEvent } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";

/** One turn of a monitor on a folder, of a log that is there or not. What was told stays in `told`, whatever happens then. */
async function turn(dir: string, files: FileOps, reachable: boolean, told: AlarmEvent[]): Promise<void> {
  await using folder = await openMonitorFolder(dir, { files });
  const failure = new CountersignError("files.missing", "it is not there");
  const monitor = await openMonitor({
    crypto: nodeCrypto,
    origin: "log.example/feed",
    log: () => ({ look: async () => (reachable ? {} : { failure }) }),
    repositories: new Map(),
    sinks: [{ name: "ops", tell: async (event) => void told.push(event) }],
    files: folder.files,
    classify: async () => undefined,
    now: () => 1000,
  });
  await monitor.turn();
}

/** Raises an alarm on a disk that fails somewhere, then goes on with a good one, until it ends. */
async function playedWith(fault: Fault | undefined) {
  using folder = tempFolder();
  const told: AlarmEvent[] = [];
  const faulty = faultyFiles(fault);
  await turn(folder.path, faulty.files, false, told).catch((error: unknown) => {
    if (!(error instanceof CountersignError)) throw error;
  });
  await turn(folder.path, nodeFileOps, false, told);
  await turn(folder.path, nodeFileOps, true, told);
  return { told, operations: faulty.operations };
}

describe("a monitor on a disk that fails", () => {
  it("F22: forgets no alarm, tells each as the same event, and tells its end, whatever fails", async () => {
    const { operations, told } = await playedWith(undefined);
    expect(told.map(({ number, event }) => `${number} ${event}`)).toEqual(["0 raised", "1 cleared"]);
    expect(operations.length).toBeGreaterThan(8);
    for (let at = 1; at <= operations.length; at++)
      for (const outcome of ["lost", "stored", "torn"] as const)
        for (const after of ["error", "crash"] as const) {
          const faulty = await playedWith({ at, outcome, after });
          const distinct = new Set(faulty.told.map(({ number, event, alarm }) => `${number} ${event} ${alarm.code}`));
          expect([...distinct], `${outcome} ${operations[at - 1]} ${at}, ${after}`).toEqual([
            "0 raised monitor.unreadable",
            "1 cleared monitor.unreadable",
          ]);
        }
  });
});
