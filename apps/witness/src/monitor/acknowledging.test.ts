import { openFolder } from "@countersign/adapters/files";
import { openMonitor, alarm } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { leaveAcknowledged, takeAcknowledged } from "./acknowledging.ts";

describe("an alarm", () => {
  it("is acknowledged by a note that another process leaves, once, and only if it stands", async () => {
    using folder = tempFolder();
    const files = await openFolder(folder.path);
    const withheld = alarm({ part: "noticed", code: "witness.withheld", subject: "aa", text: "aa", at: {} });
    const monitor = await openMonitor({
      crypto: nodeCrypto,
      origin: "log.example",
      log: () => ({ look: async () => ({ failure: new CountersignError("log.empty", "nothing") }) }),
      repositories: new Map(),
      sinks: [],
      files,
      classify: async () => undefined,
      noticed: async () => [withheld],
      now: () => 1000,
    });
    await monitor.turn();
    const [id = ""] = monitor.status().standing.flatMap((one) => (one.code === withheld.code ? one.id : []));
    await leaveAcknowledged(files, [id, "0".repeat(16)]);
    await takeAcknowledged(files, monitor);
    expect(monitor.status().standing).toContainEqual(expect.objectContaining({ id, acknowledged: 1000 }));
    expect(await files.list("acknowledge/")).toEqual([]);
    await expect(leaveAcknowledged(files, ["../x"])).rejects.toThrow(/^usage\.alarm: /);
  });
});
