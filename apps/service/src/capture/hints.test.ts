import { setTimeout } from "node:timers/promises";
import { writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { dueWork, requestWork } from "../work/work.ts";
import { startWorker } from "../work/worker.ts";
import { RECONCILE, hintAt } from "./hint.ts";
import { reconciler } from "./reconcile.ts";
import { FEED, MAIN, SILENT, openWorld, settingsOf } from "./world.testing.ts";

type World = Awaited<ReturnType<typeof openWorld>>;

/** What happens in the repository, one hint after each. */
const EVENTS: readonly ((world: World) => void)[] = [
  (world) => void world.propose("one", { files: { "ranker/score.py": "score = 2\n" } }),
  (world) => void world.propose("two", { files: { "ranker/two.py": "two\n" } }),
  (world) => void world.propose("one", { files: { "ranker/score.py": "score = 3\n" } }),
  (world) => {
    world.history.commit({ files: { "ranker/two.py": "two\n" }, message: "Squashed" });
    world.history.ref("refs/heads/change/two", null);
  },
  (world) => void world.propose("three", { files: { "ranker/three.py": "three\n" } }),
  (world) => void world.history.commit({ files: { "ranker/score.py": "score = 3\n" }, message: "Squashed too" }),
];

/** How things stand, but for how they came to: which hints were heard decides about bases and moves that were seen. */
async function stateOf(world: World) {
  const { changes, incidents } = await world.log();
  const newest = new Map(changes.map(({ record }) => [record.proposal, [record.head.gitCommit, record.changeDigest]]));
  const { db } = world;
  return {
    newest: [...newest].toSorted(),
    incidents: incidents.length,
    tips: await db.selectFrom("tip").select(["ref", "oid"]).orderBy("ref").execute(),
    steps: await db.selectFrom("landed_step").select(["oid", "state"]).orderBy("oid").execute(),
    proposals: await db.selectFrom("proposal").select(["ref", "head", "outcome"]).orderBy("ref").execute(),
    problems: await world.problems(),
  };
}

/** Plays the scenario; `heard` says how often the hint of each event arrives. */
async function play(heard: (event: number) => number) {
  await using world = await openWorld();
  await world.look();
  for (const [at, event] of EVENTS.entries()) {
    event(world);
    for (let times = heard(at); times > 0; times--) await world.look();
  }
  // One pass after all of it.
  await world.look();
  return await stateOf(world);
}

describe("G4: one look gives the state of the perfect run", { timeout: 240_000 }, () => {
  it("after any hint is lost, or all are doubled", async () => {
    const perfect = await play(() => 1);
    expect(perfect).toMatchObject({ incidents: 0, problems: [] });
    expect(perfect.newest.map(([proposal]) => proposal)).toEqual(
      ["one", "three", "two"].map((name) => `refs/heads/change/${name}`),
    );
    for (const lost of EVENTS.keys()) expect(await play((event) => (event === lost ? 0 : 1))).toEqual(perfect);
    expect(await play(() => 2)).toEqual(perfect);
  });
});

it("G19: two workers give one result, and what fails for one repository stops no other", async () => {
  await using world = await openWorld();
  const heads = Array.from({ length: 12 }, (_, at) =>
    world.propose(`p${at}`, { files: { [`ranker/p${at}.py`]: `${at}\n` } }),
  );
  const parts = { ...world.parts, repositories: [...world.parts.repositories, settingsOf("/nowhere", "github:2")] };
  const failed: unknown[] = [];
  const workers = [1, 2].map(() =>
    startWorker({
      db: world.db,
      waker: SILENT,
      handlers: { reconcile: reconciler(parts) },
      atOnce: 2,
      sweepEvery: 20,
      events: { worked: () => {}, workFailed: (_kind, key, code) => void failed.push([key, code]) },
    }),
  );
  for (let hint = 0; hint < 20; hint++) {
    await requestWork(world.db, { kind: RECONCILE, key: FEED });
    if (hint === 0) await requestWork(world.db, { kind: RECONCILE, key: "github:2" });
    await setTimeout(50);
  }
  const left = async () =>
    (await world.db.selectFrom("work").select("key").where("kind", "=", RECONCILE).where("key", "=", FEED).execute())
      .length > 0;
  for (const end = Date.now() + 60_000; await left(); await setTimeout(50)) if (Date.now() > end) break;
  await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
  const { changes } = await world.log();
  expect(changes.map(({ record }) => record.head.gitCommit).toSorted()).toEqual(heads.toSorted());
  expect(new Set(failed.map((one) => JSON.stringify(one)))).toEqual(new Set(['["github:2","policy.repository"]']));
});

describe("J6: a look ends", () => {
  it("without a proposal that is too large, and with all others", async () => {
    await using world = await openWorld({ limits: { size: 1 << 20 } });
    const bomb = world.propose("bomb", { files: { "ranker/noise.bin": randomBytes(1 << 24) } });
    const heads = ["a", "b", "c"].map((name) => world.propose(name, { files: { [`ranker/${name}.py`]: name } }));
    await world.look();
    expect(await world.problems()).toEqual([["refs/heads/change/bomb", "limit.fetch"]]);
    expect((await world.log()).changes.map(({ record }) => record.head.gitCommit)).toEqual(heads);
    await world.look();
    expect(world.seen.filter((one) => one === "limit.fetch")).toEqual(["limit.fetch"]);
    expect(heads).not.toContain(bomb);
  });

  it("with a million refs, of which the first are looked at", async () => {
    await using world = await openWorld();
    await world.look();
    const refs = Array.from(
      { length: 1_000_000 },
      (_, at) => `${world.c0} refs/heads/change/${String(at).padStart(7, "0")}\n`,
    );
    writeFileSync(
      join(world.history.gitDir, "packed-refs"),
      `# pack-refs with: sorted \n${refs.join("")}${world.c0} ${MAIN}\n`,
    );
    const landed = world.history.commit({ files: { "ranker/score.py": "score = 2\n" } });
    await world.look();
    expect(await world.problems()).toEqual([["proposals", "limit.proposals"]]);
    expect((await world.log()).incidents.map(({ record }) => record.about)).toEqual([{ commit: landed }]);
  });
});

describe("a hint", { timeout: 60_000 }, () => {
  it.each([
    ["parked", "now()", "now()"],
    ["put off", null, "now() + interval '5 minutes'"],
  ])("has capture that is %s tried at once", async (_how, parked, due) => {
    await using world = await openWorld();
    await requestWork(world.db, { kind: RECONCILE, key: FEED });
    await sql`update work set failures = 6, code = 'git.fsck', parked = ${parked === null ? null : sql.raw(parked)},
      due = ${sql.raw(due)}`.execute(world.db);
    expect(await dueWork(world.db, 9)).toEqual([]);
    await hintAt(world.db, SILENT, FEED);
    expect(await dueWork(world.db, 9)).toEqual([{ kind: RECONCILE, key: FEED }]);
  });
});
