import { parseLeaf } from "@countersign/core";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { serveShown, shownLog } from "../mirror/log-server.testing.ts";
import { NOON, reviewedLog } from "../withholding/reviewed-log.testing.ts";
import { witnessAtWork } from "./witness-at-work.testing.ts";

describe("people of a witness's organisation", () => {
  it("F28: are not kept out by a log that keeps every turn of the witness busy", { timeout: 60_000 }, async () => {
    using folder = tempFolder();
    const { log, decision } = reviewedLog();
    log.append("incident", new TextEncoder().encode("odd"));
    const shown = shownLog(log.lines);
    const withheld = parseLeaf(log.lines[2]?.leaf ?? new Uint8Array()).sha256;
    const evidence = (sha256: string) =>
      sha256 === withheld ? new Promise<undefined>(() => {}) : shown.client.evidence(sha256);
    using server = await serveShown({ ...shown, client: { ...shown.client, evidence } });
    await using oracle = await witnessAtWork(folder.path, log.root, server.url);
    expect(await oracle.ask(shown, 2)).toMatchObject({ status: 200 });

    // What a third leaf adds to a tree of two is its own hash.
    const proof = [shown.tiles.get("tile/0/000.p/3")?.subarray(64) ?? new Uint8Array()];
    const asked = Array.from({ length: 65 }, () => oracle.ask(shown, 3, { oldSize: 2, proof }));
    expect(await asked.at(-1)).toMatchObject({ status: 503, refused: { code: "witness.busy" } });
    const [known] = oracle.witness.logs();
    expect(await known?.followed?.take(decision("dana", "reject"))).toMatchObject({ since: NOON });
    server[Symbol.dispose]();
    await Promise.all(asked);
  });
});
