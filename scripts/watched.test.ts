import { spawnSync } from "node:child_process";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { runWatched } from "./watched.ts";

describe("a program that is watched", () => {
  async function run(script: string, silence: number) {
    using folder = tempFolder();
    let said = "";
    const status = await runWatched("sh", ["-c", script], {
      cwd: folder.path,
      env: process.env,
      silence,
      write: (words) => (said += words.toString()),
    });
    return { status, said };
  }

  it("answers with the program's own status and words", async () => {
    expect(await run("echo out; echo err >&2; exit 3", 20_000)).toEqual({
      status: 3,
      said: expect.stringMatching(/^(out\nerr|err\nout)\n$/),
    });
  });

  it("counts a signal as a failure", async () => {
    expect((await run("kill -TERM $$", 20_000)).status).toBe(128);
  });

  it("lets one go on for longer than the silence, while it speaks", async () => {
    const { status, said } = await run("for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done", 2_000);
    expect([status, said]).toEqual([0, "1\n2\n3\n4\n5\n6\n"]);
  });

  it("ends one that says nothing, with all that it started, and tells what they were", async () => {
    const { status, said } = await run("echo begun; sleep 1234 & echo $!; wait", 1_000);
    expect(status).toBeUndefined();
    expect(said).toMatch(/^begun\n\d+\n\nno word for 1 s/);
    expect(said).toMatch(/sleep 1234/);
    const [, left = ""] = said.split("\n");
    await expect.poll(() => runs(left), { timeout: 30_000 }).toBe(false);
  });

  it("does not wait for one that left the group and holds the output", async () => {
    const { status, said } = await run("setsid sleep 1234 & echo $!; exit 4", 20_000);
    process.kill(Number(said));
    expect(status).toBe(4);
  });

  it("leaves nothing behind of one that ended", async () => {
    const { status, said } = await run("sleep 1234 >/dev/null 2>&1 & echo $!", 20_000);
    expect(status).toBe(0);
    await expect.poll(() => runs(said.trim()), { timeout: 30_000 }).toBe(false);
  });
});

/** Whether a process is there and has not ended: one that its parent has not asked for yet has. */
function runs(pid: string): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}
