import { readFile } from "node:fs/promises";

/** Where the packages, which package-lock.json names with their hashes, keep their WebAssembly. */
const MODULES = {
  runtime: "web-tree-sitter/web-tree-sitter.wasm",
  go: "tree-sitter-go/tree-sitter-go.wasm",
  java: "tree-sitter-java/tree-sitter-java.wasm",
  python: "tree-sitter-python/tree-sitter-python.wasm",
  rust: "tree-sitter-rust/tree-sitter-rust.wasm",
  scala: "tree-sitter-scala/tree-sitter-scala.wasm",
  tsx: "tree-sitter-typescript/tree-sitter-tsx.wasm",
  typescript: "tree-sitter-typescript/tree-sitter-typescript.wasm",
} as const;

/** Every file that is read here: a package, a slash and a name in it. */
export const GRAMMAR_FILES: readonly string[] = Object.values(MODULES);

/**
 * Reads the WebAssembly of a grammar, or of the parsers' runtime. Nothing native of those packages is loaded, and nothing of them is run
 * here. Throws what the file system throws if a package is not installed.
 */
export async function readGrammar(name: keyof typeof MODULES): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL(import.meta.resolve(MODULES[name]))));
}
