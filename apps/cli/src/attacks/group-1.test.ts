import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { land, withTreeOf } from "./landing.testing.ts";
import type { Landing } from "./landing.testing.ts";
import { FILES, allowed, openStage, residual } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const WAITING = { decision: "pending", code: "decision.missing", exit: 3, residual: [], reasons: ["decision.missing"] };
const REWEIGHTED = { "ranker/weights.json": '{"like": 1, "share": 3}\n' };

describe("group 1: change after approval", () => {
  it.each<readonly [Landing, readonly string[]]>([
    ["fast-forward", LATER],
    ["rebase", LATER],
    ["merge", [...LATER, "ranker/weights.json"]],
    ["squash", [...LATER, "ranker/weights.json"]],
  ])("A1: another commit after the approval is what is left over when it lands by %s", async (how, left) => {
    using folder = tempFolder();
    const { repo, cover, gate, ...stage } = await openStage(folder.path);
    const h1 = proposed(stage, repo, REWEIGHTED);
    await cover(h1);
    const h2 = repo.commit({ files: AFTERWARDS, parents: [h1], ref: "refs/heads/feature" });
    expect(await gate(land(repo, h2, how))).toEqual({ ...residual(...left), reasons: ["gate.residual"] });
    expect(await gate(land(repo, h1, how, stage.c0))).toEqual(allowed());
  });

  it("A2: a force-push to other content and back leaves an approval with what it approved", async () => {
    using folder = tempFolder();
    const { repo, c0, capture, cover, gate, run } = await openStage(folder.path);
    const h1 = repo.commit({ files: REWEIGHTED, parents: [c0], ref: "refs/heads/feature" });
    const first = await cover(h1, { proposal: "7" });
    const h2 = repo.commit({ files: { "ui/list.ts": "export {};\n" }, parents: [c0], ref: "refs/heads/feature" });
    expect(await gate(h2)).toEqual({ ...residual("ui/list.ts"), reasons: ["gate.residual"] });
    const second = await capture(h2, { proposal: "7" });
    expect(second).toMatchObject({ previous: [first] });
    expect(await gate(h2)).toEqual(WAITING);
    const back = await capture(h1, { proposal: "7" });
    expect(back).toMatchObject({ change: first, previous: [second.change] });
    expect(await gate(h1)).toEqual(allowed());
    const { json } = await run("queue", "--json");
    const moves = { moves: [first, second.change, first].map((change) => expect.objectContaining({ change })) };
    expect(member(json, "changes")).toMatchObject([{ change: first, state: "pending", ...moves }, { state: "replaced" }]);
  });

  it.each([
    ["in 2001", 1_000_000_000],
    ["in 2099", 4_070_908_800],
    ["in 1970", 0],
  ])("A4: commits dated %s are judged like any others", async (_, date) => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const approved = repo.commit({ files: REWEIGHTED, parents: [c0], date, ref: null });
    await cover(approved);
    expect(await gate(approved)).toEqual(allowed());
    const more = repo.commit({ files: { "ui/list.ts": "export {};\n" }, parents: [approved], date, ref: null });
    expect(await gate(more)).toEqual({ ...residual("ui/list.ts"), reasons: ["gate.residual"] });
  });

  it.each(["same-change", "exact-tree", "clean-merge"])(
    "A6: a new head with an equal tree is what was approved, under %s",
    async (coverage) => {
      using folder = tempFolder();
      const { repo, c0, cover, gate } = await openStage(folder.path, { coverage });
      const h = repo.commit({ files: REWEIGHTED, parents: [c0], ref: "refs/heads/feature" });
      await cover(h);
      const amended = (plan: object) =>
        repo.commit({ tree: repo.id(`${h}^{tree}`), parents: [c0], ref: null, message: "Reweight", ...plan });
      expect(await gate(amended({ message: "Something else altogether" }))).toEqual(allowed());
      expect(await gate(amended({ date: 1_000_000_000 }))).toEqual(allowed());
      expect(await gate(amended({ author: "Nils <nils@nordsec.example>" }))).toEqual(allowed());
      expect(await gate(withTreeOf(repo, h, h, "nothing on top"))).toEqual(allowed());
    },
  );

  it.each(["author", "committer"])("A6: an amended %s is a contributor like any other", async (field) => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const h = repo.commit({ files: REWEIGHTED, parents: [c0], ref: "refs/heads/feature" });
    await cover(h);
    const people = { author: "Olga <olga@acme.example>", [field]: "Dana <Dana@Oracle.example>" };
    const amended = repo.commit({ tree: repo.id(`${h}^{tree}`), parents: [c0], ref: null, ...people });
    expect(await gate(amended)).toEqual({
      decision: "deny",
      code: "decision.not-independent",
      exit: 4,
      residual: [],
      reasons: ["decision.not-independent"],
    });
    const empty = repo.commit({ tree: repo.id(`${h}^{tree}`), parents: [h], ref: null, ...people });
    expect(await gate(empty)).toEqual(allowed());
  });
});

/** What comes after the approval: one file changed, one added, one removed, one out of scope. */
const AFTERWARDS = {
  "ranker/score.py": "def score(post):\n    return 2\n",
  "ranker/boost.py": "BOOST = 2\n",
  "ui/list.ts": null,
  "docs/a.md": "More.\n",
};
