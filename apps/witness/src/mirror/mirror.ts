import type { LogClient } from "@countersign/adapters/log";
import { CountersignError, concurrently, logReader, tileReader, withLogFiles } from "@countersign/core";
import type { LeafLine, LeafProblem, LogReader, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { EMPTY_EDGE, LogError, TILE_WIDTH, frontierFromTiles, frontierRoot, planAppend } from "@countersign/tlog";
import { distantTree } from "./distant-tree.ts";
import type { DistantTree } from "./distant-tree.ts";
import { digestIn, kept, storedLine } from "./mirror-files.ts";
import type { MirrorFiles } from "./mirror-files.ts";
import { readMirror } from "./read-mirror.ts";
import type { MirroredLog } from "./read-mirror.ts";

/** The tree of a checkpoint that the log signed. */
export type SignedTree = { readonly size: number; readonly root: Uint8Array };

/** A full copy of a log, evidence included, read as every reader reads it. Its functions are called one after the other. */
export type Mirror = {
  /** Leaves that are kept and read. */
  readonly size: () => number;
  readonly reader: () => LogReader;
  /**
   * Fetches everything of a tree that is not kept yet, makes it durable, and reads it. What was fetched when it throws stays.
   * `log.fork` where the tree does not go on from what is kept; `log.root`, `log.tile-…`, `log.entry-bundle-…` where the server
   * shows another one; `log.unreachable`, `auth.…`. A leaf is never waited for because its evidence is not there: see `problems`.
   */
  readonly hold: (tree: SignedTree) => Promise<void>;
  /** The root of what is kept at a size up to its own. */
  readonly rootAt: (size: number) => Promise<Uint8Array>;
  /** What is wrong with leaves that the newest policy does not void; `bundle.evidence-missing` is evidence that is not served. */
  readonly problems: () => readonly LeafProblem[];
};

/** How a mirror works: whom it reads from, what it keeps, and who is told of each leaf that does not verify. */
export type MirrorParts = {
  readonly client: Pick<LogClient, "tile" | "evidence">;
  readonly files: MirrorFiles;
  readonly root: Root;
  /** Trees of the log that were vouched for here: whatever comes later has to go on from them. */
  readonly pasts: () => readonly SignedTree[];
  readonly bad: (problem: LeafProblem) => void;
};

/** Nothing of the log. */
export function emptyLog(root: Root): MirroredLog {
  return { edge: EMPTY_EDGE, reader: logReader(nodeCrypto, root), missing: new Map(), repaired: [] };
}

/** Pieces of evidence that are asked for at once. */
const AT_ONCE = 8;
/** Bytes of evidence after which what was loaded is read before more is. */
const PORTION = 16 * 1024 * 1024;

/** A mirror that goes on from what was read. */
export function openMirror(parts: MirrorParts, start: MirroredLog): Mirror {
  let log = start;
  let suspect = start.reader.soFar()?.problems ?? [];
  suspect.forEach(parts.bad);
  const size = () => log.edge.frontier.size;
  const rootAt = async (at: number) => {
    if (at === size()) return frontierRoot(nodeCrypto, log.edge.frontier);
    return withLogFiles(parts.files.folder, [], (read) =>
      frontierRoot(nodeCrypto, frontierFromTiles(nodeCrypto, at, partsOfTiles(read, size()))),
    );
  };
  /** From the last write on nothing waits, so that tree and reader never part. */
  const grow = async (lines: readonly LeafLine[]) => {
    const entries = lines.map(({ leaf }) => leaf);
    const plan = planAppend(nodeCrypto, parts.root.log.origin, log.edge, entries);
    for (const { path, bytes } of plan.writes) await parts.files.folder.put(`log/${path}`, bytes);
    const found = lines.flatMap((line) => log.reader.add(line) ?? []);
    log = { ...log, edge: plan.edge };
    suspect = [...suspect, ...found];
    found.forEach(parts.bad);
  };
  const add = async (entries: readonly Uint8Array[]) => {
    const without = await fetchEvidence(parts, entries, size());
    log = { ...log, missing: new Map([...log.missing, ...without]) };
    for await (const lines of inPortions(parts.files, entries)) await grow(lines);
  };
  const fillIn = async () => {
    const came = await fetchMissing(parts, log.missing);
    if (!came) return;
    log = await readMirror(parts.files, parts.root, { size: size(), root: await rootAt(size()) });
    suspect = log.reader.soFar()?.problems ?? [];
  };
  return {
    size,
    rootAt,
    reader: () => log.reader,
    problems() {
      // Without a policy nobody says what is void, and the reader tells of nothing that it read.
      if (log.reader.policy() === undefined) return [...suspect, ...[...log.missing.keys()].map(notHere)];
      return suspect.length === 0 ? [] : (log.reader.soFar()?.problems ?? []);
    },
    async hold(tree) {
      if (log.missing.size > 0) await fillIn();
      if (tree.size <= size()) return requireSame(tree, await rootAt(tree.size), tree);
      const distant = distantTree(parts.client, tree);
      await requirePasts(distant, tree, [...parts.pasts(), { size: size(), root: await rootAt(size()) }]);
      while (size() < tree.size)
        await add((await distant.entries(Math.floor(size() / TILE_WIDTH))).slice(size() % TILE_WIDTH));
    },
  };
}

function notHere(index: number): LeafProblem {
  return { index, code: "bundle.evidence-missing", message: "the evidence is not here" };
}

function partsOfTiles(read: (path: string) => Uint8Array, size: number) {
  const whole = tileReader(read);
  return (level: number, index: number, width: number) =>
    whole(level, index, Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH)).subarray(
      0,
      width * 32,
    );
}

/** A tree that the log signed, and that has another past than what it signed before. */
async function requirePasts(distant: DistantTree, tree: SignedTree, pasts: readonly SignedTree[]): Promise<void> {
  for (const past of pasts)
    if (past.size > 0 && past.size <= tree.size) requireSame(past, await distant.rootAt(past.size), tree);
}

function requireSame(past: SignedTree, root: Uint8Array, { size }: SignedTree): void {
  if (Buffer.compare(past.root, root) === 0) return;
  throw new LogError(
    "log.fork",
    `the log signed a tree of ${size} leaves whose first ${past.size} are others than before`,
  );
}

async function* inPortions(
  files: MirrorFiles,
  entries: readonly Uint8Array[],
): AsyncGenerator<readonly LeafLine[], void, undefined> {
  let lines: LeafLine[] = [];
  let bytes = 0;
  for (const leaf of entries) {
    const line = await storedLine(files, leaf);
    lines.push(line);
    bytes += line.evidence?.length ?? 0;
    if (bytes < PORTION) continue;
    yield lines;
    lines = [];
    bytes = 0;
  }
  if (lines.length > 0) yield lines;
}

/** Makes the evidence of leaves durable; answers which of them, by index, the server has none of. */
async function fetchEvidence(
  { client, files }: MirrorParts,
  entries: readonly Uint8Array[],
  first: number,
): Promise<readonly (readonly [index: number, sha256: string])[]> {
  const without = await concurrently(entries, AT_ONCE, async (leaf, at) => {
    const sha256 = digestIn(leaf);
    // A leaf that is none names no evidence; the reader says so.
    if (sha256 === undefined || (await isKept(files, sha256))) return [];
    return (await fetchOne({ client, files }, sha256)) ? [] : [[first + at, sha256] as const];
  });
  return without.flat();
}

/** Asks again for evidence that was not there; says whether any came. */
async function fetchMissing(parts: MirrorParts, missing: ReadonlyMap<number, string>): Promise<boolean> {
  const came = await concurrently([...missing.values()], AT_ONCE, (sha256) => fetchOne(parts, sha256));
  return came.includes(true);
}

/** What does not have its digest is as good as not there. */
async function fetchOne({ client, files }: Pick<MirrorParts, "client" | "files">, sha256: string): Promise<boolean> {
  const salted = await client.evidence(sha256).catch((error: unknown) => {
    if (error instanceof CountersignError && error.code === "bundle.evidence-mismatch") return undefined;
    throw error;
  });
  if (salted === undefined) return false;
  await files.evidence.put(salted);
  return true;
}

async function isKept({ evidence }: MirrorFiles, sha256: string): Promise<boolean> {
  return (await evidence.has(sha256)) && (await kept(evidence, sha256)) !== undefined;
}
