import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { hintAt } from "./hint.ts";
import { FEED, SILENT, openWorld } from "./world.testing.ts";

const WORKER = fileURLToPath(new URL("kill.fixture.ts", import.meta.url));
/** Changes that come in. */
const CHANGES = 100;
/** Workers that are killed, one after the other. */
const KILLS = 6;

type World = Awaited<ReturnType<typeof openWorld>>;

async function startProcess(world: World) {
  const settings = `repositories:\n  - {id: "${FEED}", fetch: ${world.history.path}, proposals: [{refs: "refs/heads/change/**"}]}\n`;
  const child = spawn(process.execPath, [WORKER, world.url, world.home.dir, world.parts.mirrors.dir, settings], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  await once(child.stdout, "data");
  return child;
}

/** Numbers from a seed, so that a run can be had again. */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

it(
  "G5: workers that are killed at any point capture each of a hundred changes exactly once",
  { timeout: 600_000 },
  async () => {
    await using world = await openWorld();
    const next = random(7);
    const heads: string[] = [];
    const come = (count: number) => {
      for (let at = 0; at < count; at++) {
        const files = { [`ranker/p${heads.length}.py`]: `weight = ${heads.length}\n` };
        // Every fifth lands without anybody being asked.
        if (heads.length % 5 === 4) heads.push(world.history.commit({ files }));
        else heads.push(world.propose(`p${heads.length}`, { files }));
      }
      return hintAt(world.db, SILENT, FEED);
    };
    const left = async () =>
      (await world.db.selectFrom("work").select("key").where("kind", "=", "reconcile").execute()).length > 0;
    let kills = 0;
    for (let round = 0; round < KILLS; round++) {
      await come(Math.floor(CHANGES / KILLS));
      const worker = await startProcess(world);
      await setTimeout(300 + Math.floor(next() * 5_000));
      if (await left()) kills += 1;
      worker.kill("SIGKILL");
      await once(worker, "exit");
      // A lease of the dead ends by itself after a minute.
      await sql`update work set leased_until = now() - interval '1 second' where leased_until is not null`.execute(
        world.db,
      );
    }
    await come(CHANGES - heads.length);
    const worker = await startProcess(world);
    for (const end = Date.now() + 300_000; (await left()) && Date.now() < end;) await setTimeout(200);
    worker.kill("SIGKILL");
    await once(worker, "exit");
    const { changes, incidents } = await world.log();
    const captured = changes.map(({ record }) => record.head.gitCommit);
    process.stderr.write(`${kills} of ${KILLS} killed at work; ${heads.length} came, ${captured.length} captured\n`);
    expect(captured.toSorted()).toEqual(heads.toSorted());
    expect(incidents.length).toBe(CHANGES / 5);
    expect(await world.problems()).toEqual([]);
  },
);
