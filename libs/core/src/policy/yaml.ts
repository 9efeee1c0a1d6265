import type { JsonValue } from "@countersign/attest";
import { Composer, LineCounter, Parser, isAlias, isCollection, isMap, isScalar, isSeq } from "yaml";
import type { Document, Pair, ParsedNode } from "yaml";
import { CountersignError } from "../error.ts";
import { parsePlainScalar } from "./yaml-scalar.ts";

/** A policy document is this long at most, in UTF-16 code units, and nested this deep. */
export const MAX_POLICY_YAML = 1 << 18;
const MAX_DEPTH = 32;

/**
 * Reads a policy written by people: one YAML 1.2 document of maps, lists, strings, integers, `true` and `false`
 * ("Policy"). Everything that lets one text have two meanings is refused, with line and column in the detail:
 * `policy.yaml-size`, `yaml-bom`, `yaml-character`, `yaml-directive`, `yaml-documents`, `yaml-empty`, `yaml-syntax`,
 * `yaml-depth`, `yaml-anchor`, `yaml-alias`, `yaml-tag`, `yaml-merge-key`, `yaml-key`, `yaml-duplicate-key`, and the
 * codes of `parsePlainScalar`. Loaded only where policies are written: what is signed and verified is JSON.
 */
export function parsePolicyYaml(text: string): JsonValue {
  checkText(text);
  const lines = new LineCounter();
  const document = compose(text, lines);
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  const [problem] = document.errors;
  if (problem !== undefined) throw refuse("syntax", at(problem.pos[0]), problem.message);
  const value = readNode(document.contents, { at, depth: 0 });
  const [doubt] = document.warnings;
  if (doubt !== undefined) throw refuse("syntax", at(doubt.pos[0]), doubt.message);
  return value;
}

type Place = { readonly at: (offset: number) => string; readonly depth: number };

/**
 * Controls, line ends that only some readers know (a lone CR, NEL, U+2028, U+2029), characters that reorder or hide what
 * people see, halves of characters.
 */
const FORBIDDEN =
  /(?![\t\n\r])\p{Cc}|\p{Cs}|\r(?!\n)|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/u;

function checkText(text: string): void {
  if (text.length > MAX_POLICY_YAML) throw refuse("size", "1:1", `more than ${MAX_POLICY_YAML} characters`);
  if (text.startsWith("\ufeff")) throw refuse("bom", "1:1", "begins with a byte order mark: save as UTF-8 without it");
  const index = text.search(FORBIDDEN);
  if (index === -1) return;
  const before = text.slice(0, index).split("\n");
  const unit = text.charCodeAt(index).toString(16).toUpperCase().padStart(4, "0");
  throw refuse("character", `${before.length}:${(before.at(-1) ?? "").length + 1}`, `U+${unit} does not belong here`);
}

/** Builds the one document, every scalar as text: what the text means is decided here and not by the library. */
function compose(text: string, lines: LineCounter): Document.Parsed {
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const directive = tokens.find((token) => token.type === "directive");
  if (directive !== undefined) throw refuse("directive", "1:1", "a policy has no directives");
  const options = { schema: "failsafe", version: "1.2", strict: true, uniqueKeys: false, prettyErrors: false } as const;
  const [document, second] = new Composer<ParsedNode>({ ...options, lineCounter: lines }).compose(tokens);
  if (document === undefined) throw refuse("empty", "1:1", "there is no document");
  if (second === undefined) return document;
  const { line, col } = lines.linePos(second.range[0]);
  throw refuse("documents", `${line}:${col}`, "a policy is one document");
}

function readNode(node: unknown, { at, depth }: Place): JsonValue {
  if (isAlias(node)) throw refuse("alias", at(offsetOf(node)), "aliases are not used: write the value again");
  if (!isScalar(node) && !isCollection(node)) throw refuse("null", at(0), "a key has no value");
  const where = at(offsetOf(node));
  if (node.anchor !== undefined) throw refuse("anchor", where, "anchors are not used: write the value again");
  if (node.tag !== undefined) throw refuse("tag", where, "tags are not used");
  if (depth > MAX_DEPTH) throw refuse("depth", where, `nested deeper than ${MAX_DEPTH} levels`);
  if (isSeq(node)) return node.items.map((item) => readNode(item, { at, depth: depth + 1 }));
  if (isMap(node)) return readMap(node.items, where, { at, depth: depth + 1 });
  return isScalar(node) ? readScalar(node, where) : never(where);
}

function readMap(pairs: readonly Pair[], where: string, place: Place): JsonValue {
  const members = new Map<string, JsonValue>();
  for (const { key, value } of pairs) {
    const keyPlace = isScalar(key) || isCollection(key) ? place.at(offsetOf(key)) : where;
    const name = readKey(key, keyPlace, place);
    if (members.has(name)) throw refuse("duplicate-key", keyPlace, `${JSON.stringify(name)} is given twice`);
    if (value === null) throw refuse("null", keyPlace, `${JSON.stringify(name)} has no value`);
    members.set(name, readNode(value, place));
  }
  // Defines own properties, whatever the name.
  return Object.fromEntries(members);
}

function readKey(key: unknown, where: string, place: Place): string {
  if (isScalar(key) && key.type === "PLAIN" && key.value === "<<") {
    throw refuse("merge-key", where, "merge keys are not used: write the fields again");
  }
  const name = isCollection(key) ? undefined : readNode(key, place);
  if (typeof name === "string") return name;
  throw refuse("key", where, "a key is text: quote it");
}

function readScalar(scalar: { readonly value: unknown; readonly type?: string }, where: string): JsonValue {
  const { value, type } = scalar;
  if (typeof value !== "string") return never(where);
  if (type === "PLAIN" || type === undefined) return parsePlainScalar(value, where);
  if (!value.isWellFormed()) throw refuse("character", where, "an escape stands for half a character");
  return value;
}

function offsetOf(node: { readonly range?: readonly [number, number, number] | null }): number {
  return node.range?.[0] ?? 0;
}

function never(where: string): never {
  throw refuse("syntax", where, "neither map, list nor scalar");
}

function refuse(what: string, where: string, why: string): CountersignError {
  return new CountersignError(`policy.yaml-${what}`, `${where}: ${why}`);
}
