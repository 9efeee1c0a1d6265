import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { remedyFor } from "@countersign/core";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "../attacks/stage.testing.ts";
import { statefulGate } from "../attacks/stateful.testing.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import { fill, mountsDisks, onSmallDisk } from "./small-disk.testing.ts";

/** As much as git has to write for the second commit. */
const CONTENT = 400_000;
const ALLOWED = { exit: 0, json: { decision: "allow", code: "gate.allowed" } };

/** A gate that allowed one commit, in a folder to copy, and what asks it about the next one and for the way back. */
async function sceneIn(folder: string) {
  const stage = await openStage(folder);
  const gate = statefulGate(stage);
  const one = stage.repo.commit({ files: { "ui/list.ts": "one\n" }, parents: [stage.c0] });
  await stage.cover(one, { base: stage.c0 });
  expect(await gate.ask(one)).toMatchObject({ decision: "allow" });
  const two = stage.repo.commit({ files: { "ui/table.bin": randomBytes(CONTENT) }, parents: [one] });
  await stage.cover(two, { base: one });
  const bundle = join(folder, "all.bundle");
  await done(stage.run("bundle", "-o", bundle));
  const call = (commit: string, dir: string, ...more: readonly string[]) => {
    const place = ["--env", "production", "--root", join(stage.home, "root.json"), "--state", dir];
    return runCli(["gate", "--commit", commit, ...place, ...more, "--json"], { home: join(folder, "gate") });
  };
  return {
    template: gate.dir,
    ask: (dir: string) => call(two, dir, "--repo", stage.repo.path, "--bundle", bundle),
    back: (dir: string) => call(one, dir, "--rollback"),
  };
}

describe("a gate whose state has no place", { timeout: 600_000 }, () => {
  it.skipIf(!mountsDisks())(
    "H21: on a disk with any number of free pages, for git or for the state, allows nothing and goes on when there is space (skipped: no right to mount)",
    async () => {
      using folder = tempFolder();
      const { template, ask } = await sceneIn(folder.path);
      const answers: (readonly [number, unknown])[] = [];
      for (let pages = 0; answers.at(-1)?.[0] !== 0; pages += pages < 12 ? 1 : 30)
        await onSmallDisk(join(folder.path, "disk"), "4m", async (disk) => {
          const dir = join(disk, "state");
          cpSync(template, dir, { recursive: true });
          const ballast = fill(disk, pages);
          const { exit, json } = await ask(dir);
          answers.push([exit, (json as { readonly code: string }).code]);
          rmSync(ballast);
          expect(await ask(dir)).toMatchObject(ALLOWED);
        });
      expect(answers.length).toBeGreaterThan(12);
      expect(new Set(answers.slice(0, -1).map((answer) => answer.join(" ")))).toEqual(new Set(["5 files.full"]));
    },
  );

  it.skipIf(!mountsDisks())(
    "H21 H6: on a disk that is mounted read-only allows nothing, not even the way back, and goes on when it can be written (skipped: no right to mount)",
    async () => {
      using folder = tempFolder();
      const { template, ask, back } = await sceneIn(folder.path);
      await onSmallDisk(join(folder.path, "disk"), "4m", async (disk) => {
        const dir = join(disk, "state");
        cpSync(template, dir, { recursive: true });
        const remount = (how: string) => execFileSync("mount", ["-o", `remount,${how}`, disk]);
        remount("ro");
        const remedy = remedyFor("files.read-only");
        const refused = { exit: 5, json: { decision: "error", code: "files.read-only", remedy } };
        for (const answer of [await ask(dir), await back(dir)]) expect(answer).toMatchObject(refused);
        remount("rw");
        expect(await back(dir)).toMatchObject({ exit: 0, json: { code: "gate.rollback" } });
        expect(await ask(dir)).toMatchObject(ALLOWED);
      });
    },
  );
});
