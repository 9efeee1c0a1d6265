import { isAlias, isMap, isPair, isScalar, isSeq } from "yaml";
import type { Scalar } from "yaml";
import type { Value } from "../../../facts/fact.ts";
import type { DocumentEntry, DocumentNode } from "../document/node.ts";
import { codeValue, nameValue, stringValue, valueText, wordValue } from "../value.ts";

/** Aliases of one document that are looked up; a file of parameters needs few. */
const MOST_ALIASES = 100;

type Nodes = { readonly node: DocumentNode; readonly aliases?: { readonly what: string; readonly line: number } };

type Walk = {
  readonly lineOf: (at: number) => number;
  readonly anchors: Map<string, Value>;
  aliases: number;
  last: number;
};

/** A composed document without what is peculiar to YAML. */
export function nodesOf(contents: unknown, lineOf: (at: number) => number): Nodes {
  const walk: Walk = { lineOf, anchors: new Map(), aliases: 0, last: 1 };
  const node = nodeOf(contents, walk);
  if (walk.aliases <= MOST_ALIASES) return { node };
  return { node, aliases: { what: `more than ${MOST_ALIASES} aliases`, line: node.from } };
}

function nodeOf(yaml: unknown, walk: Walk): DocumentNode {
  if (isScalar(yaml)) return scalarOf(yaml, walk);
  if (isMap(yaml)) {
    const own = span(yaml.range, walk);
    return { ...own, is: "mapping", entries: yaml.items.map((pair) => entryOf(pair, walk)) };
  }
  if (isSeq(yaml)) {
    const own = span(yaml.range, walk);
    return { ...own, is: "sequence", items: yaml.items.map((one) => itemOf(one, walk)) };
  }
  if (isAlias(yaml)) {
    walk.aliases += 1;
    const known = walk.aliases > MOST_ALIASES ? undefined : walk.anchors.get(yaml.source);
    return { ...span(yaml.range, walk), is: "scalar", value: known ?? nameValue(`*${yaml.source}`) };
  }
  return { from: walk.last, to: walk.last, is: "scalar", value: codeValue("null") };
}

/** `[a: 1]` has a pair as an item. */
function itemOf(yaml: unknown, walk: Walk): DocumentNode {
  if (!isPair(yaml)) return nodeOf(yaml, walk);
  const entry = entryOf(yaml, walk);
  return { from: entry.line, to: entry.node.to, is: "mapping", entries: [entry] };
}

function entryOf({ key, value }: { readonly key: unknown; readonly value: unknown }, walk: Walk): DocumentEntry {
  const name = nodeOf(key, walk);
  const text = isScalar(key) && typeof key.source === "string" ? key.source : undefined;
  const node = nodeOf(value, walk);
  return { key: text ?? (name.is === "scalar" ? valueText(name.value) : "?"), line: name.from, node };
}

function scalarOf(scalar: Scalar, walk: Walk): DocumentNode {
  const own = span(scalar.range, walk);
  const text = typeof scalar.source === "string" ? scalar.source : "";
  const plain = (scalar.type === "PLAIN" || scalar.type === undefined) && scalar.tag !== "tag:yaml.org,2002:str";
  const value = plain ? wordValue(text) : stringValue(text);
  if (scalar.anchor !== undefined && walk.anchors.size < MOST_ALIASES) walk.anchors.set(scalar.anchor, value);
  const block = scalar.type === "BLOCK_LITERAL" || scalar.type === "BLOCK_FOLDED";
  return { ...own, is: "scalar", value, ...(block ? { textLine: own.from + 1 } : {}) };
}

function span(range: readonly [number, number, number] | null | undefined, walk: Walk) {
  if (range === null || range === undefined) return { from: walk.last, to: walk.last };
  const from = walk.lineOf(range[0]);
  walk.last = from;
  return { from, to: Math.max(from, walk.lineOf(Math.max(range[0], range[1] - 1))) };
}
