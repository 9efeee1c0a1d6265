import { createHash } from "node:crypto";
import { CountersignError } from "@countersign/core/error";
import { parseOid, pathFromBytes } from "@countersign/core/objects";
import type { Identity, MergeResult, Oid } from "@countersign/core/objects";
import { refuseAlteredHistory } from "./altered-history.ts";
import type { Mirror } from "./mirror.ts";
import { runGit } from "./run.ts";

/** See `Repository.mergeTree`. */
export async function mergeTree(mirror: Mirror, base: Oid, head: Oid): Promise<MergeResult> {
  // Asked again for each merge, the one answer that is git's own.
  await refuseAlteredHistory(mirror);
  const command = [
    "merge-tree",
    "--write-tree",
    "-z",
    "--name-only",
    "--no-messages",
    "--end-of-options",
    base,
    head,
  ] as const;
  const { exit, stdout } = await runGit(mirror, command, { exits: [0, 1] });
  const [tree = new Uint8Array(), ...paths] = splitAtNul(stdout);
  // Git writes a tree for conflicts too, with their markers in the files: it is nobody's result.
  if (exit === 1) return { conflicts: paths.map(pathFromBytes) };
  if (paths.length > 0) throw new CountersignError("git.merge-tree", "git merge-tree printed more than a tree");
  return { tree: parseOid(Buffer.from(tree).toString("latin1"), mirror.objectFormat) };
}

/** See `Repository.commitTree`. The id that git answers must be that of the bytes we gave it (`git.object-hash`). */
export async function commitTree(mirror: Mirror, tree: Oid, parent: Oid, by = NOBODY): Promise<Oid> {
  const who = `${oneLine(by.name)} <${oneLine(by.email)}> 0 +0000`;
  const content = Buffer.from(`tree ${tree}\nparent ${parent}\nauthor ${who}\ncommitter ${who}\n\n`);
  const { stdout } = await runGit(mirror, ["hash-object", "-t", "commit", "-w", "--stdin"], { input: content });
  const oid = parseOid(stdout.toString("latin1").trim(), mirror.objectFormat);
  const expected = createHash(mirror.objectFormat).update(`commit ${content.length}\0`).update(content).digest("hex");
  if (oid !== expected) throw new CountersignError("git.object-hash", `git stored the commit ${expected} as ${oid}`);
  return oid;
}

const NOBODY: Identity = { name: "countersign", email: "" };

/** What a line about a person may have in it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\0\n<>]/g, "");
}

function splitAtNul(bytes: Buffer): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0, at);
    if (end === -1) throw new CountersignError("git.merge-tree", "git merge-tree printed half a line");
    parts.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return parts;
}
