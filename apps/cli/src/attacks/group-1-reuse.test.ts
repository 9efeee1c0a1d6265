import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done } from "../governed-home.testing.ts";
import { land, pick, withTreeOf } from "./landing.testing.ts";
import { allowed, openStage, residual } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const USED = {
  decision: "deny",
  code: "gate.approval-used",
  exit: 4,
  residual: [],
  reasons: ["gate.approval-used"],
};
const WAITING = { decision: "pending", code: "decision.missing", exit: 3, residual: [], reasons: ["decision.missing"] };

describe("group 1: an approval used for more than it was given for", () => {
  it("A13: a change that was landed and reverted lands again only after another approval", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, cover, capture, gate, say } = stage;
    const { h, reverted, again } = landedAndReverted(stage);
    await cover(h, { base: stage.c0 });
    expect(await gate(h)).toEqual(allowed());
    const undone = residual("ranker/new.py", "ranker/score.py");
    expect(await gate(reverted)).toEqual({ ...undone, reasons: ["gate.residual"] });
    expect(await gate(again)).toEqual({ ...undone, reasons: ["gate.residual", "gate.approval-used"] });
    await cover(reverted, { base: h });
    expect(await gate(reverted)).toEqual(allowed());
    expect(await gate(again)).toEqual(USED);
    const { change } = await capture(again, { base: reverted });
    expect(await gate(again)).toEqual(USED);
    await done(say("approve", change, "dana"));
    expect(await gate(again)).toEqual(allowed());
    expect(await gate(withTreeOf(repo, reverted, again))).toEqual(USED);
  });

  it("A13: an approval that is repeated on the first capture lets the content land a second time, and no third", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, cover, gate, say } = stage;
    const { h, reverted, again } = landedAndReverted(stage);
    const change = await cover(h, { base: stage.c0 });
    const revert = await cover(reverted, { base: h });
    for (const one of [change, revert]) await done(say("approve", one, "dana", "--again"));
    expect(await gate(again)).toEqual(allowed());
    const twice = withTreeOf(repo, reverted, again);
    expect(await gate(twice)).toEqual(allowed());
    expect(await gate(withTreeOf(repo, h, twice))).toEqual({ ...USED, reasons: [USED.code, USED.code] });
  });

  it("A14: a part of an approved change is another change", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const files = { "ranker/score.py": "two\n", "ranker/guard.py": "check()\n" };
    await cover(repo.commit({ files, parents: [c0], ref: "refs/heads/feature" }));
    const part = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: null });
    expect(await gate(part)).toEqual({ ...residual("ranker/score.py"), reasons: ["gate.residual"] });
    const rest = repo.commit({ files: { "ranker/guard.py": "check()\n" }, parents: [part], ref: null });
    expect(await gate(rest)).toEqual(allowed());
    const bent = repo.commit({ files: { ...files, "ranker/guard.py": "pass\n" }, parents: [c0], ref: null });
    expect(await gate(bent)).toEqual({ ...residual("ranker/guard.py", "ranker/score.py"), reasons: ["gate.residual"] });
  });

  it("A14: two approved changes are two commits, not one", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const [h1, h2] = ["ranker/score.py", "ui/list.ts"].map((path) =>
      repo.commit({ files: { [path]: "two\n" }, parents: [c0], ref: `refs/heads/${path}` }),
    );
    for (const head of [h1, h2]) await cover(head ?? "");
    const both = { "ranker/score.py": "two\n", "ui/list.ts": "two\n" };
    expect(await gate(repo.commit({ files: both, parents: [c0], ref: null }))).toEqual({
      ...residual("ranker/score.py", "ui/list.ts"),
      reasons: ["gate.residual"],
    });
    expect(await gate(pick(repo, h2 ?? "", h1 ?? ""))).toEqual(allowed());
    expect(await gate(repo.merge(h1 ?? "", h2 ?? "", { ref: null }))).toEqual(allowed());
  });

  it("A16: of an approved branch that landed by rebase only the last commit may be deployed", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, cover, gate } = stage;
    const { branch, moved } = threeCommits(stage);
    await cover(branch);
    const third = land(repo, branch, "rebase", moved);
    await cover(moved, { base: stage.c0 });
    const first = residual("ranker/score.py");
    expect(await gate(repo.id(`${third}~2`))).toEqual({ ...first, reasons: ["gate.residual"] });
    expect(await gate(repo.id(`${third}~1`))).toEqual({
      ...residual("ranker/new.py", "ranker/score.py"),
      reasons: ["gate.residual", "gate.residual"],
    });
    expect(await gate(third)).toEqual(allowed());
    const fourth = withTreeOf(repo, repo.id(`${third}~1`), third);
    expect(await gate(fourth)).toEqual({ ...residual("ranker/weights.json"), reasons: ["gate.residual"] });
  });

  it("A19: approved content does not come back after a revert below the settled commit", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, cover, gate, settle } = stage;
    const { h, reverted } = landedAndReverted(stage);
    await cover(h, { base: stage.c0 });
    await settle(h);
    await cover(reverted, { base: h });
    expect(await gate(reverted)).toEqual(allowed());
    expect(await gate(pick(repo, h, reverted))).toEqual(USED);
    await settle(reverted);
    const picked = pick(repo, h, reverted);
    expect(await gate(picked)).toEqual(USED);
    await cover(picked, { base: reverted });
    expect(await gate(picked)).toEqual(allowed());
  });
});

describe("group 1: an approval used elsewhere", () => {
  const MAIN = ["--ref", "refs/heads/main"];
  const RELEASE = "refs/heads/release/1";
  const refs = (release: string) => [["[{ref: refs/heads/main}]", `[{ref: refs/heads/main}, ${release}]`] as const];

  it("A12: an approval for main is none for a release branch", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, { edits: refs(`{ref: ${RELEASE}}`), place: MAIN });
    const { repo, c0, settle, cover, gate, capture, say } = stage;
    await settle(c0, "--ref", RELEASE);
    const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    const change = await cover(h, { ref: "refs/heads/main" });
    expect(await gate(h, { ref: "refs/heads/main" })).toEqual(allowed());
    const elsewhere = { ...residual("ranker/score.py"), reasons: ["gate.residual", "decision.ref"] };
    expect(await gate(h, { ref: RELEASE })).toEqual(elsewhere);
    expect(await gate(withTreeOf(repo, h, c0), { ref: RELEASE })).toEqual(elsewhere);
    const retargeted = await capture(h, { ref: RELEASE });
    expect(retargeted.change).not.toBe(change);
    expect(await gate(h, { ref: RELEASE })).toEqual(WAITING);
    await done(say("approve", retargeted.change, "dana"));
    expect(await gate(h, { ref: RELEASE })).toEqual(allowed());
  });

  it("A12: a release branch that accepts main takes its approvals, and main takes none of the branch's", async () => {
    using folder = tempFolder();
    const edits = refs(`{ref: ${RELEASE}, accepts: [refs/heads/main]}`);
    const { repo, c0, settle, cover, gate } = await openStage(folder.path, { edits, place: MAIN });
    await settle(c0, "--ref", RELEASE);
    const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    await cover(h, { ref: "refs/heads/main" });
    expect(await gate(h, { ref: RELEASE })).toEqual(allowed());
    const fix = repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [c0], ref: "refs/heads/fix" });
    await cover(fix, { ref: RELEASE });
    expect(await gate(fix, { ref: RELEASE })).toEqual(allowed());
    expect(await gate(fix, { ref: "refs/heads/main" })).toEqual({
      ...residual("ui/list.ts"),
      reasons: ["gate.residual", "decision.ref"],
    });
  });

  it("A12: an approval for one repository is none for another with the same objects, a fork or not", async () => {
    using folder = tempFolder();
    const other = "local:other";
    const place = ["--repository", "local:feed"];
    const stage = await openStage(folder.path, { edits: [secondRepository(other)], place });
    const { repo, c0, settle, cover, gate } = stage;
    await settle(c0, "--repository", other);
    const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    await cover(h, { repository: "local:feed" });
    expect(await gate(h, { repository: "local:feed" })).toEqual(allowed());
    const fork = `${folder.path}/fork`;
    repo.git(["clone", "--quiet", "--bare", repo.path, fork]);
    expect(await gate(h, { repository: "local:feed", repo: fork })).toEqual(allowed());
    for (const repo of [stage.repo.path, fork])
      expect(await gate(h, { repository: other, repo })).toEqual({
        ...residual("ranker/score.py"),
        reasons: ["gate.residual", "decision.repository"],
      });
    expect(await gate(h, { repository: "local:third" })).toMatchObject({
      decision: "error",
      code: "policy.repository",
      exit: 6,
    });
  });

  it("A12: an approval on one base is none on another", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, capture, gate } = stage;
    const base = repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [c0], ref: "refs/heads/base" });
    const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [base], ref: "refs/heads/feature" });
    const stacked = await cover(h, { base });
    const onMain = { ...residual("ranker/score.py", "ui/list.ts"), reasons: ["gate.residual", "decision.base"] };
    expect(await gate(withTreeOf(repo, h, c0))).toEqual(onMain);
    expect(await gate(repo.commit({ tree: repo.id(`${h}^{tree}`), parents: [c0, h], ref: null }))).toEqual(onMain);
    expect(await gate(h)).toEqual({ ...residual("ui/list.ts"), reasons: ["gate.residual"] });
    const retargeted = await capture(h, { base: c0 });
    expect(retargeted.change).not.toBe(stacked);
    expect(await gate(withTreeOf(repo, h, c0))).toEqual(WAITING);
  });

  it("A12: two proposals with one head are one change, approved once for one landing", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, capture, gate } = stage;
    const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    const one = await cover(h, { proposal: "1" });
    expect((await capture(h, { proposal: "2" })).change).toBe(one);
    expect(await gate(h)).toEqual(allowed());
  });
});

/** c0, a change of two files, its revert, and the change again, as hosts write them. */
function landedAndReverted({ repo, c0 }: Stage): {
  readonly h: string;
  readonly reverted: string;
  readonly again: string;
} {
  const files = { "ranker/score.py": "two\n", "ranker/new.py": "new\n" };
  const h = repo.commit({ files, parents: [c0], ref: "refs/heads/feature" });
  const reverted = withTreeOf(repo, c0, h, `Revert "two"\n\nThis reverts commit ${h}.`);
  return { h, reverted, again: pick(repo, h, reverted) };
}

/** A branch of three commits in three files, and a tip of main that moved in a fourth. */
function threeCommits({ repo, c0 }: Stage): { readonly branch: string; readonly moved: string } {
  const ref = "refs/heads/feature";
  repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref });
  repo.commit({ files: { "ranker/new.py": "new\n" }, ref });
  const branch = repo.commit({ files: { "ranker/weights.json": "{}\n" }, ref });
  return { branch, moved: repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [c0], ref: null }) };
}

function secondRepository(id: string): readonly [string, string] {
  const rest = `uri: git+file:///srv/other, refs: [{ref: refs/heads/main}], scope: {include: ["**"], exclude: []}`;
  return ["repositories:\n", `repositories:\n  - {id: "${id}", ${rest}}\n`];
}
