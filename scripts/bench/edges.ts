import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { parseOid, pathFromBytes } from "@countersign/core";
import type { Entry, Oid } from "@countersign/core";
import { bareGit } from "./bare-git.ts";
import type { BareChange } from "./bare-change.ts";

const FILES = 2_000;
const FOLDERS = 100;
const LINES = 60;
/** Each commit edits the file so many places further on. */
const STRIDE = 37;

/** Makes a repository whose first-parent line has so many edges, each with one edited file, and gives them as changes. */
export async function makeEdges(dir: string, edges: number): Promise<readonly BareChange[]> {
  await mkdir(dir, { recursive: true });
  await bareGit(dir, ["init", "--quiet", "--bare", "."]);
  await bareGit(dir, ["fast-import", "--quiet"], commands(edges));
  const printed = await bareGit(dir, ["log", "--first-parent", "--reverse", "--format=%H %T", "refs/heads/main"]);
  const points = printed.trim().split("\n").map(pointOf);
  return points.slice(1).flatMap((point, index) => {
    const base = points[index];
    if (base === undefined) return [];
    return [
      { base, head: { gitCommit: point.gitCommit }, result: { gitTree: point.gitTree }, entries: [entryOf(index)] },
    ];
  });
}

/** Paths, contents and ids follow from the number of the commit alone. */
function* commands(edges: number): Generator<string> {
  yield commit(0);
  for (let file = 0; file < FILES; file++) yield inline(file, 0);
  for (let edge = 0; edge < edges; edge++) {
    yield commit(edge + 1);
    yield inline(editedFile(edge), editedVersion(edge));
  }
}

function commit(number: number): string {
  const who = `Ada <ada@acme.example> ${1_700_000_000 + number * 60} +0000`;
  const message = `Tune the ranking, step ${number}\n`;
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\ndata ${message.length}\n${message}\n`;
}

function inline(file: number, version: number): string {
  const text = contentOf(file, version);
  return `M 100644 inline ${pathOf(file)}\ndata ${text.length}\n${text}\n`;
}

function editedFile(edge: number): number {
  return (edge * STRIDE) % FILES;
}

function editedVersion(edge: number): number {
  return Math.floor(edge / FILES) + 1;
}

function pathOf(file: number): string {
  return `ranking/area-${String(file % FOLDERS).padStart(2, "0")}/feature-${file}.conf`;
}

/** Each version differs from the one before in two of its lines, about 2 KB in all. */
function contentOf(file: number, version: number): string {
  const line = (_: unknown, at: number) =>
    `weight.${file}.${at} = 0.${version > 0 && at === version % LINES ? version : at * 7919}\n`;
  return Array.from({ length: LINES }, line).join("");
}

function entryOf(edge: number): Entry {
  const file = editedFile(edge);
  const [before, after] = [contentOf(file, editedVersion(edge) - 1), contentOf(file, editedVersion(edge))];
  return {
    path: pathFromBytes(Buffer.from(pathOf(file))),
    oldMode: "100644",
    newMode: "100644",
    oldOid: blobId(before),
    newOid: blobId(after),
    oldSha256: sha256(before),
    newSha256: sha256(after),
  };
}

function pointOf(line: string): BareChange["base"] {
  const [commitId = "", tree = ""] = line.split(" ");
  return { gitCommit: parseOid(commitId, "sha1"), gitTree: parseOid(tree, "sha1") };
}

function blobId(text: string): Oid {
  return parseOid(createHash("sha1").update(`blob ${text.length}\0${text}`).digest("hex"), "sha1");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
