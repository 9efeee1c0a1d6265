import { join } from "node:path";
import { IN_TOTO_PAYLOAD_TYPE, formatEnvelope, parseEnvelope, signEnvelope } from "@countersign/attest";
import { changeId, formatRecord, identityOf, parseOid, parseRecord } from "@countersign/core";
import type { ChangeRecord } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { workInHome } from "@countersign/home";
import { openHome } from "@countersign/home/folder";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done } from "../governed-home.testing.ts";
import { loggedByForce } from "./forced-leaf.testing.ts";
import { withTreeOf } from "./landing.testing.ts";
import { allowed, openStage, residual } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

describe("group 1: records that the service signs against what Git says", () => {
  it("A34: a result tree with more in it than the entries that were shown is merged by nobody", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, { coverage: "clean-merge" });
    const { repo, c0, capture, gate } = stage;
    const shown = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/shown" });
    const evil = repo.commit({ files: { "ranker/evil.py": "steal()\n" }, parents: [shown], ref: "refs/heads/evil" });
    const { leaf } = await capture(shown);
    const tree = parseOid(repo.git(["rev-parse", `${evil}^{tree}`]).trim(), "sha1");
    await approvedForgery(stage, leaf.index, {
      head: { gitCommit: parseOid(evil, "sha1") },
      result: { gitTree: tree },
    });
    const landed = withTreeOf(repo, evil, c0);
    expect(await gate(landed)).toMatchObject(residual("ranker/evil.py", "ranker/score.py"));
  });

  it("A35: a base tree that is not the base commit's own meets no class that looks at the base", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, { coverage: "exact-tree" });
    const { repo, c0, capture, cover, gate } = stage;
    const other = repo.commit({ files: { "ui/list.ts": "other\n" }, parents: [c0], ref: "refs/heads/other" });
    await cover(other);
    expect(await gate(other)).toEqual(allowed());
    const shown = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/shown" });
    const { leaf } = await capture(shown, { base: c0 });
    const tree = parseOid(repo.git(["rev-parse", `${other}^{tree}`]).trim(), "sha1");
    await approvedForgery(stage, leaf.index, { base: { gitCommit: parseOid(c0, "sha1"), gitTree: tree } });
    const onTop = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [other], ref: "refs/heads/top" });
    expect(await gate(onTop)).toMatchObject({ decision: "deny", code: "gate.class-not-accepted", exit: 4 });
  });
});

/** A captured change with members replaced, signed by the service itself, forced into the log, and approved by dana. */
async function approvedForgery(stage: Stage, leaf: number, edits: Partial<ChangeRecord>): Promise<void> {
  const { stdout } = await done(stage.run("evidence", String(leaf)));
  const { record } = parseRecord(nodeCrypto, "change", parseEnvelope(new TextEncoder().encode(stdout)).payload);
  const forged = { ...record, ...edits };
  const change = changeId(nodeCrypto, identityOf(forged));
  await loggedByForce(stage.home, "change", await signedByService(stage.home, { ...forged, change }));
  // The home itself would show dana that the packet is of another change; on her machine she has the bundle alone.
  expect(await stage.say("approve", change, "dana")).toMatchObject({
    exit: 6,
    stderr: expect.stringMatching(/^packet\.change: /m),
  });
  const [bundle, out] = [join(stage.home, "..", "shown.bundle"), join(stage.home, "..", "approve.json")];
  await done(stage.run("bundle", "-o", bundle));
  await done(
    stage.say("approve", change, "dana", "--bundle", bundle, "--root", join(stage.home, "root.json"), "--out", out),
  );
  await done(stage.run("submit", out));
}

async function signedByService(home: string, record: ChangeRecord): Promise<Uint8Array> {
  await using opened = await workInHome(openHome(home, {}));
  const payload = formatRecord(nodeCrypto, "change", record);
  const { seed } = opened.serviceKey;
  return formatEnvelope(
    signEnvelope(nodeCrypto, { seed, keyid: "service-1", payloadType: IN_TOTO_PAYLOAD_TYPE, payload }),
  );
}
