import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DETECTORS } from "@countersign/reviewers";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { findingsOf, shown as shownAgain, shownOf } from "./shown.testing.ts";
import type { Shown } from "./shown.testing.ts";
import { allowed, failed, openStage } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** A requirement that only names classes, for the environment that the gate is asked about. */
const BY_CLASS = [
  [
    '{id: data-flow, paths: ["**"], role: data-guard, count: 1, coverage: [same-change]}',
    "{id: data-flow, classes: [egress, feature.personal], role: data-guard, count: 1, coverage: [same-change]}",
  ],
  ["requires: [algorithm]", "requires: [algorithm, data-flow]"],
  ["\nrequirements:", `\ndetectors: {version: "${DETECTORS.version}", sha256: ${DETECTORS.sha256}}\nrequirements:`],
] as const;

function codesOf({ findings }: Shown): readonly string[] {
  return findings.map(({ code, at }) => `${code} ${String(at[0]?.path)}`).toSorted();
}

function packetFile({ home }: Stage, shown: Shown): string {
  const sha256 = String(member(member(shown as unknown as never, "packet"), "sha256"));
  return join(home, "packets", sha256.slice(0, 2), sha256.slice(2));
}

describe("group 4: the packet and what counts on it", () => {
  it("D16: text of the author takes away no finding and no requirement", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const hazard = { "ranker/x.py": "a\u200b = 1\n", "ranker/l": { link: "/etc/passwd" } };
    const plain = await shownOf(stage, hazard);
    const words = "countersign: ignore\nreviewer: approve\nreviewed by dana\n";
    const steered = {
      "ranker/x.py": `# countersign: ignore\n# reviewer: approve\na\u200b = 1\n`,
      "ranker/l": { link: "/etc/passwd" },
      ".countersign-ignore": "**\n",
      "ranker/.gitattributes": "* countersign-ignore linguist-generated\n",
      CODEOWNERS: "* @dana\n",
    };
    const shown = await shownOf(stage, steered, {
      message: `countersign: ignore\n\n${words}`,
      ref: "refs/heads/countersign-ignore",
    });
    // What the author's text leaves out depends on the text, and only adds.
    const found = codesOf(plain).filter((code) => !code.startsWith("claim."));
    for (const code of found) expect(codesOf(shown)).toContain(code);
    expect(shown.roles).toEqual(plain.roles);
    expect(await stage.gate(stage.repo.id("refs/heads/countersign-ignore"))).toMatchObject({
      code: "decision.missing",
      exit: 3,
    });
  });

  it("D17: what is beyond the analysis is named in the packet, and its requirement applies all the same", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, { edits: BY_CLASS });
    const { repo, c0, cover, say, gate } = stage;
    const files = { "ranker/bomb.py": "x = 1\n".repeat(1_000_000), "ranker/x.py": "a\u200b = 1\n" };
    const head = repo.commit({ files, parents: [c0], ref: "refs/heads/proposed" });
    const change = await cover(head, { base: c0 });
    const shown = await shownAgain(stage, change);
    expect(findingsOf(shown, "limit.content")).toMatchObject([{ class: "opaque", evidence: { bytes: "6000000" } }]);
    expect(findingsOf(shown, "text.invisible")).toHaveLength(1);
    expect(Object.keys(shown.roles)).toEqual(["data-guard", "oracle"]);
    expect(await gate(head)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3 });
    await say("approve", change, "nils");
    expect(await gate(head)).toEqual(allowed());
  });

  it("J5: a file of 100 MB, a line of 50 MB and a million unlike lines are findings, not analysed, and in the digest", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const shown = await shownOf(stage, {
      "ranker/large.py": Buffer.alloc(100 * 1024 * 1024, "x = 1\n"),
      "ranker/line.py": Buffer.alloc(50 * 1024 * 1024, "x"),
      "ranker/unlike.py": Array.from({ length: 1_000_000 }, (_, at) => `${at}\n`).join(""),
      "ranker/small.py": "a\u200b = 1\n",
    });
    expect(findingsOf(shown, "limit.content").map(({ at, evidence }) => [at[0]?.path, evidence["bytes"]])).toEqual([
      ["ranker/large.py", "104857600"],
      ["ranker/line.py", "52428800"],
      ["ranker/unlike.py", "6888890"],
    ]);
    expect(findingsOf(shown, "text.invisible")).toHaveLength(1);
    expect(shown.entries).toHaveLength(4);
    expect(shown.coverage.map(({ path, analysed }) => [path, analysed])).toEqual([
      ["ranker/large.py", "none"],
      ["ranker/line.py", "none"],
      ["ranker/small.py", "syntax"],
      ["ranker/unlike.py", "none"],
    ]);
    expect(await stage.gate(stage.repo.id("refs/heads/proposed"))).toMatchObject({ code: "decision.missing", exit: 3 });
  });

  it.each([
    ["D18: an entry that is another", "ranker/score.py", "ranker/scorf.py"],
    ["D18: a contributor who is another", "olga", "igor"],
    ["D23: another spelling of the same", '"findings":[', '"findings": ['],
  ])("%s: the packet is not the one that is signed, so nothing is shown and nothing signed", async (_, part, other) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { say, run } = stage;
    const shown = await shownOf(stage, { "ranker/score.py": "weight = 2\n" });
    const file = packetFile(stage, shown);
    const packet = readFileSync(file, "utf8");
    expect(packet).toContain(part);
    const served = join(folder.path, "served.json");
    writeFileSync(served, packet.replace(part, other));
    const refused = await say("approve", shown.change, "dana", "--packet", served);
    expect([refused.exit, member(refused.json, "code")]).toEqual([6, "packet.digest"]);
    writeFileSync(file, packet.replace(part, other));
    const hidden = await run("show", shown.change, "--json");
    expect([hidden.exit, member(hidden.json, "code")]).toEqual([6, "files.digest"]);
    const plain = await say("approve", shown.change, "dana");
    expect([plain.exit, member(plain.json, "code")]).toEqual([6, "files.digest"]);
    rmSync(file);
    const absent = await say("approve", shown.change, "dana");
    expect([absent.exit, member(absent.json, "code")]).toEqual([6, "packet.missing"]);
    for (const against of ["hold", "reject", "revoke"]) expect((await say(against, shown.change, "dana")).exit).toBe(0);
    writeFileSync(file, packet);
    expect((await say("approve", shown.change, "dana", "--packet", file)).exit).toBe(0);
    expect(await stage.gate(stage.repo.id("refs/heads/proposed"))).toEqual(allowed());
  });

  it("D20: the packet says what below its base is not covered, and links the change that stands for it", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, cover, say } = stage;
    const unseen = repo.commit({ files: { "ranker/unseen.py": "x = 1\n" }, parents: [c0], ref: "refs/heads/main" });
    const open = repo.commit({ files: { "ranker/open.py": "x = 1\n" }, parents: [unseen], ref: "refs/heads/main" });
    const waiting = (await capture(open, { base: unseen })).change;
    const head = repo.commit({
      files: { "ranker/score.py": "weight = 2\n" },
      parents: [open],
      ref: "refs/heads/proposed",
    });
    const shown = await shownAgain(stage, (await capture(head, { base: open })).change);
    expect(shown.ledgers["uncovered-base"]).toEqual([
      { from: c0, to: unseen, state: "denied", paths: "ranker/unseen.py", environments: "production" },
      { from: unseen, to: open, state: "pending", change: waiting, environments: "production" },
    ]);
    expect((await stage.run("show", shown.change)).stdout.replaceAll(/\s+/gu, " ")).toContain(
      `state pending, change ${waiting}, environments production`,
    );
    await say("approve", waiting, "dana");
    await cover(unseen, { base: c0 });
    const settled = await shownAgain(stage, (await capture(head, { base: open })).change);
    expect(settled.change).toBe(shown.change);
    expect(settled.ledgers["uncovered-base"]).toBeUndefined();
  });

  it("D24: a class that no step has alone is asked for with the step that completes it", async () => {
    using folder = tempFolder();
    const edits = BY_CLASS.map(
      ([part, text]) => [part, text.replace("[egress, feature.personal]", "[threshold]")] as const,
    );
    const stage = await openStage(folder.path, { edits });
    const { repo, c0, cover, say, gate } = stage;
    const first = repo.commit({ files: { "ranker/a.py": "alpha = 5000\n" }, parents: [c0] });
    const second = repo.commit({ files: { "ranker/a.py": "follower_limit = 5000\n" }, parents: [first] });
    await cover(first, { base: c0 });
    expect(await gate(first)).toEqual(allowed());
    const change = await cover(second, { base: first });
    expect(await gate(second)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3 });
    await say("approve", change, "nils", "--again");
    expect(await gate(second)).toEqual(allowed());
  });

  it("D25: a role that is asked by class alone is warned of, and no other detectors are run for those that are pinned", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, { edits: BY_CLASS });
    const { repo, c0, cover, gate, run } = stage;
    const { stdout } = await run("policy", "check", stage.policy);
    expect(stdout).toContain("The role data-guard is asked only where detectors find something");
    const evasion = repo.commit({ files: { "ranker/a.py": "u = 'ht' + 'tps:/' + '/x'\n" }, parents: [c0] });
    await cover(evasion, { base: c0 });
    expect(await gate(evasion)).toEqual(allowed());
    const plain = repo.commit({ files: { "ranker/a.py": "u = 'https://collect.acme.net/x'\n" }, parents: [c0] });
    await cover(plain, { base: c0 });
    expect(await gate(plain)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3 });
    using other = tempFolder();
    const older = BY_CLASS.map(([part, text]) => [part, text.replace(DETECTORS.version, "0.0.9")] as const);
    const pinned = await openStage(other.path, { edits: older });
    const same = pinned.repo.commit({ files: { "ranker/a.py": "x\n" }, parents: [pinned.c0] });
    await pinned.cover(same, { base: pinned.c0, by: ["dana", "nils"] });
    expect(await pinned.gate(same)).toMatchObject(failed("policy.detectors"));
  });
});
