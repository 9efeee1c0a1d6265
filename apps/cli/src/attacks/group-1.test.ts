import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { land, withTreeOf } from "./landing.testing.ts";
import type { Landing } from "./landing.testing.ts";
import { signedAside, signedOtherwise, submitted } from "./resign.testing.ts";
import { allowed, openStage, residual } from "./stage.testing.ts";

const WAITING = { decision: "pending", code: "decision.missing", exit: 3, residual: [], reasons: ["decision.missing"] };
const REWEIGHTED = { "ranker/weights.json": '{"like": 1, "share": 3}\n' };

/** What comes after the approval: one file changed, one added, one removed, one out of scope. */
const AFTERWARDS = {
  "ranker/score.py": "def score(post):\n    return 2\n",
  "ranker/boost.py": "BOOST = 2\n",
  "ui/list.ts": null,
  "docs/a.md": "More.\n",
};
const LATER = ["ranker/boost.py", "ranker/score.py", "ui/list.ts"];

describe("group 1: change after approval", () => {
  it.each<readonly [Landing, readonly string[]]>([
    ["fast-forward", LATER],
    ["rebase", LATER],
    ["merge", [...LATER, "ranker/weights.json"]],
    ["squash", [...LATER, "ranker/weights.json"]],
  ])("A1: another commit after the approval is what is left over when it lands by %s", async (how, left) => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const h1 = repo.commit({ files: REWEIGHTED, parents: [c0], ref: "refs/heads/feature" });
    await cover(h1);
    const h2 = repo.commit({ files: AFTERWARDS, parents: [h1], ref: "refs/heads/feature" });
    expect(await gate(land(repo, h2, how))).toEqual({ ...residual(...left), reasons: ["gate.residual"] });
    expect(await gate(land(repo, h1, how, c0))).toEqual(allowed());
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
    expect(back).toMatchObject({ change: first, previous: [first, second.change] });
    expect(await gate(h1)).toEqual(allowed());
    const { json } = await run("queue", "--json");
    const moves = { moves: [first, second.change, first].map((change) => expect.objectContaining({ change })) };
    expect(member(json, "changes")).toMatchObject([
      { change: first, state: "pending", ...moves },
      { state: "replaced" },
    ]);
  });

  it("A3: an approval of a revision that was replaced is refused where it is made and where it is submitted", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, say, gate, run } = stage;
    const r1 = repo.commit({ files: REWEIGHTED, parents: [c0], ref: "refs/heads/feature" });
    const one = await capture(r1, { proposal: "7" });
    const page = await signedAside(stage, "approve", one.change, "dana");
    const r2 = repo.commit({ files: { "ui/list.ts": "export {};\n" }, parents: [r1], ref: "refs/heads/feature" });
    const two = await capture(r2, { proposal: "7" });
    const superseded = { exit: 4, json: { code: "decision.superseded", message: expect.stringContaining(two.change) } };
    expect(await say("approve", one.change, "dana")).toMatchObject(superseded);
    expect(await submitted(stage, page)).toMatchObject(superseded);
    expect(await gate(r1)).toEqual(WAITING);
    expect(await gate(r2)).toEqual(WAITING);
    expect((await run("show", two.change, "--json")).json).toMatchObject({ reviews: [] });
  });

  it.each(["reject", "hold", "revoke"])(
    "A3: a %s of a revision that was replaced is logged all the same",
    async (against) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path);
      const { repo, c0, capture } = stage;
      const r1 = repo.commit({ files: REWEIGHTED, parents: [c0], ref: "refs/heads/feature" });
      const one = await capture(r1, { proposal: "7" });
      const page = await signedAside(stage, against, one.change, "dana");
      await capture(repo.commit({ files: { "ui/list.ts": "" }, parents: [r1], ref: null }), { proposal: "7" });
      expect(await submitted(stage, page)).toMatchObject({ exit: 0, json: { outcome: "appended" } });
    },
  );

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

  it.each(["1999-01-01T00:00:00Z", "2099-12-31T23:59:59Z"])(
    "A4: an approval that claims to be of %s is judged like any other",
    async (claimedTime) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path);
      const { repo, c0, capture, gate } = stage;
      const h = repo.commit({ files: REWEIGHTED, parents: [c0], ref: "refs/heads/feature" });
      const { change } = await capture(h);
      const file = await signedAside(stage, "approve", change, "dana");
      const edited = await signedOtherwise(stage, file, "dana", { claimedTime });
      expect(await submitted(stage, edited)).toMatchObject({ exit: 0, json: { outcome: "appended" } });
      expect(await gate(h)).toEqual(allowed());
    },
  );

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
