import type { Call, Comparison, Fact, List, Setting, Value } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { membersSha256 } from "../digest.ts";
import { heldBy } from "./holder.ts";
import { cellsOf, inTest, keyIn, lastName } from "../extract.ts";
import type { Side } from "../extract.ts";
import type { Row } from "../row.ts";
import { membersOf, subjectOf } from "./members.ts";
import type { Members } from "./members.ts";
import { outsideList } from "./outside.ts";
import { circumstances } from "./circumstances.ts";

/**
 * Rows of the entity ledger: lists of accounts, handles, domains, codes and keywords; literals that a user, author, country, topic or
 * keyword is compared with; lists that come from outside the repository. Members are counted and digested, never listed.
 */
export function entityRows(side: Side, others: readonly Side[]): readonly Row[] {
  const readers = readersOf(others);
  return side.facts.flatMap((fact): readonly Row[] => {
    if (fact.fact === "list") return listRows(side, fact, readers);
    if (fact.fact === "comparison") return comparisonRows(side, fact);
    if (fact.fact === "setting" || fact.fact === "call") return outsideRows(side, fact, readers);
    return [];
  });
}

type Readers = (name: string, own: string) => string | undefined;

function listRows(side: Side, list: List, readers: Readers): readonly Row[] {
  if (list.items.length === 0) return [];
  const { name, notes } = heldBy(side, list);
  const members = membersOf(list.items, [name, ...list.within.slice(-2), ...notes].join(" "), side.file.kinds);
  if (members === undefined) return [];
  return [row(side, { ...list, name, notes }, name, members, readers(name, side.file.path))];
}

function comparisonRows(side: Side, comparison: Comparison): readonly Row[] {
  const { left, operator, right } = comparison;
  if (["<", "<=", ">", ">="].includes(operator)) return [];
  const [literal, signal] = isLiteral(right) ? [right, left] : [left, right];
  if (!isLiteral(literal) || isLiteral(signal) || signal.is === "list" || signal.is === "boolean") return [];
  const items = literal.is === "list" ? literal.items : [literal];
  const subject = subjectOf(signal.text);
  const texts = items.flatMap((item) => (item.is === "string" || item.is === "number" ? [item.text] : []));
  if (subject === undefined || texts.every(isNoOne)) return [];
  return [row(side, comparison, lastName(signal.text), { kind: subject, texts }, undefined)];
}

function outsideRows(side: Side, fact: Setting | Call, readers: Readers): readonly Row[] {
  const outside = outsideList(fact);
  if (outside === undefined) return [];
  const name = fact.fact === "setting" ? fact.name : lastName(fact.callee);
  const { path } = side.file;
  const cells = cellsOf({
    kind: outside.kind,
    external: outside.from,
    readBy: readers(name, path),
    ...circumstances(side, fact),
  });
  return [
    { path, line: fact.from, key: keyIn(path, fact.within, name, false), name, cells, test: inTest(side.file, fact) },
  ];
}

function row(side: Side, fact: Fact, name: string, { kind, texts }: Members, readBy: string | undefined): Row {
  const { path } = side.file;
  const cells = cellsOf({
    kind,
    size: String(texts.length),
    membersSha256: membersSha256(texts),
    readBy,
    ...circumstances(side, fact),
  });
  return {
    path,
    line: fact.from,
    key: keyIn(path, fact.within, name, false),
    name,
    cells,
    test: inTest(side.file, fact),
  };
}

/** Zero, one, an empty text and a placeholder name nobody. */
function isNoOne(text: string): boolean {
  return /^(?:-?[01]|)$/u.test(text) || hasWord(text, PLACEHOLDERS);
}

const PLACEHOLDERS: ReadonlySet<string> = new Set(["unknown", "none", "null", "default", "undefined", "all", "any"]);

function isLiteral(value: Value): boolean {
  if (value.is === "list") return value.items.length > 0 && value.items.every(isLiteral);
  return value.is === "number" || value.is === "string";
}

/** Which other files of the change have a name as a word. */
function readersOf(sides: readonly Side[]): Readers {
  return (name, own) => {
    if (name.length < SHORTEST_NAME) return undefined;
    const found = sides.filter(({ file, words }) => file.path !== own && words.has(name)).map(({ file }) => file.path);
    return found.length === 0 ? undefined : found.toSorted().slice(0, MOST_READERS).join(" ");
  };
}

const SHORTEST_NAME = 4;
const MOST_READERS = 5;
