import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { serveShown, shownLog } from "../mirror/log-server.testing.ts";
import { reviewedLog } from "../withholding/reviewed-log.testing.ts";
import { witnessAtWork } from "./witness-at-work.testing.ts";

describe("a record that was handed in and can no longer be logged", () => {
  it("F28: is waited for no more, and is an alarm for whoever decided", { timeout: 60_000 }, async () => {
    using folder = tempFolder();
    const { log, decision, recapture } = reviewedLog();
    const approval = decision("dana", "approve");
    recapture();
    const shown = shownLog(log.lines);
    using server = await serveShown(shown);
    await using oracle = await witnessAtWork(folder.path, log.root, server.url);
    expect(await oracle.ask(shown, 2)).toMatchObject({ status: 200 });
    const followed = oracle.witness.logs()[0]?.followed;
    const taken = await followed?.take(approval);
    expect(await followed?.alarms()).toEqual([]);

    // What a third leaf adds to a tree of two is its own hash.
    const proof = [shown.tiles.get("tile/0/000.p/3")?.subarray(64) ?? new Uint8Array()];
    expect(await oracle.ask(shown, 3, { oldSize: 2, proof })).toMatchObject({ status: 200 });
    expect(await followed?.alarms()).toMatchObject([
      { code: "witness.lapsed", subject: taken?.record, text: expect.stringContaining("statement.packet") },
    ]);
  });
});
