import type { Fact } from "../../facts/fact.ts";
import type { SourceText, Trouble } from "../reading.ts";

/** A text in a language of its own inside a document: a script in a configuration, a query, a template, a cell of a notebook. */
export type Embedded = {
  /** Such as `javascript`, `jinja`, `sql`, `python`, `shell`, `expression`; empty where nothing tells. */
  readonly language: string;
  /** Without the quotes and the indentation of the document; its lines are those of the document, one for one. */
  readonly text: string;
  /** Line of the document on which its first line stands, counted from 1. */
  readonly line: number;
  /** Dotted path of the key that has it. */
  readonly within: readonly string[];
};

/** What a typed reader understood of a text. With a trouble `opaque.parse`, the rest of the text is for the tokens to say. */
export type TypedReading = {
  readonly language: string;
  readonly facts: readonly Fact[];
  readonly embedded: readonly Embedded[];
  readonly troubles: readonly Trouble[];
};

/** Reads one format. Never throws; linear in the text; nothing that the text names is opened. */
export type TypedReader = (source: SourceText) => TypedReading;
