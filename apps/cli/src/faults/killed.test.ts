import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { workInHome } from "@countersign/home";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { startAppender } from "./appender.testing.ts";
import { BASELINE, POLICY_RECORD, homeIn, idOf, incident, writeLog } from "@countersign/home/testing";
import type { Sighting } from "./watched-files.testing.ts";
import { defectsOf, publishedTree, witnessDefects } from "./whole-log.testing.ts";

const KILLS = 36;
/** At most so long after a record was acknowledged; an append takes a good part of that. */
const LONGEST = 40;

/** What the next command finds: the records in the log by their ids, each with its first leaf. */
async function recordsIn(dir: string): Promise<ReadonlyMap<string, number>> {
  await using opened = await workInHome(homeIn(dir));
  return opened.own?.soFar()?.records ?? new Map();
}

describe("F22 J11 processes", { timeout: 600_000 }, () => {
  it("killed at any moment lose nothing that they acknowledged, and leave nothing that stays broken", async () => {
    using folder = tempFolder();
    const dir = join(folder.path, "home");
    await writeLog(dir);
    const acknowledged = new Map<string, number>();
    const sightings: Sighting[] = [];
    let found = 0;
    for (let round = 0; round < KILLS; round += 1) {
      await using child = startAppender({ dir, name: `round ${round}`, count: 1000, perCommand: 2 });
      await child.printed(1 + (round % 3));
      await sleep(Math.random() * LONGEST);
      child.kill();
      const { places, end } = await child.ended;
      expect(end).toBe("SIGKILL");
      expect(witnessDefects(dir)).toEqual([]);
      sightings.push(...[publishedTree(dir) ?? []].flat());
      for (const [text, index] of places) acknowledged.set(idOf(incident(text)), index);
      const records = await recordsIn(dir);
      found = records.size - 2;
      const lost = [...acknowledged].filter(([id, index]) => records.get(id) !== index);
      expect(lost).toEqual([]);
      expect(await defectsOf(dir, { records: [...records.keys()], sightings })).toEqual([]);
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS);
    if (process.env["COUNTERSIGN_PRINT_FAULTS"] === "1")
      console.log(
        `${KILLS} kills: ${acknowledged.size} records acknowledged, ${found - acknowledged.size} more found in the log`,
      );
  });

  it("appending to one log at the same time wait for each other, and no two records get one place", async () => {
    using folder = tempFolder();
    const dir = join(folder.path, "home");
    await writeLog(dir);
    await using children = new AsyncDisposableStack();
    const names = ["left", "right", "third"];
    const appenders = names.map((name) => children.use(startAppender({ dir, name, count: 12, perCommand: 1 })));
    const ends = await Promise.all(appenders.map(({ ended }) => ended));
    expect(ends.map(({ end }) => end)).toEqual([0, 0, 0]);
    expect(ends.reduce((sum, { waited }) => sum + waited, 0)).toBeGreaterThan(0);
    const places = ends.flatMap((one) => [...one.places.values()]).toSorted((a, b) => a - b);
    expect(places).toEqual(Array.from({ length: 36 }, (_, index) => index + 2));
    const texts = ends.flatMap((one) => [...one.places.keys()]);
    const records = [POLICY_RECORD, BASELINE, ...texts.map(incident)].map(idOf);
    expect(await defectsOf(dir, { records, sightings: [] })).toEqual([]);
  });
});
