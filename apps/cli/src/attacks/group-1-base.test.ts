import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { land, pick } from "./landing.testing.ts";
import type { Landing } from "./landing.testing.ts";
import { allowed, openStage, residual } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const ALLOWED = allowed();
const UNEXPLAINED = { ...residual("ranker/rules.py"), reasons: ["gate.residual"] };
const CLASS = {
  decision: "deny",
  code: "gate.class-not-accepted",
  exit: 4,
  residual: [],
  reasons: ["gate.class-not-accepted"],
};

describe("group 1: the base moves after the approval", () => {
  it.each<readonly [string, object]>([
    ["same-change", ALLOWED],
    ["exact-tree", CLASS],
    ["clean-merge", ALLOWED],
    ["same-change, exact-tree", ALLOWED],
    ["exact-tree, clean-merge", ALLOWED],
  ])("A7a: another file changed below the approved change, judged under %s", async (coverage, answer) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, { coverage });
    const [mine, other] = await twoApproved(stage, { "ranker/score.py": "two\n" }, { "ui/list.ts": "two\n" });
    const moved = land(stage.repo, other, "squash");
    expect(await stage.gate(moved)).toEqual(ALLOWED);
    expect(await stage.gate(land(stage.repo, mine, "squash"))).toEqual(answer);
  });

  it.each<Landing>(["merge", "squash", "rebase"])(
    "A7a: a change of other files below does not matter to a landing by %s",
    async (how) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path);
      const [mine, other] = await twoApproved(stage, { "ranker/score.py": "two\n" }, { "ui/list.ts": "two\n" });
      land(stage.repo, other, how);
      expect(await stage.gate(land(stage.repo, mine, how))).toEqual(ALLOWED);
    },
  );

  it.each<readonly [string, object]>([
    ["same-change", UNEXPLAINED],
    ["exact-tree", UNEXPLAINED],
    ["clean-merge", ALLOWED],
    ["same-change, exact-tree", UNEXPLAINED],
    ["same-change, exact-tree, clean-merge", ALLOWED],
  ])(
    "A7b: another place of the same file changed below the approved change, judged under %s",
    async (coverage, answer) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path, { coverage });
      const rules = settledRules(stage);
      await stage.settle(rules);
      const [mine, other] = await twoApproved(stage, rulesWith({ 1: "first" }), rulesWith({ 9: "last" }), rules);
      const moved = land(stage.repo, other, "squash", rules);
      expect(await stage.gate(moved)).toEqual(ALLOWED);
      for (const how of ["squash", "merge", "rebase"] as const)
        expect(await stage.gate(land(stage.repo, mine, how, moved))).toEqual(answer);
    },
  );

  it.each(["same-change", "exact-tree", "clean-merge", "same-change, exact-tree, clean-merge"])(
    "A7c: a conflict that was solved by hand was seen by nobody, under %s",
    async (coverage) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path, { coverage });
      const rules = settledRules(stage);
      await stage.settle(rules);
      const [mine, other] = await twoApproved(stage, rulesWith({ 5: "mine" }), rulesWith({ 5: "theirs" }), rules);
      const moved = land(stage.repo, other, "squash", rules);
      const solved = { files: rulesWith({ 5: "both" }), ref: null };
      expect(await stage.gate(stage.repo.commit({ ...solved, parents: [moved, mine] }))).toEqual(UNEXPLAINED);
      expect(await stage.gate(stage.repo.commit({ ...solved, parents: [moved] }))).toEqual(UNEXPLAINED);
      const asIfNothing = stage.repo.commit({ files: rulesWith({ 5: "mine" }), ref: null, parents: [moved, mine] });
      expect(await stage.gate(asIfNothing)).toEqual({
        ...UNEXPLAINED,
        reasons: ["gate.residual", "decision.base"],
      });
    },
  );
});

describe("group 1: where the line of the candidate runs", () => {
  it("A15: a group commit whose tree lacks a settled change takes it away before everybody's eyes", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, settle, gate } = stage;
    const [mine, fix] = await twoApproved(stage, { "ranker/score.py": "two\n" }, { "ui/list.ts": "two\n" });
    const settled = land(repo, fix, "squash");
    await settle(settled);
    const group = (parents: readonly string[]) =>
      repo.commit({ message: "Merge group", tree: repo.id(`${mine}^{tree}`), parents, ref: null });
    const both = residual("ranker/score.py", "ui/list.ts");
    const wrongBase = { ...both, reasons: ["gate.residual", "decision.base"] };
    expect(await gate(group([settled]))).toEqual(wrongBase);
    expect(await gate(group([settled, mine]))).toEqual(wrongBase);
    const dropped = repo.commit({ tree: repo.id(`${c0}^{tree}`), parents: [settled], ref: null });
    expect(await gate(dropped)).toEqual({ ...residual("ui/list.ts"), reasons: ["gate.residual"] });
    const after = pick(repo, mine, dropped);
    expect(await gate(after)).toEqual({ ...residual("ui/list.ts"), reasons: ["gate.residual"] });
  });

  it("A15: a change that was approved and landed is dropped by nobody's approval of another one", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, gate } = stage;
    const [mine, fix] = await twoApproved(stage, { "ranker/score.py": "two\n" }, { "ui/list.ts": "two\n" });
    const landed = land(repo, fix, "squash");
    const group = repo.commit({ tree: repo.id(`${mine}^{tree}`), parents: [landed, mine], ref: null });
    expect(await gate(group)).toEqual({
      ...residual("ranker/score.py", "ui/list.ts"),
      reasons: ["gate.residual", "decision.base"],
    });
  });

  it("A19: an approval of the same content on a base beside the line is not taken for one that has the wrong class", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, { coverage: "clean-merge" });
    const { repo, c0, cover, capture, gate } = stage;
    const both = { "ranker/score.py": "two\n", "ui/list.ts": "two\n" };
    const half = repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [c0], ref: "refs/heads/half" });
    await cover(half, { base: c0 });
    const aside = repo.commit({ files: { "docs/a.md": "Aside.\n" }, parents: [c0], ref: null });
    await cover(repo.commit({ files: both, parents: [aside], ref: "refs/heads/there" }), { base: aside });
    await capture(repo.commit({ files: both, parents: [c0], ref: "refs/heads/here" }), { base: c0 });
    const rest = repo.commit({ files: both, parents: [half], ref: null });
    const missing = { decision: "pending", code: "decision.missing", exit: 3, residual: [] };
    expect(await gate(rest)).toEqual({ ...missing, reasons: ["decision.missing"] });
  });

  it("A18: an older line with something new on it does not lose a settled fix", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, settle, gate } = stage;
    const [fix, mine] = await twoApproved(stage, { "ui/list.ts": "fixed\n" }, { "ranker/score.py": "two\n" });
    const fixed = land(repo, fix, "squash");
    await settle(fixed);
    const backward = {
      decision: "deny",
      code: "gate.not-forward",
      exit: 4,
      residual: [],
      reasons: ["gate.not-forward"],
    };
    expect(await gate(pick(repo, mine, c0))).toEqual(backward);
    expect(await gate(mine)).toEqual(backward);
    expect(await gate(c0)).toEqual(backward);
    expect(await gate(repo.merge(mine, fixed, { ref: null }))).toEqual(backward);
    expect(await gate(pick(repo, mine, fixed))).toEqual(ALLOWED);
    expect(await gate(fixed)).toEqual({ ...ALLOWED, reasons: ["gate.settled"] });
  });
});

/** Two branches from one commit (c0), each captured there and approved. */
async function twoApproved(
  { repo, c0, cover }: Stage,
  one: Readonly<Record<string, string>>,
  two: Readonly<Record<string, string>>,
  base = c0,
): Promise<readonly [string, string]> {
  const first = repo.commit({ files: one, parents: [base], ref: "refs/heads/one" });
  const second = repo.commit({ files: two, parents: [base], ref: "refs/heads/two" });
  await cover(first, { base });
  await cover(second, { base });
  return [first, second];
}

/** A file of nine lines on main, on top of c0. */
function settledRules({ repo }: Stage): string {
  return repo.commit({ files: rulesWith({}) });
}

/** The nine lines with some of them replaced, counted from 1. */
function rulesWith(lines: Readonly<Record<number, string>>): { readonly "ranker/rules.py": string } {
  const all = Array.from({ length: 9 }, (_, index) => lines[index + 1] ?? `rule ${index + 1}`);
  return { "ranker/rules.py": `${all.join("\n")}\n` };
}
