import { Language, Parser } from "web-tree-sitter";
import { GRAMMARS } from "./languages.ts";
import type { GrammarName } from "./languages.ts";
import { metered } from "./metered.ts";
import type { Rule } from "./rule.ts";
import { startRuntime } from "./runtime.ts";
import type { Runtime } from "./runtime.ts";
import { compile } from "./web-assembly.ts";
import { TABLES } from "./tables/tables.ts";
import type { Vocabulary } from "./tree/syntax-tree.ts";

/** A parser, the machine that it runs in, and the meaning of its nodes. */
export type Grammar = { readonly parser: Parser; readonly runtime: Runtime; readonly vocabulary: Vocabulary };

/** Grammars that are ready to read; a grammar that was not given is not there. */
export type Syntax = { readonly grammars: ReadonlyMap<GrammarName, Grammar> };

/**
 * Makes parsers of WebAssembly: `runtime` is web-tree-sitter's own, `grammars` are those of the languages. Nothing is read from files: what
 * runs is what was handed in. Calls share one machine,
 * and a grammar of the same bytes is placed in it once.
 */
export async function loadSyntax(modules: {
  readonly runtime: Uint8Array;
  readonly grammars: { readonly [name in GrammarName]?: Uint8Array };
}): Promise<Syntax> {
  const runtime = await startRuntime(modules.runtime);
  const grammars = new Map<GrammarName, Grammar>();
  for (const name of GRAMMARS) {
    const bytes = modules.grammars[name];
    if (bytes !== undefined) grammars.set(name, await loadOnce(runtime, name, bytes));
  }
  return { grammars };
}

/** Grammars of the process: what was placed in the machine's memory stays there. */
const LOADED = new Map<GrammarName, { readonly bytes: Uint8Array; readonly grammar: Promise<Grammar> }>();

function loadOnce(runtime: Runtime, name: GrammarName, bytes: Uint8Array): Promise<Grammar> {
  const loaded = LOADED.get(name);
  if (loaded !== undefined && isSame(loaded.bytes, bytes)) return loaded.grammar;
  const grammar = loadGrammar(runtime, name, bytes);
  LOADED.set(name, { bytes, grammar });
  return grammar;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

async function loadGrammar(runtime: Runtime, name: GrammarName, bytes: Uint8Array): Promise<Grammar> {
  const module = await compile(metered(bytes));
  // In one go: a memory that is put back meanwhile would lose what was placed in it.
  const language = Language.loadSync(module);
  const parser = new Parser();
  parser.setLanguage(language);
  runtime.keep();
  return { parser, runtime, vocabulary: vocabularyOf(language, name) };
}

function vocabularyOf(language: Language, name: GrammarName): Vocabulary {
  const names: string[] = [];
  const named: boolean[] = [];
  const rules: (Rule | undefined)[] = [];
  const table = new Map(Object.entries(TABLES[name]));
  for (let id = 0; id < language.nodeTypeCount; id += 1) {
    const type = language.nodeTypeForId(id) ?? "";
    names.push(type);
    named.push(language.nodeTypeIsNamed(id));
    rules.push(language.nodeTypeIsNamed(id) ? table.get(type) : undefined);
  }
  const fields = new Map(language.fields.flatMap((field, id) => (typeof field === "string" ? [[field, id]] : [])));
  return { names, named, fields, rules };
}
