import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** The file in which the program says the digest of its detectors. */
export const SOURCES_FILE = join(ROOT, "reviewers/src/analysis/sources.ts");

/** Packages whose code or grammars have a part in a finding. */
const PACKAGES = /^node_modules\/(?:web-tree-sitter|tree-sitter-[a-z]+|yaml|smol-toml|hyparquet)$/;

/** SHA-256, lowercase hex, over the sources of the analysis and the packages that it reads with, each by path and hash, sorted. */
export function detectorsDigest(): string {
  const files = globSync("reviewers/src/**/*.ts", { cwd: ROOT }).filter(
    (path) => !/\.(?:test|testing)\.ts$/.test(path) && join(ROOT, path) !== SOURCES_FILE,
  );
  const hashes = files.map((path) => [
    path,
    createHash("sha256")
      .update(readFileSync(join(ROOT, path)))
      .digest("hex"),
  ]);
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
  };
  const read = Object.entries(packages).flatMap(([path, { integrity = "" }]) =>
    PACKAGES.test(path) ? [[path, integrity]] : [],
  );
  const listed = [...hashes, ...read].toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(listed)).digest("hex");
}
