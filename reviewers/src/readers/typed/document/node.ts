import type { Span, Value } from "../../../facts/fact.ts";

/** A part of a document of keys and values, whatever its format. Readers follow at most `DEEPEST` levels. */
export type DocumentNode = ScalarNode | MappingNode | SequenceNode;

/** `textLine` is the line where the text inside the quotes begins; `from` where it is not said. */
export type ScalarNode = Span & { readonly is: "scalar"; readonly value: Value; readonly textLine?: number };

/** Keys in the order of the file; one that stands twice is there twice. */
export type MappingNode = Span & { readonly is: "mapping"; readonly entries: readonly DocumentEntry[] };

export type SequenceNode = Span & { readonly is: "sequence"; readonly items: readonly DocumentNode[] };

/** A key with its value; `line` is the key's. */
export type DocumentEntry = { readonly key: string; readonly line: number; readonly node: DocumentNode };

/** Mappings and sequences inside each other. */
export const DEEPEST = 100;

/** Nodes of one document; a reader stops there and says `limit.nodes`. */
export const MOST_NODES = 500_000;
