import { tempFolder } from "@countersign/testkit";
import type { History } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { FILES, allowed, failed, openStage, residual } from "./stage.testing.ts";

const CLASSES = ["same-change", "exact-tree", "clean-merge", "same-change, exact-tree, clean-merge"];
const REVIEWED = { "ranker/score.py": "def score(post):\n    return 2\n" };
const EVIL = { "ranker/evil.py": "def boost(post):\n    return 100\n" };
const OTHER = { "ui/list.ts": "export const list = [1];\n" };
const FIX = { "ranker/weights.json": '{"like": 1, "share": 0}\n' };

/** Commits to a branch that begins at `from`, and answers the id. */
function branch(repo: History, from: string, files: Readonly<Record<string, string | null>>, ref = "feature"): string {
  return repo.commit({ files, parents: [from], ref: `refs/heads/${ref}` });
}

describe("group 3: an unreviewed branch that poses as an update from main", () => {
  it("C1: an unreviewed branch that poses as an update from main is denied, whether the proposal is merged with it or main is moved to it", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const h = branch(repo, c0, REVIEWED);
    await cover(h);
    const unreviewed = branch(repo, c0, EVIL, "unreviewed");
    const updated = repo.merge(h, unreviewed, {
      message: "Merge branch 'main' into feature",
      ref: "refs/heads/feature",
    });
    expect(await gate(updated)).toMatchObject(residual("ranker/evil.py"));
    expect(await gate(repo.merge(c0, updated))).toMatchObject(residual("ranker/evil.py", "ranker/score.py"));
    expect(await gate(h)).toEqual(allowed());
  });
});

describe("group 3: an evil merge", () => {
  it("C2: an evil merge that adds content is denied with the entries of the merge", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const h = branch(repo, c0, REVIEWED);
    await cover(h);
    const merged = repo.merge(c0, h, { files: OTHER });
    expect(repo.git(["log", "-1", "-p", "--format=", merged])).toBe("");
    expect(await gate(merged)).toMatchObject(residual("ranker/score.py", "ui/list.ts"));
  });

  it("C2: an evil merge that drops a parent's fix (theirs) is denied with the fix and the proposal", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const h = branch(repo, c0, REVIEWED);
    await cover(h);
    const fix = branch(repo, c0, FIX, "fix");
    await cover(fix);
    expect(await gate(repo.merge(fix, h))).toEqual(allowed());
    const dropping = repo.commit({ parents: [fix, h], tree: repo.id(`${h}^{tree}`) });
    expect(await gate(dropping)).toMatchObject(residual("ranker/score.py", "ranker/weights.json"));
  });

  it("C2: a merge that keeps our side of one file only (checkout --ours) is denied with the rest", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const h = branch(repo, c0, { ...REVIEWED, ...OTHER });
    await cover(h);
    const partial = repo.merge(c0, h, { files: { "ranker/score.py": FILES["ranker/score.py"] } });
    expect(await gate(partial)).toMatchObject(residual("ui/list.ts"));
  });

  it("C2: a merge that brings nothing (merge -s ours of the proposal) changes nothing and is allowed", async () => {
    using folder = tempFolder();
    const { repo, c0, gate } = await openStage(folder.path);
    const h = branch(repo, c0, EVIL);
    const ours = repo.commit({ parents: [c0, h], tree: repo.id(`${c0}^{tree}`) });
    expect(await gate(ours)).toEqual(allowed());
  });
});

describe("group 3: graphs that nobody can judge", () => {
  it("C3: an octopus is git.octopus, covered or not", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const [a, b] = [branch(repo, c0, REVIEWED, "a"), branch(repo, c0, OTHER, "b")];
    const octopus = repo.commit({ parents: [c0, a, b], tree: repo.id(`${repo.merge(a, b, { ref: null })}^{tree}`) });
    await cover(octopus, { base: c0 });
    expect(await gate(octopus)).toMatchObject(failed("git.octopus"));
    expect(await gate(repo.commit({ files: FIX }))).toMatchObject(failed("git.octopus"));
  });

  it("C3: a root that is joined as the first or as the second parent is git.new-root", async () => {
    using folder = tempFolder();
    const { repo, c0, gate } = await openStage(folder.path);
    const orphan = repo.commit({ files: EVIL, parents: [], ref: "refs/heads/orphan" });
    expect(await gate(repo.merge(c0, orphan, { ref: null }))).toMatchObject(failed("git.new-root"));
    expect(await gate(repo.merge(orphan, c0, { ref: null }))).toMatchObject(failed("git.new-root"));
    const nested = repo.merge(branch(repo, c0, REVIEWED), orphan, { ref: null });
    expect(await gate(repo.merge(c0, nested, { ref: null }))).toMatchObject(failed("git.new-root"));
  });

  it("C3: a head without a common ancestor cannot be captured", async () => {
    using folder = tempFolder();
    const { repo, run } = await openStage(folder.path);
    const orphan = repo.commit({ files: EVIL, parents: [], ref: "refs/heads/orphan" });
    const captured = await run("capture", "--repo", repo.path, "--base", "main", "--head", orphan, "--json");
    expect(captured).toMatchObject({ exit: 6, json: { decision: "error", code: "change.unrelated" } });
  });
});

describe("group 3: a criss-cross with several merge bases", () => {
  it("C4: a criss-cross is judged by content only, and the packet lists every merge base", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, capture, gate, run } = await openStage(folder.path);
    const [a, b] = [branch(repo, c0, REVIEWED, "a"), branch(repo, c0, OTHER, "b")];
    await cover(a);
    await cover(b, { base: c0 });
    const main = repo.merge(a, b);
    const side = repo.merge(b, a, { ref: "refs/heads/side" });
    expect(repo.git(["merge-base", "--all", main, side]).split("\n")).toHaveLength(2);
    expect(await gate(main)).toEqual(allowed());
    const head = branch(repo, side, FIX, "side");
    const landed = repo.merge(main, head);
    expect(await gate(landed)).toMatchObject(residual("ranker/weights.json"));
    const { change, entries } = await capture(head, { base: main });
    expect(entries).toMatchObject([{ path: "ranker/weights.json" }]);
    const shown = await run("show", change, "--stat", "--json");
    expect(shown.json).toMatchObject({ ledgers: { "merge-bases": [a, b].toSorted() } });
    const { stdout } = await run("show", change, "--stat");
    expect(stdout).toContain(["Several common ancestors, which git merges first", ...[a, b].toSorted()].join("\n  "));
    await cover(head, { base: main });
    expect(await gate(landed)).toEqual(allowed());
  });
});

describe("group 3: a settled commit that left the first-parent line", () => {
  it("C5: a settled commit behind a second parent, or below rewritten history, settles nothing", async () => {
    using folder = tempFolder();
    const { repo, commit: first, c0, gate } = await openStage(folder.path);
    const answer = { decision: "deny", code: "gate.no-settled-ancestor", exit: 4, residual: [] };
    const side = branch(repo, first, EVIL, "side");
    const joined = repo.commit({ parents: [side, c0], tree: repo.id(`${side}^{tree}`), ref: "refs/heads/side" });
    expect(await gate(joined)).toMatchObject(answer);
    expect(await gate(branch(repo, first, EVIL, "main"))).toMatchObject(answer);
    expect(await gate(repo.commit({ files: FILES, parents: [], ref: "refs/heads/main" }))).toMatchObject(answer);
    expect(await gate(first)).toMatchObject(answer);
  });
});

describe("group 3: content below the approved base", () => {
  it.each(CLASSES)(
    "C6: content below the approved base never rides along with what was approved on top of it (%s)",
    async (coverage) => {
      using folder = tempFolder();
      const { repo, c0, cover, gate } = await openStage(folder.path, { coverage });
      const below = branch(repo, c0, EVIL);
      const head = branch(repo, below, REVIEWED);
      await cover(head, { base: below });
      const candidate = repo.merge(c0, head);
      expect(repo.id(`${candidate}^{tree}`)).toBe(repo.id(`${head}^{tree}`));
      expect(await gate(candidate)).toMatchObject(residual("ranker/evil.py", "ranker/score.py"));
      const squashed = branch(repo, c0, { ...EVIL, ...REVIEWED }, "squashed");
      expect(await gate(squashed)).toMatchObject(residual("ranker/evil.py", "ranker/score.py"));
    },
  );
});

describe("group 3: a patch that only looks like the approved one", () => {
  const BLOCK = "if hot(post):\n    boost(post)\n    keep(post)\n    again(post)\n\n";
  const edited = (text: string, at: number) =>
    Array.from({ length: 4 }, (_, index) => (index === at ? BLOCK.replace("boost", text) : BLOCK)).join("");
  const patchId = (repo: History, from: string, to: string) =>
    repo.git(["patch-id", "--stable"], repo.git(["diff", from, to])).split(" ")[0];

  it.each([
    [
      "another indentation",
      "if debug:\n    open()\nshow()\n",
      "if debug:\n    open()\n    log()\nshow()\n",
      "if debug:\n    open()\nlog()\nshow()\n",
    ],
    ["the same hunk at another place", edited("boost", 0), edited("boost2", 1), edited("boost2", 2)],
  ])("C7: a patch that only looks like the approved one is denied (%s)", async (_, before, approved, landed) => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const base = repo.commit({ files: { "ranker/score.py": before } });
    await cover(base, { base: c0 });
    const h = branch(repo, base, { "ranker/score.py": approved });
    await cover(h, { base });
    const candidate = branch(repo, base, { "ranker/score.py": landed }, "main");
    expect(patchId(repo, base, candidate)).toBe(patchId(repo, base, h));
    expect(await gate(candidate)).toMatchObject(residual("ranker/score.py"));
    expect(await gate(h)).toEqual(allowed());
  });
});

describe("group 3: the landing method changed after the review", () => {
  it("C24: landings by merge, squash, fast-forward and rebase are all allowed under exact-tree while the base stands", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path, { coverage: "exact-tree" });
    const h1 = branch(repo, c0, REVIEWED);
    const h2 = branch(repo, h1, OTHER);
    await cover(h2);
    const rebase = { committer: "Olga <olga@acme.example>", date: 1_800_000_000, ref: null };
    const r1 = repo.commit({ ...rebase, files: REVIEWED, parents: [c0] });
    const landings = {
      merge: repo.merge(c0, h2, { ref: null }),
      squash: repo.commit({ files: { ...REVIEWED, ...OTHER }, parents: [c0], ref: null }),
      "fast-forward": h2,
      rebase: repo.commit({ ...rebase, files: OTHER, parents: [r1] }),
    };
    expect(new Set(Object.values(landings)).size).toBe(4);
    for (const [method, commit] of Object.entries(landings)) expect(await gate(commit), method).toEqual(allowed());
  });
});

describe("group 3: reviewed content that a clean merge drops", () => {
  it.each(CLASSES)(
    "C25: reviewed content that a clean merge drops is missed, because the author's own history is never merged (%s)",
    async (coverage) => {
      using folder = tempFolder();
      const { repo, c0, cover, gate } = await openStage(folder.path, { coverage });
      const guard = branch(repo, c0, { "ranker/guard.py": "def guard(post):\n    return True\n" });
      const head = branch(repo, guard, REVIEWED);
      await cover(head);
      const ours = repo.commit({ parents: [c0, guard], tree: repo.id(`${c0}^{tree}`) });
      const candidate = repo.merge(ours, head);
      expect(repo.git(["ls-tree", "-r", "--name-only", candidate])).not.toContain("guard.py");
      expect(await gate(candidate)).toMatchObject(residual("ranker/score.py"));
      expect(await gate(repo.merge(c0, head, { ref: null }))).toEqual(allowed());
    },
  );
});

describe("group 3: a foxtrot", () => {
  it("C26: a foxtrot takes the settled tip off the first-parent line, and the answer names the remedy", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, settle, askGate, gate } = await openStage(folder.path);
    const fix = branch(repo, c0, FIX, "main");
    await settle(fix);
    const feature = branch(repo, c0, REVIEWED);
    await cover(feature, { base: c0 });
    const foxtrot = repo.merge(feature, fix);
    const { exit, json } = await askGate(foxtrot);
    expect({ exit, json }).toMatchObject({
      exit: 4,
      json: {
        decision: "deny",
        code: "gate.not-forward",
        edges: [],
        reasons: [{ code: "gate.not-forward", remedy: expect.stringContaining("Merge or rebase the candidate onto") }],
      },
    });
    expect(await gate(repo.merge(fix, feature))).toEqual(allowed());
  });
});
