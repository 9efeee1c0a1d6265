import { renameSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "./attacks/stage.testing.ts";
import { done } from "./governed-home.testing.ts";

describe("a log whose witness is away", () => {
  it("says who has yet to cosign wherever it is captured, bundled or judged, until it did", async () => {
    using folder = tempFolder();
    const { home, repo, c0, run } = await openStage(folder.path);
    const [key, away] = [join(home, "keys/witnesses/oracle-w.key"), join(folder.path, "away.key")];
    renameSync(key, away);
    const head = repo.commit({ files: { "ranker/score.py": "2\n" } });
    const capture = ["capture", "--repo", repo.path, "--base", c0, "--head", head];
    const bundle = ["bundle", "-o", join(folder.path, "log.bundle")];
    const why = ["why", head, "--repo", repo.path];
    const note = "1 leaf more does not count yet: oracle-w has yet to cosign";

    expect((await done(run(...capture))).stdout).toMatch(/^Captured at leaf 2: .*; it counts once oracle-w cosigned$/m);
    expect((await done(run(...capture, "--json"))).json).toMatchObject({ waitingFor: ["oracle-w"] });
    expect((await done(run(...bundle))).stdout.trimEnd().split("\n").at(-1)).toBe(note);
    expect((await done(run(...bundle, "--json"))).json).toMatchObject({
      size: 2,
      awaiting: { size: 3, waitingFor: ["oracle-w"] },
    });
    expect(await done(run(...why))).toMatchObject({ stderr: expect.stringContaining(note) });
    expect(await run("check", "--repo", repo.path)).toMatchObject({ exit: 4, stderr: expect.stringContaining(note) });
    const audit = ["audit", "--log", home, "--root", join(home, "root.json")];
    expect((await done(run(...audit))).stdout).toContain(", 2 leaves, ");
    expect((await done(run(...audit))).stdout).toMatch(
      /^ {2}a checkpoint of 3 leaves .*: the newest 1 were not read$/m,
    );
    expect((await done(run(...audit, "--json"))).json).toMatchObject({ ok: true, size: 2, newer: { size: 3 } });

    renameSync(away, key);
    expect((await done(run(...bundle, "--json"))).json).toMatchObject({ size: 3, awaiting: null });
    expect(await done(run(...why))).toMatchObject({ stderr: "" });
    expect((await done(run(...audit, "--json"))).json).toMatchObject({ size: 3, newer: null });
  });
});
