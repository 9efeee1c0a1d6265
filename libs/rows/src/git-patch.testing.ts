import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { gitHistory, tempFolder } from "@countersign/testkit";
import type { CommitPlan } from "@countersign/testkit";
import { patchArguments } from "./patch/arguments.ts";
import type { PatchChoice } from "./patch/arguments.ts";

type Files = NonNullable<CommitPlan["files"]>;

/** For tests: what git itself prints for the difference of two commits with these files. */
export function gitPatch(
  before: Files,
  after: Files,
  { objectFormat = "sha1", ...choice }: Partial<PatchChoice> & { readonly objectFormat?: "sha1" | "sha256" } = {},
): Uint8Array {
  using folder = tempFolder();
  const history = gitHistory(folder.path, { objectFormat });
  const [old = "", now = ""] = history.commits([
    { files: before, ref: null, parents: [] },
    { files: after, ref: null, parents: [":1"] },
  ]);
  const args = patchArguments(`${old}^{tree}`, `${now}^{tree}`, { context: 3, renames: false, ...choice });
  // Attributes of the repository would choose what is binary; a folder without a work tree reads none.
  const env = { PATH: process.env["PATH"], LC_ALL: "C", HOME: "/dev/null", GIT_CONFIG_GLOBAL: "/dev/null" };
  const settings = ["-c", "core.quotePath=true", "-c", "core.attributesFile=/dev/null"];
  const cwd = history.gitDir;
  const { status, stdout, stderr } = spawnSync("git", [...settings, ...args], { cwd, env, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr.toString());
  return new Uint8Array(stdout);
}

/** The bytes of a text that is written as a patch in a test. */
export function patchOf(...lines: readonly string[]): Uint8Array {
  return new Uint8Array(Buffer.from(lines.map((line) => `${line}\n`).join("")));
}
