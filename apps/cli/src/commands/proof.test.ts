import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCanonical, parseBase64 } from "@countersign/attest";
import { checkEvidence, parseLeaf, parseRoot, trustOf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { checkTlogProof } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { desk, member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";

describe("proof and evidence", () => {
  it("are enough for a stranger with the pinned root to link a decision to the log", async () => {
    using folder = tempFolder();
    const { propose, capture, say, run, home } = await desk(folder.path);
    const { change } = await capture(propose("one", { "ranker/score.py": "weight = 2\n" }));
    await done(say("approve", change, "dana"));
    const file = join(folder.path, "approval.tlog-proof");
    const { json } = await done(run("proof", "2", "-o", file, "--json"));
    const leaf = Buffer.from((await run("evidence", "2", "--leaf")).stdout);
    const { log, witnesses, quorum } = parseRoot(readFileSync(join(home, "root.json")));
    const trust = trustOf(nodeCrypto, { ...log, witnesses, quorum });
    const { index, extra, checkpoint } = checkTlogProof(nodeCrypto, readFileSync(file), leaf, trust);
    expect(json).toMatchObject({ file, index: 2, size: 3, root: Buffer.from(checkpoint.root).toString("hex") });
    expect([index, checkpoint.times.size]).toEqual([2, 1]);
    const linked = parseCanonical(extra ?? new Uint8Array(), "bundle");
    const part = (name: string) => parseBase64(String(member(linked, name)));
    checkEvidence(nodeCrypto, parseLeaf(leaf), part("salt"), part("envelope"));
  });

  it("evidence prints the stored bytes, the salt, or all of it as JSON", async () => {
    using folder = tempFolder();
    const { run } = await desk(folder.path);
    const raw = (await run("evidence", "0")).stdout;
    const salt = (await run("evidence", "0", "--salt")).stdout;
    const leaf = (await run("evidence", "0", "--leaf")).stdout;
    const { json } = await run("evidence", "0", "--json");
    expect(json).toEqual({
      index: 0,
      kind: "policy",
      sha256: parseLeaf(Buffer.from(leaf)).sha256,
      leaf: Buffer.from(leaf).toString("base64"),
      salt: salt.trimEnd(),
      evidence: Buffer.from(raw).toString("base64"),
    });
    checkEvidence(nodeCrypto, parseLeaf(Buffer.from(leaf)), parseBase64(salt.trimEnd()), Buffer.from(raw));
    expect(raw.endsWith("}")).toBe(true);
  });

  it.each([["1"], ["-1"], ["01"], ["1e3"], ["x"], ["99999999999999999"]])("refuse %s as an index", async (index) => {
    using folder = tempFolder();
    const { run } = await desk(folder.path);
    expect(await run("evidence", "--json", "--", index)).toMatchObject({ exit: 2, json: { code: "usage.index" } });
    expect(await run("proof", "-o", join(folder.path, "x"), "--json", "--", index)).toMatchObject({
      exit: 2,
      json: { code: "usage.index" },
    });
  });
});
