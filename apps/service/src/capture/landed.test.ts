import { openRepository } from "@countersign/adapters/git";
import { exampleWith } from "@countersign/core/testing";
import { captureBeside, shareHome } from "@countersign/home";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { openPlace } from "./place.ts";
import { FEED, openWorld } from "./world.testing.ts";

type World = Awaited<ReturnType<typeof openWorld>>;

/** A proposal of two commits, whose base moved in another file since. */
async function proposed(world: World) {
  const { history } = world;
  const first = world.propose("one", { files: { "ranker/score.py": "score = 2\n" }, message: "First" });
  const head = world.propose("one", { files: { "ranker/two.py": "two = 2\n" }, message: "Second" }, first);
  world.propose("docs", { files: { "docs/b.md": "b\n" } });
  await world.look();
  const base = history.commit({ files: { "docs/b.md": "b\n" } });
  return { head, base };
}

/** Every way in which hosts land a proposal. */
const WAYS: Readonly<Record<string, (world: World, at: { head: string; base: string }) => void>> = {
  "a merge": ({ history }, { head, base }) => void history.merge(base, head, { ref: "refs/heads/main" }),
  "a squash": ({ history }) =>
    void history.commit({ files: { "ranker/score.py": "score = 2\n", "ranker/two.py": "two = 2\n" } }),
  "a rebase": ({ history }) => {
    history.commit({ files: { "ranker/score.py": "score = 2\n" } });
    history.commit({ files: { "ranker/two.py": "two = 2\n" } });
  },
};

describe("what was captured before it landed", () => {
  it.each(Object.entries(WAYS))("raises nothing when it lands by %s", async (_way, land) => {
    await using world = await openWorld();
    land(world, await proposed(world));
    await world.look();
    const { changes, incidents } = await world.log();
    expect([changes.length, incidents]).toEqual([2, []]);
    const steps = await world.db.selectFrom("landed_step").select("state").execute();
    expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(["explained"]));
  });

  it("raises nothing after a clean merge in the same file, where a requirement accepts that", async () => {
    const document = exampleWith("requirements.0.coverage", ["same-change", "clean-merge"]);
    await using world = await openWorld({ document });
    const { history } = world;
    const lines = (first: string, last: string) => `${first}\n${"same\n".repeat(9)}${last}\n`;
    const before = history.commit({ files: { "ranker/long.py": lines("1", "1") } });
    await world.look();
    world.propose("top", { files: { "ranker/long.py": lines("2", "1") } }, before);
    const end = world.propose("end", { files: { "ranker/long.py": lines("1", "2") } }, before);
    await world.look();
    // Both land before anybody looks again.
    const top = history.commit({ files: { "ranker/long.py": lines("2", "1") } });
    history.merge(top, end, { ref: "refs/heads/main" });
    await world.look();
    expect((await world.log()).incidents.map(({ record }) => record.about)).toEqual([{ commit: before }]);
  });

  it("is one incident for each step that was not, on whichever line, however often it is looked at", async () => {
    await using world = await openWorld();
    const { history, c0 } = world;
    await world.look();
    const one = history.commit({ files: { "ranker/one.py": "1\n" } });
    const two = history.commit({ files: { "ranker/two.py": "2\n" } });
    await world.look();
    // Another line with the first step, and back.
    const other = history.commit({ parents: [one], files: { "ranker/other.py": "o\n" } });
    await world.look();
    history.ref("refs/heads/main", two);
    await world.look();
    // The tables are lost: what the log has is not logged again.
    await world.db.deleteFrom("landed_step").execute();
    await world.db.deleteFrom("tip").execute();
    await world.look();
    const { changes, incidents } = await world.log();
    const about = (code: string) =>
      incidents.filter(({ record }) => record.code === code).map(({ record }) => record.about);
    expect(about("change.landed-before-review")).toEqual([one, two, other].map((commit) => ({ commit })));
    expect(about("monitor.ref-rewound")).toEqual([{ commit: other }, { commit: two }]);
    expect(changes.map(({ record }) => record.base.gitCommit)).toEqual([c0, one, one]);
  });
});

it("a change that was captured by what is no longer so is captured again before it is logged", async () => {
  await using world = await openWorld();
  const { parts } = world;
  const h1 = world.propose("one", { files: { "ranker/score.py": "score = 2\n" } });
  let meanwhile = async () => {};
  const slow = {
    ...parts,
    analyse: async (...asked: Parameters<typeof parts.analyse>) => {
      const now = meanwhile;
      meanwhile = async () => {};
      await now();
      return parts.analyse(...asked);
    },
  };
  await world.look();
  const h2 = world.propose("one", { files: { "ranker/score.py": "score = 3\n" } });
  meanwhile = async () => {
    // Somebody else captures another revision of the same proposal while this one is analysed.
    const [first] = (await world.log()).changes;
    if (first === undefined) throw new Error("nothing was captured");
    const place = await openPlace(parts, parts.repositories[0] ?? { id: "", fetch: "" }, new AbortController().signal);
    await using repository = openRepository(place.mirror);
    const request = {
      repository: FEED,
      ref: "refs/heads/main",
      base: first.record.base.gitCommit,
      head: first.record.head.gitCommit,
      pushers: ["github:1001"],
      proposal: "refs/heads/change/one",
    };
    const again = { repository, analyse: parts.analyse, renderer: parts.renderer };
    await captureBeside(parts.shared, again, [{ request }]);
  };
  await world.look([], slow);
  const records = (await world.log()).changes.map(({ record }) => record);
  expect(records.map(({ head, pushers, previous }) => [head.gitCommit, pushers, previous.length])).toEqual([
    [h1, [], 0],
    [h1, ["github:1001"], 0],
    [h2, [], 2],
  ]);
});

it("G19: what another worker captured while one was held up over its lease is not captured again", async () => {
  await using world = await openWorld();
  const { parts, history } = world;
  const head = world.propose("one", { files: { "ranker/one.py": "one = 1\n" } });
  const other = { ...parts, shared: shareHome(world.home) };
  let landed = "";
  let held = false;
  const slow = {
    ...parts,
    analyse: async (...asked: Parameters<typeof parts.analyse>) => {
      if (!held) {
        held = true;
        // The lease ends, the base moves on, and the other worker finds both.
        await sql`update work set leased_until = now() - interval '1 second'`.execute(world.db);
        landed = history.commit({ files: { "ranker/landed.py": "landed = 1\n" } });
        await world.look([], other);
      }
      return parts.analyse(...asked);
    },
  };
  await expect(world.look([], slow)).rejects.toMatchObject({ code: "work.lost" });
  await world.look();
  const { changes, incidents } = await world.log();
  expect(changes.map(({ record }) => record.head.gitCommit)).toEqual([landed, head]);
  expect(incidents.map(({ record }) => record.code)).toEqual(["change.landed-before-review"]);
});

it("G19: a step that landed is captured once by two workers who find it", async () => {
  await using world = await openWorld();
  const { parts, history } = world;
  await world.look();
  const landed = history.commit({ files: { "ranker/landed.py": "landed = 1\n" } });
  const other = { ...parts, shared: shareHome(world.home), renderer: "countersign/next" };
  let held = false;
  const slow = {
    ...parts,
    analyse: async (...asked: Parameters<typeof parts.analyse>) => {
      if (!held) {
        held = true;
        await sql`update work set leased_until = now() - interval '1 second'`.execute(world.db);
        await world.look([], other);
      }
      return parts.analyse(...asked);
    },
  };
  await expect(world.look([], slow)).rejects.toMatchObject({ code: "work.lost" });
  const { changes, incidents } = await world.log();
  expect(changes.map(({ record }) => [record.head.gitCommit, record.packet.renderer])).toEqual([
    [landed, "countersign/next"],
  ]);
  expect(incidents.length).toBe(1);
});
