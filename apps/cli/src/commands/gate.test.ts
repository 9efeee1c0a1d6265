import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lockFolder } from "@countersign/adapters/files";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "../desk.testing.ts";
import type { Desk } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";

/** A captured proposal and a bundle, and the gate's answer about the proposal. */
async function capturedProposal(folder: string) {
  const { run, propose, capture, repo, home }: Desk = await desk(folder);
  const head = propose("feature", { "ranker/score.py": "weight = 2\n" });
  await capture("feature");
  const bundle = join(folder, "log.bundle");
  await done(run("bundle", "-o", bundle));
  const files = ["--root", join(home, "root.json"), "--bundle", bundle];
  const ask = () => run("gate", "--repo", repo.path, "--commit", head, "--env", "production", ...files, "--json");
  return { ask, repo, home };
}

function forget(objects: string): void {
  rmSync(objects, { recursive: true });
  mkdirSync(objects);
}

describe("gate", () => {
  it("fetches nothing that the mirror of its own home has complete", async () => {
    using folder = tempFolder();
    const { ask, repo } = await capturedProposal(folder.path);
    const before = await ask();
    forget(join(repo.gitDir, "objects"));
    const after = await ask();
    expect(before.json).toMatchObject({ decision: "deny", code: "gate.no-settled-ancestor" });
    expect(after.json).toEqual(before.json);
  });

  it("answers from a mirror of its own while somebody is at work in the home", async () => {
    using folder = tempFolder();
    const { ask, repo, home } = await capturedProposal(folder.path);
    const before = await ask();
    await using _ = await lockFolder(home);
    expect((await ask()).json).toEqual(before.json);
    forget(join(repo.gitDir, "objects"));
    expect((await ask()).json).toMatchObject({ decision: "error", code: "git.missing-object" });
  });

  it("does not listen where it could judge no commit, and shows both ways to call it", async () => {
    using folder = tempFolder();
    const { run } = await desk(folder.path);
    const places = ["root", "state", "key", "callers"].flatMap((name) => [`--${name}`, join(folder.path, name)]);
    const serving = await run("gate", "--serve", "--from", "http://127.0.0.1:9", ...places, "--json");
    expect(serving).toMatchObject({
      exit: 2,
      json: { code: "usage.missing", message: expect.stringMatching(/--repo/) },
    });
    expect((await run("gate", "--help")).stdout).toContain("   or: countersign gate --serve --repo ID=PATH...");
  });

  it("tells of an error in the shape of an answer", async () => {
    using folder = tempFolder();
    const { run, commit, repo } = await desk(folder.path);
    const args = ["--repo", repo.path, "--commit", commit, "--env", "production", "--root", join(folder.path, "none")];
    const { json } = await run("gate", ...args, "--bundle", join(folder.path, "none"), "--json");
    const reason = { code: "files.missing", message: expect.any(String), remedy: expect.any(String) };
    expect(json).toEqual({ decision: "error", commit, environment: "production", ...reason, reasons: [reason] });
    expect((await run("gate", "--json")).json).toMatchObject({
      decision: "error",
      reasons: [{ code: "usage.missing" }],
    });
  });
});
