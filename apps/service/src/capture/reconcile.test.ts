import { expect, it } from "vitest";
import { movesOf } from "./ref-moves.ts";
import { FEED, MAIN, openWorld } from "./world.testing.ts";

it("captures every proposal once, onto the tip of the protected ref", async () => {
  await using world = await openWorld();
  const one = world.propose("one", { files: { "ranker/score.py": "score = 2\n" } });
  const two = world.propose("deep/two", { files: { "ranker/two.py": "x = 1\n" } });
  world.history.commit({ parents: [world.c0], ref: "refs/heads/other", files: { "ranker/other.py": "y\n" } });
  await world.look();
  await world.look();
  const { changes, incidents } = await world.log();
  expect(changes.map(({ record }) => [record.proposal, record.head.gitCommit, record.base.gitCommit])).toEqual([
    ["refs/heads/change/deep/two", two, world.c0],
    ["refs/heads/change/one", one, world.c0],
  ]);
  expect({ incidents, problems: await world.problems() }).toEqual({ incidents: [], problems: [] });
});

it("leaves a proposal alone while merging it gives the same, and captures it again when that changes", async () => {
  await using world = await openWorld();
  const { history } = world;
  world.propose("one", { files: { "ranker/score.py": "score = 2\n" } });
  await world.look();
  const elsewhere = history.commit({ files: { "docs/b.md": "b\n" } });
  await world.look();
  const proposed = async () => (await world.log()).changes.filter(({ record }) => record.proposal !== undefined);
  expect((await proposed()).length).toBe(1);
  history.commit({ parents: [elsewhere], files: { "ranker/score.py": "import log\n\n\nscore = 1\n" } });
  await world.look();
  expect(await world.problems()).toEqual([["refs/heads/change/one", "change.conflict"]]);
  history.commit({ parents: [elsewhere], files: { "ranker/score.py": "score = 2\n" } });
  await world.look();
  expect(await world.problems()).toEqual([]);
  expect((await proposed()).length).toBe(1);
});

it("A2: shows content, other content, and the first content again as moves, each captured", async () => {
  await using world = await openWorld();
  const ref = "refs/heads/change/one";
  const h1 = world.propose("one", { files: { "ranker/score.py": "score = 2\n" } });
  await world.look();
  const h2 = world.propose("one", { files: { "ranker/score.py": "score = 666\n" } });
  await world.look();
  world.history.ref(ref, h1);
  await world.look();
  const records = (await world.log()).changes.map(({ record }) => record);
  const [first, second, third] = records;
  expect(records.map(({ head }) => head.gitCommit)).toEqual([h1, h2, h1]);
  expect([second?.previous, third?.change, third?.previous]).toEqual([
    [first?.change],
    first?.change,
    [first?.change, second?.change],
  ]);
  expect((await movesOf(world.db, FEED, ref)).map(({ before, after }) => [before, after])).toEqual([
    [null, h1],
    [h1, h2],
    [h2, h1],
  ]);
});

it("G11: captures what landed without anybody being asked, and says so once", async () => {
  await using world = await openWorld();
  const { history } = world;
  await world.look();
  const landed = history.commit({ files: { "ranker/score.py": "score = 9\n" } });
  await world.look();
  await world.look();
  const { changes, incidents } = await world.log();
  expect(changes.map(({ record }) => [record.base.gitCommit, record.head.gitCommit, record.proposal])).toEqual([
    [world.c0, landed, undefined],
  ]);
  expect(incidents.map(({ record }) => [record.about, record.code, record.status])).toEqual([
    [{ commit: landed }, "change.landed-before-review", "opened"],
  ]);
  expect((await movesOf(world.db, FEED, MAIN)).map(({ after, rewound }) => [after, rewound])).toEqual([
    [world.c0, false],
    [landed, false],
  ]);
});

it("captures what is new before it looks again at what is known", async () => {
  await using world = await openWorld();
  const { parts, history, db } = world;
  world.propose("a", { files: { "ranker/a.py": "a = 1\n" } });
  await world.look();
  history.commit({ files: { "docs/a.md": "moved\n" } });
  world.propose("b", { files: { "ranker/b.py": "b = 1\n" } });
  const bases: (string | undefined)[] = [];
  const watching = {
    ...parts,
    analyse: async (...asked: Parameters<typeof parts.analyse>) => {
      const rows = await db.selectFrom("proposal").select("inputs").execute();
      bases.push(...rows.map(({ inputs }) => inputs.split(" ")[1]));
      return parts.analyse(...asked);
    },
  };
  await world.look([], watching);
  expect(new Set(bases)).toEqual(new Set([world.c0]));
});
