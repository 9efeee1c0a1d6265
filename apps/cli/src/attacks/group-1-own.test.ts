import { readFileSync } from "node:fs";
import { formatCanonical, parseCanonical, parseEnvelope, formatEnvelope, signEnvelope } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { workInHome } from "@countersign/home";
import { openHome } from "@countersign/home/folder";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { loggedByForce } from "./forced-leaf.testing.ts";
import { land, pick, withTreeOf } from "./landing.testing.ts";
import { signedAside } from "./resign.testing.ts";
import { allowed, openStage, residual } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const ALLOWED = allowed();
const USED = { decision: "deny", code: "gate.approval-used", exit: 4, residual: [], reasons: ["gate.approval-used"] };
const WAITING = { decision: "pending", code: "decision.missing", exit: 3, residual: [], reasons: ["decision.missing"] };

describe("group 1: more changes after approval", () => {
  it.each(["fast-forward", "rebase", "squash", "merge"] as const)(
    "A20: a proposal of which an earlier revision was captured, and never approved, lands by %s",
    async (how) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path);
      const { repo, c0, capture, cover, gate } = stage;
      const [r1, r2] = twoRevisions(stage);
      await capture(r1, { proposal: "7" });
      await cover(r2, { proposal: "7" });
      expect(await gate(land(repo, r2, how, c0))).toEqual(ALLOWED);
    },
  );

  it.each(["fast-forward", "rebase", "squash", "merge"] as const)(
    "A20: a proposal of which an earlier revision was approved as well lands by %s",
    async (how) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path);
      const { repo, c0, cover, gate } = stage;
      const [r1, r2] = twoRevisions(stage);
      await cover(r1, { proposal: "7" });
      await cover(r2, { proposal: "7" });
      expect(await gate(land(repo, r2, how, c0))).toEqual(ALLOWED);
    },
  );

  it("A33: a proposal that names itself as its own earlier revision still lands once", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, cover, gate } = stage;
    const [r1, r2] = twoRevisions(stage);
    await capture(r1, { proposal: "7" });
    await capture(r2, { proposal: "7" });
    await cover(r1, { proposal: "7" });
    const landed = land(repo, r1, "squash", c0);
    const reverted = withTreeOf(repo, c0, landed);
    await cover(reverted, { base: landed });
    expect(await gate(withTreeOf(repo, r1, reverted))).toEqual(USED);
  });

  it("A21: a change that landed as several commits and was settled lands again only after another approval", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate, settle } = stage;
    const [, branch] = twoRevisions(stage);
    await cover(branch);
    const landed = land(repo, branch, "rebase", c0);
    expect(await gate(landed)).toEqual(ALLOWED);
    await settle(landed);
    const reverted = withTreeOf(repo, c0, landed);
    await cover(reverted, { base: landed });
    expect(await gate(reverted)).toEqual(ALLOWED);
    expect(await gate(withTreeOf(repo, branch, reverted))).toEqual(USED);
  });

  it("A22: rejected content in two halves is two changes, and each needs its own approval", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, cover, gate, say } = stage;
    const [half, whole] = twoRevisions(stage);
    const { change } = await capture(whole);
    await done(say("reject", change, "nils"));
    await cover(half, { base: c0 });
    expect(await gate(whole)).toEqual({ ...residual("ui/list.ts"), reasons: ["gate.residual"] });
    await cover(whole, { base: half });
    expect(await gate(whole)).toEqual(ALLOWED);
    expect(await gate(withTreeOf(repo, whole, c0))).toMatchObject({ code: "decision.rejected", exit: 4, residual: [] });
  });

  it("A23: moving a file out of the scope takes it away, and what only moves outside needs nobody", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const h = repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [c0], ref: null });
    await cover(h);
    const outside = repo.commit({ files: { "docs/a.md": null, "docs/b.md": "About.\n" }, parents: [h], ref: null });
    expect(await gate(outside)).toEqual(ALLOWED);
    const score = repo.git(["show", `${h}:ranker/score.py`]);
    const hidden = { "ranker/score.py": null, "docs/score.py": `${score}\n` };
    expect(await gate(repo.commit({ files: hidden, parents: [h], ref: null }))).toEqual({
      ...residual("ranker/score.py"),
      reasons: ["gate.residual"],
    });
  });

  it.each(["docs/.gitattributes", "docs/deep/.gitmodules", "docs/.lfsconfig"])(
    "A24: %s is in scope although its folder is not",
    async (path) => {
      using folder = tempFolder();
      const { repo, c0, gate } = await openStage(folder.path);
      const h = repo.commit({ files: { [path]: "* -diff\n", "docs/x.md": "x\n" }, parents: [c0], ref: null });
      expect(await gate(h)).toEqual({ ...residual(path), reasons: ["gate.residual"] });
    },
  );

  it.each([
    ["executable", { mode: "100755", content: "two\n" }],
    ["a link with the same bytes", { link: "two\n" }],
  ] as const)("A25: approved content landed as %s is not what was approved", async (_, file) => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    await cover(repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [c0], ref: "refs/heads/feature" }));
    const landed = repo.commit({ files: { "ui/list.ts": file }, parents: [c0], ref: null });
    expect(await gate(landed)).toEqual({ ...residual("ui/list.ts"), reasons: ["gate.residual"] });
  });

  it("A26: an uncovered change and its undoing are both left over", async () => {
    using folder = tempFolder();
    const { repo, c0, gate } = await openStage(folder.path);
    const evil = repo.commit({ files: { "ranker/evil.py": "evil\n" }, parents: [c0], ref: null });
    expect(await gate(withTreeOf(repo, c0, evil))).toEqual({
      ...residual("ranker/evil.py", "ranker/evil.py"),
      reasons: ["gate.residual", "gate.residual"],
    });
  });

  it("A27: a branch that wandered is judged by where it arrived", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const ref = "refs/heads/feature";
    repo.commit({ files: { "ranker/evil.py": "evil\n" }, parents: [c0], ref });
    const back = repo.commit({ files: { "ranker/evil.py": null, "ui/list.ts": "two\n" }, ref });
    await cover(back);
    expect(await gate(back)).toEqual(ALLOWED);
    expect(await gate(repo.id(`${back}~1`))).toEqual({ ...residual("ranker/evil.py"), reasons: ["gate.residual"] });
  });

  it("A28: of two approved alternatives one lands, not one over the other", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const [one, two] = ["one\n", "two\n"].map((text) =>
      repo.commit({ files: { "ui/list.ts": text }, parents: [c0], ref: null }),
    );
    for (const head of [one, two]) await cover(head ?? "");
    for (const head of [one, two]) expect(await gate(head ?? "")).toEqual(ALLOWED);
    const over = withTreeOf(repo, two ?? "", one ?? "");
    expect(await gate(over)).toEqual({ ...residual("ui/list.ts"), reasons: ["gate.residual", "decision.base"] });
  });

  it("A29: an old baseline in the log again does not bring the old line back", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, settle, gate } = stage;
    const old = await evidenceAt(stage, 1);
    const fix = repo.commit({ files: { "ui/list.ts": "fixed\n" }, parents: [c0], ref: null });
    await settle(fix);
    const x = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: null });
    await cover(x, { base: c0 });
    const backward = {
      decision: "deny",
      code: "gate.not-forward",
      exit: 4,
      residual: [],
      reasons: ["gate.not-forward"],
    };
    expect(await gate(x)).toEqual(backward);
    await loggedByForce(stage.home, "baseline", old);
    expect(await gate(x)).toEqual(backward);
    const { payloadType, payload, signatures } = parseEnvelope(old);
    await loggedByForce(
      stage.home,
      "baseline",
      formatEnvelope({
        payloadType,
        payload,
        signatures: signatures.toReversed().map(({ sig }) => ({ keyid: "x", sig })),
      }),
    );
    expect(await gate(x)).toEqual(backward);
    expect(await gate(pick(repo, x, fix))).toEqual(ALLOWED);
  });

  it("A30: an approval of a replaced revision, forced into the log, is one of that revision only", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { capture, gate, repo, c0 } = stage;
    const [r1, r2] = twoRevisions(stage);
    const one = await capture(r1, { proposal: "7" });
    const page = await signedAside(stage, "approve", one.change, "dana");
    await capture(r2, { proposal: "7" });
    await loggedByForce(stage.home, "review", readFileSync(page));
    expect(await gate(r1)).toEqual(ALLOWED);
    expect(await gate(withTreeOf(repo, r2, c0))).toEqual(WAITING);
    expect(await gate(r2)).toEqual(WAITING);
  });

  it("A31: a captured change that says another digest than its entries have is no change", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, gate, home, run } = stage;
    const good = await capture(
      repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [c0], ref: "refs/heads/good" }),
    );
    const evil = await capture(
      repo.commit({ files: { "ui/list.ts": "evil\n" }, parents: [c0], ref: "refs/heads/evil" }),
    );
    expect(await gate(c0)).toMatchObject({ decision: "allow" });
    const evidence = await evidenceAt(stage, good.leaf.index);
    await loggedByForce(
      home,
      "change",
      await resignedByService(home, evidence, { changeDigest: evil["changeDigest"] ?? "" }),
    );
    expect(await run("bundle", "-o", `${folder.path}/forged.bundle`, "--json")).toMatchObject({
      exit: 6,
      json: { decision: "error", code: "statement.changeDigest" },
    });
  });

  it("A32: a capture between histories without a common commit is refused by its name", async () => {
    using folder = tempFolder();
    const { repo, run } = await openStage(folder.path);
    const stranger = repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [], ref: "refs/heads/stranger" });
    expect(await run("capture", "--repo", repo.path, "--base", "main", "--head", stranger, "--json")).toMatchObject({
      exit: 6,
      json: { code: "change.unrelated" },
    });
  });
});

/** A branch of two commits in two files: the first revision of a proposal, and the second. */
function twoRevisions({ repo, c0 }: Stage): readonly [string, string] {
  const ref = "refs/heads/feature";
  const first = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref });
  return [first, repo.commit({ files: { "ui/list.ts": "two\n" }, ref })];
}

/** The envelope of a leaf. */
async function evidenceAt({ run }: Stage, leaf: number): Promise<Uint8Array> {
  const { stdout } = await done(run("evidence", String(leaf)));
  return new TextEncoder().encode(stdout);
}

/** A record with members of its predicate replaced, signed by the service itself. */
async function resignedByService(home: string, evidence: Uint8Array, edits: JsonObject): Promise<Uint8Array> {
  await using opened = await workInHome(openHome(home, {}));
  const { payloadType, payload } = parseEnvelope(evidence);
  const statement = parseCanonical(payload, "statement") as JsonObject;
  const predicate = { ...(member(statement, "predicate") as JsonObject), ...edits };
  const edited = formatCanonical({ ...statement, predicate });
  const { seed } = opened.serviceKey;
  return formatEnvelope(signEnvelope(nodeCrypto, { seed, keyid: "service-1", payloadType, payload: edited }));
}
