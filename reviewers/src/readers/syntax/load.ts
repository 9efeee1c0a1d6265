import { Language, Parser } from "web-tree-sitter";
import { GRAMMARS } from "./languages.ts";
import type { GrammarName } from "./languages.ts";
import type { Rule } from "./rule.ts";
import { TABLES } from "./tables/tables.ts";
import type { Vocabulary } from "./tree/syntax-tree.ts";

/** A parser and the meaning of its nodes. */
export type Grammar = { readonly parser: Parser; readonly vocabulary: Vocabulary };

/** Grammars that are ready to read; a grammar that was not given is not there. */
export type Syntax = { readonly grammars: ReadonlyMap<GrammarName, Grammar> };

/**
 * Makes parsers of WebAssembly: `runtime` is web-tree-sitter's own, `grammars` are those of the languages. Nothing is read from files: what
 * runs is what was handed in. The runtime is one for the process; of two calls the first one's stays.
 */
export async function loadSyntax(modules: {
  readonly runtime: Uint8Array;
  readonly grammars: { readonly [name in GrammarName]?: Uint8Array };
}): Promise<Syntax> {
  await Parser.init({ wasmBinary: modules.runtime.slice().buffer });
  const grammars = new Map<GrammarName, Grammar>();
  for (const name of GRAMMARS) {
    const bytes = modules.grammars[name];
    if (bytes !== undefined) grammars.set(name, await loadGrammar(name, bytes));
  }
  return { grammars };
}

async function loadGrammar(name: GrammarName, bytes: Uint8Array): Promise<Grammar> {
  const language = await Language.load(bytes);
  const parser = new Parser();
  parser.setLanguage(language);
  return { parser, vocabulary: vocabularyOf(language, name) };
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
