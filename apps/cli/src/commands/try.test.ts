import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gitHistory, tempFolder } from "@countersign/testkit";
import { describe, expect, it, vi } from "vitest";
import { runCli } from "../run.testing.ts";

/** Repositories on which nothing can be tried, each by its name. */
function unfit(folder: string) {
  const empty = gitHistory(join(folder, "empty"));
  const short = gitHistory(join(folder, "short"));
  short.commit({ files: { a: "1" } });
  const long = gitHistory(join(folder, "long"));
  long.commit({ files: { a: "1" } });
  long.commit({ files: { a: "2" } });
  long.git(["clone", "-q", "--depth", "1", `file://${long.path}`, join(folder, "shallow")]);
  return empty;
}

describe("try", () => {
  it.each([
    ["nowhere", 6, "git.not-a-repository"],
    ["empty", 2, "usage.history"],
    ["short", 2, "usage.history"],
    ["shallow", 6, "git.shallow"],
  ])("on a repository that is %s ends with %i, %s, and leaves no home", async (name, exit, code) => {
    using folder = tempFolder();
    unfit(folder.path);
    mkdirSync(join(folder.path, "temporary"));
    vi.stubEnv("TMPDIR", join(folder.path, "temporary"));
    expect(await runCli(["try", "--repo", join(folder.path, name), "--json"], { home: "" })).toMatchObject({
      exit,
      json: { code },
    });
    vi.unstubAllEnvs();
    expect(readdirSync(join(folder.path, "temporary"))).toEqual([]);
  });

  it("ends as the command did that was refused, and names the folder that it was given", async () => {
    using folder = tempFolder();
    unfit(folder.path);
    const call = (home: string) =>
      runCli(["try", "--repo", join(folder.path, "short"), "--home", join(folder.path, home), "--json"], { home: "" });
    expect(await call("short/home")).toMatchObject({ exit: 2, json: { code: "usage.home-in-repository" } });
    expect(await call("home")).toMatchObject({
      exit: 2,
      json: { code: "usage.history" },
      stderr: expect.stringContaining(`What was made so far is in ${join(folder.path, "home")}`),
    });
  });
});
