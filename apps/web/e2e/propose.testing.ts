import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { tempFolder } from "@countersign/testkit";

const run = promisify(execFile);

/** What somebody proposes: a commit of theirs on a branch of the demo's repository. */
export type Proposed = {
  readonly branch: string;
  readonly author: string;
  readonly message: string;
  /** The branch that it starts from. */
  readonly from?: string;
  /** Changes a checkout; `git` runs there. */
  readonly edit: (folder: string, git: (...args: readonly string[]) => Promise<unknown>) => Promise<void>;
};

/** Commits and pushes it, as its author does. */
export async function propose(repository: string, { branch, author, message, from = "main", edit }: Proposed) {
  using folder = tempFolder();
  const clone = join(folder.path, "clone");
  const git = (...args: readonly string[]) =>
    run("git", ["-C", clone, "-c", `user.name=${author}`, "-c", "user.email=eve@lumen.example", ...args]);
  await run("git", ["clone", "--quiet", "--branch", from, repository, clone]);
  await edit(clone, git);
  await git("add", "-A");
  await git("commit", "--quiet", "-m", message);
  await git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
}
