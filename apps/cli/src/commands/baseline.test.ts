import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { parseRoot } from "@countersign/core";
import { workInHome } from "@countersign/home";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done, governedHome, startedHome } from "../governed-home.testing.ts";
import { readSoundBundle } from "../judging.ts";
import { approveBaseline, findProposal } from "../proposals.ts";

const BIN = fileURLToPath(new URL("../../bin/countersign", import.meta.url));

describe("baseline", () => {
  it("is proposed, signed by each side, logged with the last signature, and part of the bundle", async () => {
    using folder = tempFolder();
    const { run, repo, commit, home, signer } = await governedHome(folder.path);
    const { json } = await done(run("baseline", "--repo", repo.path, "--commit", "main", "-m", "as audited", "--json"));
    const { change } = json as { change: string };
    expect(json).toEqual({
      change,
      ref: "refs/heads/main",
      commit,
      tree: repo.id("main^{tree}"),
      repository: "local:feed",
      requirements: ["algorithm", "data-flow"],
    });
    for (const [person, complete] of [
      ["olga", false],
      ["dana", false],
      ["nils", true],
    ] as const) {
      await using opened = await workInHome({ dir: home, env: process.env });
      const proposal = await findProposal(opened, change.slice(0, 16));
      if (proposal === undefined) throw new Error("the proposal is gone");
      expect(await approveBaseline(opened, proposal, await signer(person))).toMatchObject({
        complete,
        signed: true,
        person: { id: person },
        statementSha256: change,
      });
    }
    const file = join(folder.path, "log.bundle");
    expect(await run("bundle", "-o", file, "--json")).toMatchObject({ exit: 0, json: { size: 2 } });
    const contents = await readSoundBundle(file, parseRoot(readFileSync(join(home, "root.json"))));
    expect(contents.baselines).toMatchObject([
      {
        leaf: 1,
        id: change,
        signedBy: ["olga", "dana", "nils"].map((person) => expect.objectContaining({ person })),
        record: { commit, message: "as audited" },
      },
    ]);
    const again = await run("baseline", "--repo", repo.path, "--commit", commit, "-m", "as audited", "--json");
    expect(again.json).toMatchObject({ change, leaf: 1 });
  });

  it("proposed twice is one proposal, by whatever name the commit goes", async () => {
    using folder = tempFolder();
    const { run, repo, commit } = await governedHome(folder.path);
    const first = await run("baseline", "--repo", repo.path, "--commit", "main", "--json");
    const again = await run("baseline", "--repo", repo.path, "--commit", commit.slice(0, 12));
    expect(again.stdout).toContain(`${(first.json as { change: string }).change.slice(0, 16)} was proposed before`);
  });

  it("settles only the requirements that are named", async () => {
    using folder = tempFolder();
    const { run, repo } = await governedHome(folder.path);
    const one = await run("baseline", "--repo", repo.path, "--commit", "main", "--requirements", "data-flow", "--json");
    expect(one.json).toMatchObject({ requirements: ["data-flow"] });
    const unknown = await run(
      "baseline",
      "--repo",
      repo.path,
      "--commit",
      "main",
      "--requirements",
      "dataflow",
      "--json",
    );
    expect(unknown).toMatchObject({ exit: 2, json: { code: "usage.requirement" } });
  });

  it.each([
    ["C17 a commit that is not there", ["--commit", "nowhere"], 2, "usage.commit"],
    ["C18 an option in place of a commit", ["--commit=--upload-pack=x"], 2, "usage.commit"],
    ["E13 a ref that is not protected", ["--commit", "main", "--ref", "refs/heads/other"], 6, "policy.ref"],
    [
      "E13 a repository that is not in the policy",
      ["--commit", "main", "--repository", "local:feeds"],
      6,
      "policy.repository",
    ],
  ])("refuses %s", async (_what, args, exit, code) => {
    using folder = tempFolder();
    const { run, repo } = await governedHome(folder.path);
    expect(await run("baseline", "--repo", repo.path, ...args, "--json")).toMatchObject({ exit, json: { code } });
  });

  it("wants a policy first", async () => {
    using folder = tempFolder();
    const { run, repo } = await startedHome(folder.path);
    expect(await run("baseline", "--repo", repo.path, "--commit", "main", "--json")).toMatchObject({
      exit: 6,
      json: { code: "policy.missing" },
    });
  });

  it("does the same as a program of its own", async () => {
    using folder = tempFolder();
    const { home, repo, run } = await governedHome(folder.path);
    const printed = execFileSync(BIN, ["baseline", "--repo", repo.path, "--commit", "main", "--home", home, "--json"], {
      encoding: "utf8",
      stdio: "pipe",
    });
    const { json } = await run("baseline", "--repo", repo.path, "--commit", "main", "--json");
    expect(JSON.parse(printed)).toEqual(json);
  });
});
