import { createHash } from "node:crypto";
import { CountersignError } from "@countersign/core";
import { diffTrees, parseCommit, parseOid, pathFromBytes } from "@countersign/core/objects";
import type { Commit, CommitWithId, MergeResult, ObjectFormat, Oid, Repository } from "@countersign/core/objects";
import { ancestors, bestCommonAncestors, commitLinks } from "@countersign/core/testing";
import type { MergeDesk, ObjectStore } from "@countersign/core/testing";

/**
 * The core's port to Git on objects in memory: no process but those of the desk, which has Git merge. What it answers is
 * compared with what the adapter for Git answers (`comparedRepository`).
 */
export function memoryRepository(store: ObjectStore, desk: MergeDesk): Repository {
  const read = (oid: Oid, type: string) => {
    const found = store.get(oid);
    if (found === undefined) throw new CountersignError("git.missing-object", `${oid} is not in memory`);
    if (found.type !== type) throw new CountersignError("git.object-type", `${oid} is a ${found.type}, not a ${type}`);
    return found.content;
  };
  const commit = remembered((oid: Oid) => parseCommit(read(oid, "commit"), FORMAT));
  const digest = remembered((oid: Oid) => digestOf(read(oid, "blob")));
  const links = commitLinks(store);
  const options = { format: FORMAT, readTree: async (tree: Oid) => read(tree, "tree"), limit: 2_000_000 };
  return {
    objectFormat: FORMAT,
    commit: async (oid) => commit(oid),
    firstParents: async (tip, { stop, limit }) => firstParents(commit, tip, stop, limit),
    range: async (base, head, limit) => {
      [base, head].forEach(commit);
      return within(limit, breadthFirst(commit, head, ancestors(links, base)));
    },
    diff: (from, to) => diffTrees(from, to, options),
    digest: async (oid) => digest(oid),
    blob: async (oid, limit) => {
      const content = read(oid, "blob");
      if (content.length > limit) throw new CountersignError("limit.object", `${oid} has more than ${limit} bytes`);
      return content;
    },
    mergeTree: async (base, head) => {
      [base, head].forEach(commit);
      return mergeResult(await desk.merge(base, head));
    },
    commitTree: async (tree, parent) => {
      const text = `tree ${tree}\nparent ${parent}\nauthor ${NOBODY}\ncommitter ${NOBODY}\n\n`;
      return parseOid(store.put("commit", Buffer.from(text)), FORMAT);
    },
    mergeBases: async (a, b) => bestCommonAncestors(links, a, b).map((id) => parseOid(id, FORMAT)),
    isAncestor: async (a, b) => {
      [a, b].forEach(commit);
      return ancestors(links, b).has(a);
    },
  };
}

const FORMAT: ObjectFormat = "sha1";
/** As the adapter names nobody. */
const NOBODY = "countersign <> 0 +0000";

function firstParents(
  commit: (oid: Oid) => Commit,
  tip: Oid,
  stop: (oid: Oid) => boolean,
  limit: number,
): readonly CommitWithId[] {
  const line: CommitWithId[] = [];
  for (let next: Oid | undefined = tip; next !== undefined;) {
    if (line.length > limit) throw new CountersignError("limit.range", `no end within ${limit} edges from ${tip}`);
    const read = commit(next);
    line.push({ oid: next, commit: read });
    next = stop(next) ? undefined : read.parents[0];
  }
  return line;
}

function breadthFirst(commit: (oid: Oid) => Commit, head: Oid, without: ReadonlySet<string>): readonly CommitWithId[] {
  const seen = new Set([head]);
  const found: CommitWithId[] = [];
  for (const oid of seen) {
    if (without.has(oid)) continue;
    const read = commit(oid);
    found.push({ oid, commit: read });
    for (const parent of read.parents) seen.add(parent);
  }
  return found;
}

function within<T>(limit: number, all: readonly T[]): readonly T[] {
  if (all.length <= limit) return all;
  throw new CountersignError("limit.range", `there are more than ${limit} commits in between`);
}

function mergeResult(answer: Awaited<ReturnType<MergeDesk["merge"]>>): MergeResult {
  if ("unrelated" in answer) throw new CountersignError("change.unrelated", "there is no commit in common");
  if ("tree" in answer) return { tree: parseOid(answer.tree, FORMAT) };
  return { conflicts: answer.conflicts.map((path) => pathFromBytes(Buffer.from(path))) };
}

function digestOf(content: Uint8Array) {
  const lines = content.reduce((count, byte) => (byte === 10 ? count + 1 : count), 0);
  return { sha256: createHash("sha256").update(content).digest("hex"), size: content.length, lines };
}

function remembered<K, V>(load: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key) ?? load(key);
    known.set(key, found);
    return found;
  };
}
