import type { Fact } from "../../../facts/fact.ts";
import { branchAt } from "./branches.ts";
import { callAt, registered } from "./calls.ts";
import { comparisonAt, comparisonByCall } from "./comparisons.ts";
import { definitionAt } from "./definitions.ts";
import { enterBlock, enterMap, enterSection, enterTuple, enterValue } from "./enter.ts";
import { listAt } from "./lists.ts";
import type { Around } from "./placed.ts";
import { Scopes } from "./scopes.ts";
import { plainSetting, returned } from "./plain-settings.ts";
import { settingAt } from "./settings.ts";
import type { Found, Source } from "./source.ts";

/** Facts of one file; definitions within definitions beyond this depth are told without their bodies. */
const MOST_FACTS = 200_000;
const DEEPEST = 12;

/** Reads every token once: rows first, then what brackets and marks say. */
export function readAll(source: Source, place: (found: Found, around: Around) => Fact): readonly Fact[] {
  const facts: Fact[] = [];
  const scopes = new Scopes();
  for (let at = 0; at < source.tokens.length && facts.length < MOST_FACTS; at += 1) {
    scopes.leave(at);
    const told = source.row[at] === at ? rowFacts(source, scopes, at) : NOTHING;
    for (const one of told) facts.push(place(one.found, one.around));
    for (const one of tokenFacts(source, scopes, at)) facts.push(place(one.found, one.around));
  }
  return facts;
}

type Seen = { readonly found: Found; readonly around: Around };

const NOTHING: readonly Seen[] = [];

/** What a row is as a whole; a definition's name holds for what stands in it. */
function rowFacts(source: Source, scopes: Scopes, row: number): readonly Seen[] {
  const { around } = scopes;
  enterSection(source, scopes, row);
  const plain = plainSetting(source, row);
  if (plain !== undefined) return [{ found: plain, around }];
  const definition = scopes.depth < DEEPEST ? definitionAt(source, row) : undefined;
  if (definition === undefined) {
    enterBlock(source, scopes, row);
    return NOTHING;
  }
  const { end, open, brace, ...found } = definition;
  for (const bracket of [open, brace]) if (bracket !== undefined) source.parameters.add(bracket);
  scopes.enter(found.name, end, isTest(source, row, found.name));
  return [{ found, around: { ...around, test: scopes.around.test } }];
}

/** Inline tests: a module or function marked as one in Rust, a block `test "…"`. */
function isTest({ tokens }: Source, row: number, name: string): boolean {
  const head = tokens
    .slice(Math.max(0, row), row + 10)
    .map(({ text }) => text)
    .join(" ");
  const above = tokens
    .slice(Math.max(0, row - 8), row)
    .map(({ text }) => text)
    .join(" ");
  const marked = /(?:^| )# \[ (?:cfg \( test \)|(?:\w+ :: )?test(?: \([^)]*\))?) \]/;
  return (
    marked.test(head) || marked.test(above.slice(above.lastIndexOf("#"))) || (name !== "" && head.startsWith('test "'))
  );
}

function tokenFacts(source: Source, scopes: Scopes, at: number): readonly Seen[] {
  const { tokens } = source;
  const token = tokens[at];
  if (token === undefined || token.is === "string" || token.is === "number") return NOTHING;
  const name = scopes.around.within.at(-1);
  const seen: Found[] = [];
  add(seen, branchAt(source, at));
  add(seen, comparisonAt(source, at));
  if (token.is === "word") add(seen, returned(source, at, name));
  else if (token.text === "(" || token.text === "[" || token.text === "{") {
    if (token.text === "(") for (const one of calledFacts(source, at, name)) add(seen, one);
    add(seen, listAt(source, at, name));
  }
  const { around } = scopes;
  enterTuple(source, scopes, at);
  const setting = token.is === "mark" ? settingAt(source, at) : undefined;
  add(seen, setting);
  if (setting?.fact === "setting") enterValue(source, scopes, at, setting);
  else if (setting === undefined) enterMap(source, scopes, at);
  if (seen.length === 0) return NOTHING;
  return seen.map((found) => ({ found, around: found === setting ? around : outside(around, found) }));
}

function add(seen: Found[], found: Found | undefined): void {
  if (found !== undefined) seen.push(found);
}

/** A list, and a value that a call registers or a function returns, stand beside the name that they have, not within it. */
function outside(around: Around, found: Found): Around {
  const own = (found.fact === "list" || found.fact === "setting") && around.within.at(-1) === found.name;
  return own ? { ...around, within: around.within.slice(0, -1) } : around;
}

function calledFacts(source: Source, open: number, name: string | undefined): readonly (Found | undefined)[] {
  const called = callAt(source, open);
  if (called === undefined) return [comparisonByCall(source, open)];
  const { start, ...call } = called;
  return [call, comparisonByCall(source, open), start >= 0 ? registered(source, open, call, name) : undefined];
}
