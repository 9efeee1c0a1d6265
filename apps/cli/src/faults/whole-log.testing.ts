import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import { openFolder } from "@countersign/adapters/files";
import {
  CHECKPOINT,
  leafLines,
  logReader,
  parseWitnessState,
  publishedLines,
  recordId,
  trustOf,
} from "@countersign/core";
import type { LeafLine, PolicyVersion } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { workInHome } from "@countersign/home";
import {
  EMPTY_FRONTIER,
  appendLeaf,
  frontierRoot,
  leafHash,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  rebuildLog,
} from "@countersign/tlog";
import { POLICY, WITNESS_STATE, homeIn } from "@countersign/home/testing";
import type { Sighting } from "./watched-files.testing.ts";

/** What a home must hold when all is well: the records by id, each once, and the trees that it has ever shown anybody. */
export type Wanted = {
  readonly records: readonly string[];
  readonly sightings: readonly Sighting[];
  readonly next?: NextVersion;
};

/** Version 2 of the policy, by which trees are judged that have more leaves than the one that it stands on. */
export type NextVersion = { readonly leaf: number; readonly version: PolicyVersion };

/** Everything that is wrong with a home whose work is done, in sentences; empty when nothing is. */
export async function defectsOf(dir: string, wanted: Wanted): Promise<readonly string[]> {
  await using opened = await workInHome(homeIn(dir));
  const { parts, root } = opened;
  const note = readFileSync(join(dir, CHECKPOINT));
  if (root === undefined) return ["the home has no root"];
  const { size } = openCheckpoint(nodeCrypto, note, trustFor(note, wanted.next));
  const lines = await all(publishedLines(parts, 0, size));
  const reader = logReader(nodeCrypto, root);
  for (const line of lines) reader.add(line);
  const { problems } = reader.finish(note);
  return [
    ...problems.map(({ index, code, message }) => `leaf ${index}: ${code} ${message}`),
    ...((await all(leafLines(parts))).length === size ? [] : ["there are leaves that are not published"]),
    ...recordDefects(lines, wanted.records),
    ...sightingDefects(lines, wanted.sightings),
    ...(await tileDefects(dir, lines)),
    ...witnessDefects(dir, wanted.next),
  ];
}

/** What holds at every moment, in the middle of an append too, and is looked at without repairing anything. */
export function witnessDefects(dir: string, next?: NextVersion): readonly string[] {
  const published = publishedTree(dir, next);
  const state = join(dir, WITNESS_STATE);
  if (published === undefined) return [];
  if (!existsSync(state)) return ["a checkpoint is published that the witness knows nothing of"];
  const kept = parseWitnessState(readFileSync(state));
  if (kept.size < published.size) return [`the witness remembers ${kept.size} leaves, ${published.size} are published`];
  return kept.size === published.size && !same(kept.root, published.root) ? ["the witness remembers another root"] : [];
}

/** The tree that is published, with its quorum; undefined before the first. */
export function publishedTree(dir: string, next?: NextVersion): Sighting | undefined {
  const file = join(dir, CHECKPOINT);
  if (!existsSync(file)) return undefined;
  const note = readFileSync(file);
  return openCheckpoint(nodeCrypto, note, trustFor(note, next));
}

/** Key and quorum of the newest version at or below a checkpoint's own size. */
function trustFor(note: Uint8Array, next: NextVersion | undefined) {
  const { size } = parseCheckpoint(nodeCrypto, parseNote(note).text);
  const { policy } = next !== undefined && next.leaf < size ? next.version : POLICY;
  return trustOf(nodeCrypto, policy.log);
}

function recordDefects(lines: readonly LeafLine[], wanted: readonly string[]): readonly string[] {
  const found = lines.map(({ evidence }) =>
    evidence === undefined ? "none" : recordId(nodeCrypto, parseEnvelope(evidence).payload),
  );
  const times = (id: string) => found.filter((one) => one === id).length;
  const wrong = wanted.filter((id) => times(id) !== 1).map((id) => `record ${id} is in the log ${times(id)} times`);
  return found.length === wanted.length
    ? wrong
    : [...wrong, `the log has ${found.length} leaves for ${wanted.length} records`];
}

/** One root per size, and each the beginning of the next: every tree that was ever shown is a prefix of this one. */
function sightingDefects(lines: readonly LeafLine[], sightings: readonly Sighting[]): readonly string[] {
  const roots = [frontierRoot(nodeCrypto, EMPTY_FRONTIER)];
  let frontier = EMPTY_FRONTIER;
  for (const { leaf } of lines)
    roots.push(frontierRoot(nodeCrypto, (frontier = appendLeaf(nodeCrypto, frontier, leafHash(nodeCrypto, leaf)))));
  return sightings.flatMap(({ size, root }) => {
    const now = roots[size];
    return now !== undefined && same(now, root)
      ? []
      : [`a tree of ${size} leaves was shown that is not the beginning of this one`];
  });
}

/** The files of the newest tree are what its leaves give; those of earlier sizes are beginnings of them. */
async function tileDefects(dir: string, lines: readonly LeafLine[]): Promise<readonly string[]> {
  const log = await openFolder(join(dir, "log"));
  const rebuilt = new Map<string, Uint8Array>();
  for (const { path, bytes } of rebuildLog(
    nodeCrypto,
    lines.map(({ leaf }) => leaf),
  ))
    rebuilt.set(path, bytes);
  const stored = await log.list("tile/");
  const missing = [...rebuilt.keys()].filter((path) => !stored.includes(path));
  const wrong: string[] = [];
  for (const path of stored) {
    const bytes = (await log.get(path)) ?? new Uint8Array();
    const whole = [...rebuilt].find(([name]) => tileOf(name) === tileOf(path))?.[1] ?? new Uint8Array();
    if (!same(bytes, rebuilt.get(path) ?? whole.subarray(0, bytes.length)))
      wrong.push(`${path} is not what its leaves give`);
  }
  return [...missing.map((path) => `${path} is missing`), ...wrong];
}

/** The path of a tile without the width of a partial one. */
function tileOf(path: string): string {
  return path.replace(/\.p\/[0-9]+$/, "");
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
