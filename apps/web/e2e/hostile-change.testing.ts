import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { tempFolder } from "@countersign/testkit";

const run = promisify(execFile);

/** Markup, script and controls wherever somebody who proposes a change writes. */
export const HOSTILE_TITLE = "<img src=x onerror=alert(1)> \u{202e}txt.exe\u{200b} [a](javascript:alert(1))";
const HOSTILE_AUTHOR = "<script>alert(2)</script>";
export const HOSTILE_PATH = "config/<svg onload=alert(3)>.yaml";

/** Proposes a change that is hostile to whoever shows it: a branch `change/98` of the demo's repository. */
export async function addHostileChange(repository: string): Promise<void> {
  using folder = tempFolder();
  const clone = join(folder.path, "clone");
  const git = (...args: readonly string[]) =>
    run("git", ["-C", clone, "-c", `user.name=${HOSTILE_AUTHOR}`, "-c", "user.email=eve@lumen.example", ...args]);
  await run("git", ["clone", "--quiet", "--branch", "main", repository, clone]);
  await mkdir(join(clone, "config"), { recursive: true });
  await writeFile(join(clone, HOSTILE_PATH), "boost_weight: 4.5 # <img src=x onerror=alert(4)>\n");
  await git("add", "-A");
  await git("commit", "--quiet", "-m", HOSTILE_TITLE);
  await git("push", "--quiet", "origin", "HEAD:refs/heads/change/98");
}
