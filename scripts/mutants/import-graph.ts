import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Who imports whom in a package. Paths begin at the checkout's root. */
export type ImportGraph = {
  /** The tests that a source is part of, those that import it soonest first. */
  readonly testsOf: (path: string) => readonly string[];
  /** SHA-256 of a file and of all of the package that it imports. */
  readonly digestOf: (path: string) => string;
};

/** Reads the relative imports of a package's sources. */
export function readImportGraph(root: string, folder: string): ImportGraph {
  const sources = new Map(
    globSync(`${folder}/src/**/*.ts`, { cwd: root }).map((path) => [path, readFileSync(join(root, path), "utf8")]),
  );
  const imports = new Map([...sources].map(([path, source]) => [path, importsOf(path, source)]));
  const importers = new Map<string, string[]>();
  for (const [path, all] of imports)
    for (const one of all) importers.set(one, [...(importers.get(one) ?? []), path].toSorted());
  return {
    testsOf: (path) => reached(path, importers).filter((one) => one.endsWith(".test.ts")),
    digestOf: (path) => {
      const digest = createHash("sha256");
      for (const one of reached(path, imports).toSorted()) digest.update(`${one}\0${sources.get(one)}\0`);
      return digest.digest("hex");
    },
  };
}

function importsOf(path: string, source: string): readonly string[] {
  const found = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]*)"/g);
  return [...new Set([...found].map(([, to = ""]) => join(dirname(path), to)))].toSorted();
}

/** Itself and what is reached from it, the nearest first. */
function reached(from: string, edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const all = new Set([from]);
  for (const one of all) for (const next of edges.get(one) ?? []) all.add(next);
  return [...all];
}
