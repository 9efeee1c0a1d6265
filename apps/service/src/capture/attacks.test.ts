import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changeStanding, parseOid, reviewsOf } from "@countersign/core";
import { exampleWith } from "@countersign/core/testing";
import { readGrammar } from "@countersign/adapters/grammars";
import { DETECTORS } from "@countersign/reviewers";
import { classifyWith } from "@countersign/reviewers/pinned";
import { judgeLanding } from "../github/checks/judge-landing.ts";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { expect, it } from "vitest";
import { captureProblems } from "./problems.ts";
import { movesOf } from "./ref-moves.ts";
import { FEED, MAIN, SILENT, decisionOf, openWorld, settingsOf } from "./world.testing.ts";
import { hintAt } from "./hint.ts";

it("A11: marks content that was rejected when it comes again on a new branch by a new name", async () => {
  await using world = await openWorld();
  const files = { "ranker/score.py": "score = 2\n" };
  world.propose("one", { files });
  await world.look();
  const log = await world.log();
  const [first] = log.changes;
  if (first === undefined) throw new Error("nothing was captured");
  await world.append([decisionOf(log, first.record, "nils", "reject")]);
  world.history.ref("refs/heads/change/one", null);
  const fresh = world.history.commit({ files: { "docs/b.md": "b\n" } });
  world.propose("other", { files, message: "Harmless", author: "Olga <olga@acme.example>" }, fresh);
  await world.look();
  const now = await world.log();
  const again = now.changes.findLast(({ record }) => record.proposal === "refs/heads/change/other")?.record;
  if (again === undefined) throw new Error("nothing was captured");
  expect(again.change).not.toBe(first.record.change);
  expect(reviewsOf(now, again).map(({ record }) => [record.decision, record.change])).toEqual([
    ["reject", first.record.change],
  ]);
  expect(changeStanding(now, again).map(({ state, objections }) => [state, objections])).toEqual([
    ["UNSATISFIED", ["decision.rejected"]],
    ["UNSATISFIED", ["decision.rejected"]],
  ]);
  expect((await movesOf(world.db, FEED, "refs/heads/change/one")).at(-1)?.after).toBe(null);
});

it("G19: captures beside a ref with a name that no index of the database can have", async () => {
  await using world = await openWorld();
  const part = () =>
    createHash("sha512")
      .update(String(parts.push("")))
      .digest("hex");
  const parts: string[] = [];
  const long = Array.from({ length: 24 }, part).join("/");
  world.propose(long, { files: { "ranker/score.py": "score = 2\n" } });
  const good = world.propose("good", { files: { "ranker/good.py": "g\n" } });
  await world.look();
  expect((await world.log()).changes.map(({ record }) => record.head.gitCommit)).toEqual([good]);
  expect(await world.problems()).toEqual([["proposals", "limit.proposals"]]);
});

it("J6: goes on with a proposal that is captured, however many branches come before it by name", async () => {
  await using world = await openWorld();
  const { history, c0 } = world;
  const first = world.propose("real", { files: { "ranker/score.py": "score = 2\n" } });
  await world.look();
  const flood = Array.from({ length: 2_001 }, (_, at) => `${c0} refs/heads/change/${String(at).padStart(4, "0")}\n`);
  writeFileSync(join(history.gitDir, "packed-refs"), `# pack-refs with: sorted \n${flood.join("")}`);
  const second = world.propose("real", { files: { "ranker/score.py": "score = 3\n" } }, first);
  await world.look();
  expect((await world.log()).changes.map(({ record }) => record.head.gitCommit)).toEqual([first, second]);
  expect(await world.problems()).toEqual([["proposals", "limit.proposals"]]);
});

it("A15: shows what a commit on a wrong base drops of what was settled", async () => {
  await using world = await openWorld();
  const { history } = world;
  const guarded = history.commit({ files: { "ranker/guard.py": "guard = True\n" } });
  await world.look();
  const wrong = history.id(`${world.c0}^{tree}`);
  const group = history.commit({ parents: [guarded], tree: wrong, files: { "ranker/score.py": "score = 2\n" } });
  await world.look();
  const record = (await world.log()).changes.find((one) => one.record.head.gitCommit === group)?.record;
  expect(record?.entries.map(({ path, newMode }) => [path, newMode])).toEqual([
    ["ranker/guard.py", "000000"],
    ["ranker/score.py", "100644"],
  ]);
});

it("B4: counts who pushed as a contributor where a hint names them, and as nobody where none does", async () => {
  await using world = await openWorld();
  const head = world.propose("one", { files: { "ranker/score.py": "score = 2\n" } });
  await world.look();
  await world.look([{ oid: head, pusher: "github:1001" }]);
  await world.look([{ oid: head, pusher: "github:1001" }]);
  expect((await world.log()).changes.map(({ record }) => record.pushers)).toEqual([[], ["github:1001"]]);
  await expect(hintAt(world.db, SILENT, FEED, [{ oid: head, pusher: "olga" }])).rejects.toMatchObject({
    code: "usage.pushed-by",
  });
});

/** What the gate says about landing the newest change that was captured. */
async function verdictOf(world: Awaited<ReturnType<typeof openWorld>>) {
  const log = await world.log();
  const newest = log.changes.at(-1);
  if (newest === undefined) throw new Error("nothing was captured");
  const parts = { mirrors: world.parts.mirrors, classify: classifyWith(readGrammar), now: Date.now() / 1000 };
  const verdict = await judgeLanding(parts, log, newest.record, parseOid(world.c0, "sha1"));
  return [verdict.decision, verdict.code, verdict.reasons.map(({ code }) => code)] as const;
}

const DENIED = ["deny", "decision.not-independent", ["decision.not-independent"]];

const DANA = "Dana <dana@oracle.example>";
const PINNED = exampleWith("detectors", { version: DETECTORS.version, sha256: DETECTORS.sha256 });
const KNOWN = { document: exampleWith("people.1.git", ["dana@oracle.example"], PINNED) };

it("B3: counts whoever wrote a revision that was pushed away, though the content is somebody else's by now", async () => {
  await using world = await openWorld(KNOWN);
  const files = { "ranker/score.py": "score = 2\n" };
  world.history.commit({ parents: [world.c0], ref: "refs/heads/change/one", files, author: DANA });
  await world.look();
  world.history.commit({ parents: [world.c0], ref: "refs/heads/change/one", files, message: "By olga now" });
  await world.look();
  const log = await world.log();
  const newest = log.changes.at(-1);
  expect(log.changes).toHaveLength(2);
  if (newest === undefined) throw new Error("nothing was captured");
  await world.append([decisionOf(log, newest.record, "dana", "approve")]);
  expect(await verdictOf(world)).toEqual(DENIED);
});

it("B27: counts whoever proposed the same content before, on a branch that is gone", async () => {
  await using world = await openWorld(KNOWN);
  const files = { "ranker/score.py": "score = 2\n" };
  world.history.commit({ parents: [world.c0], ref: "refs/heads/change/one", files, author: DANA });
  await world.look();
  world.history.git(["update-ref", "-d", "refs/heads/change/one"]);
  world.history.commit({ parents: [world.c0], ref: "refs/heads/change/two", files, message: "Mine" });
  await world.look();
  const log = await world.log();
  const newest = log.changes.at(-1);
  expect(newest?.record.proposal).toBe("refs/heads/change/two");
  if (newest === undefined) throw new Error("nothing was captured");
  await world.append([decisionOf(log, newest.record, "dana", "approve")]);
  expect(await verdictOf(world)).toEqual(DENIED);
});

it("C3: captures around an octopus, a new root and a conflict, each with a code of its own", async () => {
  await using world = await openWorld();
  const { history, c0 } = world;
  await world.look();
  const [a, b] = ["a", "b"].map((name) =>
    history.commit({ parents: [c0], ref: null, files: { [`ranker/${name}`]: name } }),
  );
  const octopus = history.commit({ parents: [c0, a ?? "", b ?? ""], files: { "ranker/o.py": "o\n" } });
  const after = history.commit({ files: { "ranker/score.py": "score = 3\n" } });
  const good = world.propose("good", { files: { "ranker/good.py": "g\n" } }, after);
  world.propose("conflict", { files: { "ranker/score.py": "score = 4\n" } });
  history.commit({ parents: [], ref: "refs/heads/change/root", files: { "ranker/root.py": "r\n" } });
  await world.look();
  expect(await world.problems()).toEqual(
    expect.arrayContaining([
      [octopus, "git.octopus"],
      ["refs/heads/change/conflict", "change.conflict"],
      ["refs/heads/change/root", "change.unrelated"],
    ]),
  );
  const { changes, incidents } = await world.log();
  expect(changes.map(({ record }) => record.head.gitCommit)).toEqual([after, good]);
  expect(incidents.map(({ record }) => record.about)).toEqual([{ commit: octopus }, { commit: after }]);
});

it("C5: raises an incident when a ref loses its tip from its first-parent line, and looks at the new steps", async () => {
  await using world = await openWorld();
  const { history, c0 } = world;
  const settled = history.commit({ files: { "ranker/score.py": "score = 2\n" } });
  await world.look();
  const side = history.commit({ parents: [c0], ref: null, files: { "ranker/side.py": "s\n" } });
  const merge = history.commit({ parents: [side, settled], tree: history.id(`${side}^{tree}`) });
  await world.look();
  const other = history.commit({ parents: [], files: { "ranker/new.py": "n\n" } });
  await world.look();
  history.ref(MAIN, null);
  await world.look();
  const { incidents } = await world.log();
  const rewound = incidents.filter(({ record }) => record.code === "monitor.ref-rewound");
  expect(rewound.map(({ record }) => record.about)).toEqual([{ commit: merge }, { commit: other }, { commit: other }]);
  expect(
    incidents.filter(({ record }) => record.code === "change.landed-before-review").map(({ record }) => record.about),
  ).toEqual([{ commit: settled }, { commit: side }]);
  expect(
    (await movesOf(world.db, FEED, MAIN)).map(({ before, after, rewound: lost }) => [before, after, lost]),
  ).toEqual([
    [null, settled, false],
    [settled, merge, true],
    [merge, other, true],
    [other, null, true],
  ]);
  expect(await world.problems()).toEqual([]);
});

it.each(["ext::sh -c id", "-u", "ssh://host/x", "https://user:secret@host/x", "file:///etc"])(
  "C18: is not told to fetch from %s",
  async (fetch) => {
    expect(() => settingsOf(JSON.stringify(fetch))).toThrow(expect.objectContaining({ code: "settings.form" }));
    await using world = await openWorld();
    const parts = { ...world.parts, repositories: [{ ...settingsOf("/nowhere"), fetch }] };
    await expect(world.look([], parts)).rejects.toMatchObject({ code: "usage.repository" });
    expect((await captureProblems(world.db)).map(({ code }) => code)).toEqual(["usage.repository"]);
  },
);

it("C23: has no commit of a fork, and none under refs/pull", async () => {
  await using world = await openWorld();
  const hidden = world.history.commit({
    parents: [world.c0],
    ref: "refs/pull/7/head",
    files: { "ranker/evil.py": "e\n" },
  });
  await world.look();
  expect((await world.log()).changes).toEqual([]);
  const kept = join(mirrorFolder(world.parts.mirrors, FEED), "mirror.git/refs/countersign/id");
  expect([world.c0, hidden].map((oid) => existsSync(join(kept, oid)))).toEqual([true, false]);
});

it("G13: knows a repository by its id, whatever lies at its address, and whatever its address is", async () => {
  await using world = await openWorld();
  const { history } = world;
  await world.look();
  // Another repository under the old address: nothing of it lies on what was settled.
  history.commit({ parents: [], files: { "ranker/foreign.py": "f\n" } });
  await world.look();
  expect((await world.log()).changes).toEqual([]);
  expect(await world.problems()).toEqual([[MAIN, "gate.no-settled-ancestor"]]);
  const parts = { ...world.parts, repositories: [settingsOf(history.path, "github:999")] };
  await expect(world.look([], parts, "github:999")).rejects.toMatchObject({ code: "policy.repository" });
});
