import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { Comments } from "../comments.ts";
import { documentFacts } from "../document/document-facts.ts";
import { GrowingMapping } from "../document/growing-mapping.ts";
import type { DocumentNode } from "../document/node.ts";
import type { TypedReading } from "../typed-reading.ts";
import { stringValue, wordValue } from "../value.ts";

type Open = {
  readonly key: string;
  readonly line: number;
  readonly indent: number;
  readonly parts: string[];
  readonly into: GrowingMapping;
};

/**
 * Reads INI files, properties and environment files: sections in brackets, `key = value` or `key: value`; a value goes on in lines
 * that are indented, or after a backslash at the end of a line. Never fails: what has no `=` or `:` is passed over.
 */
export function readIni({ text }: SourceText): TypedReading {
  const facts = new FactCollector("ini");
  const { root, comments } = iniDocument(text);
  documentFacts(root, { facts, comments });
  return facts.reading();
}

/** Sections and values of such a text, with their lines. */
export function iniDocument(text: string): { readonly root: GrowingMapping; readonly comments: Comments } {
  const comments = new Comments();
  const root = new GrowingMapping(1);
  let section = root;
  let open: Open | undefined;
  const close = () => {
    if (open !== undefined) open.into.add(open.key, open.line, valueNode(open));
    open = undefined;
  };
  for (const [at, raw] of text.split("\n").entries()) {
    const [line, bare] = [at + 1, raw.trim()];
    const goes = open?.parts.at(-1)?.endsWith("\\") === true;
    if (/^[#;!]/.test(bare) && !goes) comments.add(bare, line, true);
    else if (open !== undefined && bare !== "" && (goes || indentOf(raw) > open.indent)) open.parts.push(bare);
    else {
      close();
      const header = /^\[{1,2}([^\]]{1,200})\]/.exec(bare)?.[1];
      if (header === undefined) open = opened(raw, line, section);
      else section = root.below(header.trim(), line);
    }
  }
  close();
  return { root, comments };
}

function opened(raw: string, line: number, into: GrowingMapping): Open | undefined {
  const bare = raw.trim();
  const mark = bare.search(/[=:]/);
  if (mark <= 0) return undefined;
  const key = bare
    .slice(0, mark)
    .trim()
    .replace(/^export\s+/, "")
    .replaceAll(/^["']|["']$/g, "");
  return { key, line, indent: indentOf(raw), parts: [bare.slice(mark + 1).trim()], into };
}

function indentOf(raw: string): number {
  return raw.length - raw.trimStart().length;
}

function valueNode({ line, parts }: Open): DocumentNode {
  const to = line + parts.length - 1;
  const texts = parts.map((part) => withoutComment(part.endsWith("\\") ? part.slice(0, -1).trim() : part));
  const [first = "", ...others] = texts;
  if (others.length === 0) return { is: "scalar", value: valueOf(first), from: line, to };
  if (first !== "") return { is: "scalar", value: stringValue(texts.join("\n")), from: line, to };
  const items = others.map((text, at) => {
    const own = line + at + 1;
    return { is: "scalar", value: valueOf(text), from: own, to: own } as const;
  });
  return { is: "sequence", items, from: line, to };
}

function valueOf(text: string) {
  const quoted = /^"([^"]*)"$|^'([^']*)'$/.exec(text);
  return quoted === null ? wordValue(text) : stringValue(quoted[1] ?? quoted[2] ?? "");
}

function withoutComment(value: string): string {
  if (/^["'[{]/.test(value)) return value;
  const comment = value.search(/\s[#;]/);
  return comment === -1 ? value : value.slice(0, comment).trim();
}
