import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { formatBase64, formatCanonical } from "@countersign/attest";
import { commitment, formatLeaf, publishedCheckpoint } from "@countersign/core";
import type { Kind } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { workInHome } from "@countersign/home";
import { patientHomeIn } from "@countersign/home/testing";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { firstOf, mirroredLog, publishedSize, until } from "./mirrored-log.testing.ts";

/** What an operator with the log's key can do: gives any bytes a leaf, without asking what they are. Answers what the leaf commits to. */
async function loggedByForce(home: string, kind: Kind, evidence: Uint8Array): Promise<string> {
  await using opened = await workInHome(patientHomeIn(home));
  const { parts } = opened;
  const salt = parts.salt();
  const sha256 = commitment(nodeCrypto, salt, evidence);
  const { size } = await publishedCheckpoint(parts);
  await parts.evidence.put(Buffer.concat([salt, evidence]));
  await parts.files.put(
    "sequence.json",
    formatCanonical({ from: size, leaves: [formatBase64(formatLeaf({ kind, sha256 }))] }),
  );
  return sha256;
}

describe("a leaf that does not verify", { timeout: 240_000 }, () => {
  it("F29: is an alarm, and cosigned, since only a policy version can void it, and that needs a checkpoint", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const { log } = scene;
    const oracle = firstOf(scene);
    await using _server = await scene.serve();
    await using witness = await oracle.start();
    await until(() => publishedSize(log) === 1);
    const record = await loggedByForce(log.home, "incident", new TextEncoder().encode("not an envelope"));
    await until(() => publishedSize(log) === 2);
    expect(witness.events).toContainEqual(
      expect.objectContaining({ event: "leaf", alarm: "attest.json-syntax", leaf: 1 }),
    );
    const audit = () => log.run("audit", "--log", "home", "--root", "home/root.json", "--json");
    expect(await audit()).toMatchObject({ status: 6, stdout: expect.stringMatching(/attest\.json-syntax/) });
    const voiding = (policy: string) =>
      policy.replace("void: []", `void: [{leaf: 1, record: "${record}", reason: broken}]`);
    expect(await log.amend(voiding)).toMatchObject({ status: 0 });
    await until(() => publishedSize(log) === 3);
    expect(await log.run("audit", "--log", "home", "--root", "home/root.json")).toMatchObject({ status: 6 });
    await witness.end("SIGTERM");
    await using again = await oracle.start();
    await until(() => again.events.some(({ event }) => event === "cosigned"));
    expect(again.events.filter(({ event }) => event === "leaf" || event === "damaged")).toEqual([]);
  });

  it("F16: does not stand for the decision that it misnames: the witness of whoever decided withholds", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const { log, front } = scene;
    const oracle = firstOf(scene);
    await using _server = await scene.serve();
    await using witness = await oracle.start();
    await until(() => publishedSize(log) === 1);
    await log.baseline();
    log.feed.commit({ files: { "score.py": "X = 1\n" }, ref: "refs/heads/tune", parents: [log.feed.id("main")] });
    const { change } = await log.json("capture", "--repo", "feed", "--base", "main", "--head", "tune");
    await until(() => publishedSize(log) === 3);
    await log.json("reject", String(change), "--key", "dana", "--yes", "--out", "reject.json");
    const reject = readFileSync(join(folder.path, "reject.json"));
    // Nothing of it gets through but what the operator logs under another name.
    front.answers = (path) => (path === "/records" ? { status: 500, body: "" } : undefined);
    const send = await log.run(
      "submit",
      "reject.json",
      "--to",
      oracle.url,
      "--root",
      "home/root.json",
      "--wait",
      "PT0S",
    );
    expect(send).toMatchObject({ status: 3 });
    await setTimeout(3000);
    await loggedByForce(log.home, "change", reject);
    await until(() => witness.events.some(({ event, size }) => event === "withheld" && size === 4));
    expect(witness.events).toContainEqual(
      expect.objectContaining({ event: "leaf", alarm: "attest.signature-length", leaf: 3 }),
    );
    expect(witness.events).toContainEqual(
      expect.objectContaining({ event: "refused", status: 503, code: "witness.withheld" }),
    );
    expect(publishedSize(log)).toBe(3);
  });
});
