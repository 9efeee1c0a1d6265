import { createHash } from "node:crypto";
import { absentOid, parseCapturedChange, parseOid, parsePattern, pathFromBytes } from "@countersign/core";
import type { CapturedChange, Entry, Mode, Oid, Path, Scope } from "@countersign/core";
import type { FileChange } from "./contract.ts";
import { contentOf } from "./content/content.ts";
import { fileChangeOf } from "./hazards/read-file.ts";
import type { TreeSource } from "./hazards/surroundings.ts";

type Side = string | Uint8Array | { readonly mode: Mode; readonly content: string | Uint8Array } | undefined;

/** Contents of paths before and after. */
export type Sides = { readonly [path: string]: readonly [before: Side, after: Side] };

/** A scope that includes everything but these patterns. */
export function scopeWithout(...patterns: readonly string[]): Scope {
  return { include: [parsePattern("**")], exclude: patterns.map(parsePattern) };
}

/** A path by its text. */
export function pathNamed(text: string): Path {
  return pathFromBytes(new TextEncoder().encode(text));
}

/** A change of these contents, and a source that has them by their ids and no tree at all. */
export function smallChange(sides: Sides): { readonly change: CapturedChange; readonly source: TreeSource } {
  const blobs = new Map<Oid, Uint8Array>();
  const entries = Object.entries(sides)
    .map(([path, [before, after]]) => entryOf(pathNamed(path), before, after, blobs))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const blob = async (oid: Oid) => blobs.get(oid) ?? new Uint8Array();
  const source: TreeSource = {
    objectFormat: "sha1",
    diff: async () => [],
    blob,
    digest: async (oid) => {
      const bytes = await blob(oid);
      return { sha256: sha256(bytes), size: bytes.length, lines: bytes.filter((byte) => byte === 10).length };
    },
  };
  return { change: changeOf(entries), source };
}

/** One entry as detectors see it. */
export function fileChange(path: string, before: Side, after: Side): FileChange {
  const entry = entryOf(pathNamed(path), before, after, new Map());
  const base = before === undefined ? undefined : read(before, entry.oldMode, entry.oldSha256);
  const result = after === undefined ? undefined : read(after, entry.newMode, entry.newSha256);
  return fileChangeOf(entry, base, result);
}

function read(side: NonNullable<Side>, mode: Mode, digest: string) {
  const bytes = bytesOf(side);
  return contentOf({ mode, size: bytes.length, sha256: digest }, bytes);
}

function entryOf(path: Path, before: Side, after: Side, blobs: Map<Oid, Uint8Array>): Entry {
  const [oldSide, newSide] = [sideOf(before, blobs), sideOf(after, blobs)];
  return {
    path,
    oldMode: oldSide.mode,
    newMode: newSide.mode,
    oldOid: oldSide.oid,
    newOid: newSide.oid,
    oldSha256: oldSide.sha256,
    newSha256: newSide.sha256,
  };
}

function sideOf(side: Side, blobs: Map<Oid, Uint8Array>) {
  if (side === undefined) return { mode: "000000" as const, oid: absentOid("sha1"), sha256: "-" };
  const bytes = bytesOf(side);
  const oid = parseOid(createHash("sha1").update(bytes).digest("hex"), "sha1");
  blobs.set(oid, bytes);
  const mode: Mode = typeof side === "object" && "mode" in side ? side.mode : "100644";
  return { mode, oid, sha256: sha256(bytes) };
}

function bytesOf(side: NonNullable<Side>): Uint8Array {
  const content = typeof side === "object" && "mode" in side ? side.content : side;
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function changeOf(entries: readonly Entry[]): CapturedChange {
  const id = (digit: string) => parseOid(digit.repeat(40), "sha1");
  const [first] = entries;
  if (first === undefined) throw new Error("a change has an entry");
  const plain = parseCapturedChange({
    change: "a".repeat(64),
    repository: { id: "local:feed", uri: "git+https://example.org/feed" },
    ref: "refs/heads/main",
    base: { gitCommit: id("1"), gitTree: id("2") },
    head: { gitCommit: id("3") },
    result: { gitTree: id("4") },
    changeDigest: `cs-diff-v1:${"b".repeat(64)}`,
    objectFormat: "sha1",
    entries: [["a", "100644", "000000", id("5"), absentOid("sha1"), "c".repeat(64), "-"]],
    excluded: 0,
    commits: 1,
    contributors: [{ name: "Olga", email: "olga@acme.example", as: ["olga"] }],
    pushers: [],
    previous: [],
    claim: { title: "Tune", text: "" },
    policy: { version: 1, sha256: "d".repeat(64) },
  });
  return { ...plain, entries };
}
