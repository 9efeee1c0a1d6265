import { mkdir } from "node:fs/promises";
import { parseOid } from "@countersign/core";
import type { Oid } from "@countersign/core";
import { bareGit } from "./bare-git.ts";
import type { BareChange } from "./bare-change.ts";

const FILES_IN_FOLDER = 100;
const LINES = 100;

/**
 * Makes a repository with a tree of so many files. A branch edits some of them, spread evenly, and the main line has moved
 * by one file of its own, so that there is something to merge. Gives the tip of the main line and that of the branch.
 */
export async function makeLargeTree(
  dir: string,
  files: number,
  edited: number,
): Promise<{ readonly base: BareChange["base"]; readonly head: Oid }> {
  await mkdir(dir, { recursive: true });
  await bareGit(dir, ["init", "--quiet", "--bare", "."]);
  await bareGit(dir, ["fast-import", "--quiet"], commands(files, Math.floor(files / edited)));
  const names = ["refs/heads/main", "refs/heads/main^{tree}", "refs/heads/topic"];
  const [commit = "", tree = "", head = ""] = (await bareGit(dir, ["rev-parse", ...names])).split("\n");
  return {
    base: { gitCommit: parseOid(commit, "sha1"), gitTree: parseOid(tree, "sha1") },
    head: parseOid(head, "sha1"),
  };
}

function* commands(files: number, step: number): Generator<string> {
  yield commit("main", "All files");
  for (let file = 0; file < files; file++) yield inline(file, file % step === 0 ? longText(file, 0) : `file ${file}\n`);
  yield `reset refs/heads/topic\nfrom refs/heads/main\n\n`;
  yield commit("topic", "Many edits");
  for (let file = 0; file < files; file += step) yield inline(file, longText(file, 1));
  yield commit("main", "One edit");
  yield inline(1, "moved on\n");
}

function commit(branch: string, message: string): string {
  const who = "Ada <ada@acme.example> 1700000000 +0000";
  return `commit refs/heads/${branch}\nauthor ${who}\ncommitter ${who}\ndata ${message.length}\n${message}\n`;
}

function inline(file: number, text: string): string {
  const folder = Math.floor(file / FILES_IN_FOLDER);
  const path = `part-${folder % 10}/folder-${folder}/file-${file}.txt`;
  return `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`;
}

/** About 4 KB; versions differ in one line of ten. */
function longText(file: number, version: number): string {
  const line = (_: unknown, at: number) =>
    `feature ${file}.${at} has the weight ${at % 10 === 0 ? version : at} of all\n`;
  return Array.from({ length: LINES }, line).join("");
}
