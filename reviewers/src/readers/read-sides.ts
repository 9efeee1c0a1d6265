import type { Path } from "@countersign/core";
import type { Content } from "../content/content.ts";
import { readModel } from "./models/read-model.ts";
import { samePieces } from "./pieces/apart.ts";
import { readCode, readText } from "./read-text.ts";
import type { Readers } from "./readers.ts";
import type { Reading } from "./reading.ts";
import { sideOf } from "./side.ts";
import type { Side } from "./side.ts";
import { languageOf } from "./tokens/language.ts";
import { isTyped } from "./typed/read-typed.ts";

/** What was read of both sides of a file, as far as there are any. */
export type ReadSides = { readonly base?: Reading | undefined; readonly result?: Reading | undefined };

const NOTHING: Reading = {
  analysed: "none",
  language: "",
  facts: [],
  tokens: [],
  words: new Set(),
  imports: () => new Set(),
  troubles: [],
};

/**
 * Reads both sides of a file by every reader that knows it, the tokens always. Of code that both sides have, definitions that are the same
 * within the same heads are read as tokens alone: their facts would cancel out. Where a grammar has to guess, it guesses about the whole.
 */
export function readSides(
  readers: Readers,
  path: Path,
  base: Content | undefined,
  result: Content | undefined,
): ReadSides {
  const texts = [base, result].map((content) => isCode(path, content));
  if (base === undefined || result === undefined || !texts.every(Boolean))
    return { base: readWhole(readers, path, base), result: readWhole(readers, path, result) };
  const [before, after] = [side(readers, path, base), side(readers, path, result)];
  const same = samePieces(before, after, before.language);
  const parts = [readCode(readers, before, same.base), readCode(readers, after, same.result)] as const;
  if (parts.some(({ guessed }) => guessed))
    return { base: readWhole(readers, path, base), result: readWhole(readers, path, result) };
  return { base: withModel(path, base, parts[0]), result: withModel(path, result, parts[1]) };
}

function isCode(path: Path, content: Content | undefined): boolean {
  return content?.text !== undefined && content.mode !== "120000" && !isTyped(path, content.text);
}

function readWhole(readers: Readers, path: Path, content: Content | undefined): Reading | undefined {
  if (content === undefined) return undefined;
  if (content.mode === "120000") return { ...NOTHING, analysed: "tokens", language: "link" };
  if (content.text === undefined) return withModel(path, content, NOTHING);
  const { size } = content;
  const read = () => readText(readers, side(readers, path, content));
  return withModel(path, content, readers.readings.get(nameOf(path, content), size, read));
}

function side(readers: Readers, path: Path, content: Content): Side {
  const { text = "", size } = content;
  return readers.sides.get(nameOf(path, content), size, () => sideOf(path, text, languageOf(path)));
}

function nameOf(path: Path, { encoding, sha256 }: Content): string {
  return `${encoding} ${sha256} ${path}`;
}

function withModel(path: Path, { bytes }: Content, reading: Reading): Reading {
  const model = bytes === undefined ? undefined : readModel(path, bytes);
  if (model === undefined) return reading;
  return { ...reading, analysed: reading.analysed === "none" ? "typed" : reading.analysed, model };
}
