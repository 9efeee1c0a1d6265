import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { HASH, mirroredLog, publishedSize, until } from "../apps/witness/src/mirrored-log.testing.ts";
import { blocksAfter, runBlocks } from "./operating-pages.testing.ts";

const PUT_BACK = blocksAfter("restore.md", "**1. Put the newest copy in place**");
const ASK = blocksAfter("restore.md", "**2. Ask every witness what it has seen.**");
const FETCH_BACK = blocksAfter("restore.md", "**3. Get back the leaves that are missing**");
const BELIEVE_NOBODY = blocksAfter("restore.md", "**4. Believe nobody.**");

describe("a log that lost its disk", { timeout: 240_000 }, () => {
  it("F23: gets back what a witness mirrored, and goes on with it", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const [organisation] = scene.organisations;
    if (organisation === undefined) throw new Error("a scene has a witness");
    const { log } = scene;
    await using witness = await organisation.start();
    const backup = join(folder.path, "backup");
    {
      await using _server = await scene.serve();
      await until(() => publishedSize(log) === 1);
      cpSync(log.home, backup, { recursive: true });
      expect(await log.baseline()).toMatchObject({ status: 0 });
      await until(() => publishedSize(log) === 2);
      await until(() => witness.events.some(({ event, size }) => event === "mirrored" && size === 2));
    }
    const env = {
      COUNTERSIGN_HOME: log.home,
      BACKUP: backup,
      WITNESS: witness.url,
      MIRROR: join(organisation.dir, "logs", HASH),
    };
    const run = async (script: string) => {
      const said = await runBlocks(script, folder.path, env);
      expect(said).toMatchObject({ status: 0, stderr: "" });
      return said.stdout;
    };
    await run(PUT_BACK);
    expect(await run(ASK)).toBe("here: 1 leaves, seen by the witness: 2\n");
    await run(FETCH_BACK);
    await run(BELIEVE_NOBODY);
    await using _again = await scene.serve();
    const base = log.feed.id("refs/heads/main");
    const head = log.feed.commit({
      files: { "score.py": "WATCH_TIME = 0.45\n" },
      parents: [base],
      ref: "refs/heads/tune",
      author: "Olga <olga@acme.example>",
      committer: "Olga <olga@acme.example>",
    });
    expect(await log.run("capture", "--repo", "feed", "--base", base, "--head", head)).toMatchObject({ status: 0 });
    await until(() => publishedSize(log) === 3);
    expect(readFileSync(join(log.home, "log/checkpoint"), "utf8")).toMatch(/^\u2014 oracle-w /m);
  });
});
