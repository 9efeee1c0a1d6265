import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { faultyFiles, nodeFileOps } from "@countersign/adapters/files";
import type { FileOps } from "@countersign/adapters/files";
import { CountersignError } from "@countersign/core";
import { workInHome } from "@countersign/home";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { BASELINE, POLICY_RECORD, appendTo, homeIn, idOf, incident, writeLog } from "@countersign/home/testing";
import { operationsOf } from "./fault-table.testing.ts";
import { fill, mountsDisks, onSmallDisk } from "./small-disk.testing.ts";
import { defectsOf, witnessDefects } from "./whole-log.testing.ts";

const TWO = [incident("first"), incident("second")];
const RECORDS = [POLICY_RECORD, BASELINE, ...TWO].map(idOf);

/** Appends as a command does; answers `done` or the code that it ends with. */
async function append(dir: string, files: FileOps = nodeFileOps): Promise<string> {
  try {
    await using opened = await workInHome(homeIn(dir), files);
    await appendTo(opened, TWO);
    return "done";
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}

describe("F22 a full disk", { timeout: 600_000 }, () => {
  it("at any operation is files.full, and the same append succeeds when there is space again", async () => {
    using folder = tempFolder();
    const template = join(folder.path, "template");
    await writeLog(template);
    const operations = await operationsOf({ template, run: (opened) => appendTo(opened, TWO), records: RECORDS });
    const answers = new Set<string>();
    for (const [index, operation] of operations.entries()) {
      if (!/^(create|write|mkdir|sync) /.test(operation)) continue;
      const dir = join(folder.path, `home-${index}`);
      cpSync(template, dir, { recursive: true });
      const { files } = faultyFiles({ at: index + 1, outcome: "torn", after: "error", errno: "ENOSPC" });
      answers.add(await append(dir, files));
      expect(witnessDefects(dir)).toEqual([]);
      expect(await append(dir)).toBe("done");
      expect(await defectsOf(dir, { records: RECORDS, sightings: [] })).toEqual([]);
    }
    expect(answers).toEqual(new Set(["files.full"]));
  });

  it.skipIf(!mountsDisks())(
    "with any number of free pages is files.full, and the same append succeeds when there is space again (skipped: no right to mount)",
    async () => {
      using folder = tempFolder();
      const template = join(folder.path, "template");
      await writeLog(template);
      const answers: string[] = [];
      for (let pages = 0; answers.at(-1) !== "done"; pages += 1) {
        await onSmallDisk(join(folder.path, "disk"), "1m", async (disk) => {
          const dir = join(disk, "home");
          cpSync(template, dir, { recursive: true });
          const ballast = fill(disk, pages);
          answers.push(await append(dir));
          expect(witnessDefects(dir)).toEqual([]);
          rmSync(ballast);
          expect(await append(dir)).toBe("done");
          expect(await defectsOf(dir, { records: RECORDS, sightings: [] })).toEqual([]);
        });
      }
      if (process.env["COUNTERSIGN_PRINT_FAULTS"] === "1")
        console.log(`full with 0 to ${answers.length - 2} free pages`);
      expect(answers.length).toBeGreaterThan(5);
      expect(new Set(answers.slice(0, -1))).toEqual(new Set(["files.full"]));
    },
  );
});
