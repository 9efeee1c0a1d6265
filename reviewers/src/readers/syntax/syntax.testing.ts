import { readFileSync } from "node:fs";
import type { Fact } from "../../facts/fact.ts";
import { loadSyntax } from "./load.ts";
import type { Syntax } from "./load.ts";
import { readSyntax } from "./read-syntax.ts";

const MODULES = {
  go: "tree-sitter-go/tree-sitter-go.wasm",
  java: "tree-sitter-java/tree-sitter-java.wasm",
  python: "tree-sitter-python/tree-sitter-python.wasm",
  rust: "tree-sitter-rust/tree-sitter-rust.wasm",
  scala: "tree-sitter-scala/tree-sitter-scala.wasm",
  tsx: "tree-sitter-typescript/tree-sitter-tsx.wasm",
  typescript: "tree-sitter-typescript/tree-sitter-typescript.wasm",
} as const;

/** Every grammar, from the installed packages. */
export function loadAll(): Promise<Syntax> {
  const grammars = Object.fromEntries(Object.entries(MODULES).map(([name, path]) => [name, moduleBytes(path)]));
  return loadSyntax({ runtime: moduleBytes("web-tree-sitter/web-tree-sitter.wasm"), grammars });
}

/** Facts of a text that is read without troubles. */
export function factsOf(syntax: Syntax, language: string, text: string): readonly Fact[] {
  const reading = readSyntax(syntax, language, text);
  if (reading === undefined || reading.troubles.length > 0)
    throw new Error(`${language}: ${JSON.stringify(reading?.troubles)}`);
  return reading.facts;
}

/** Facts of one sort. */
export function only<F extends Fact["fact"]>(
  facts: readonly Fact[],
  sort: F,
): readonly (Fact & { readonly fact: F })[] {
  return facts.filter((fact): fact is Fact & { readonly fact: F } => fact.fact === sort);
}

function moduleBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(import.meta.resolve(path))));
}
