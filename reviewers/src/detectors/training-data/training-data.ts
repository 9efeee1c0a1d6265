import type { Finding, Location } from "@countersign/core";
import type { Detector, DetectorInput, Examined } from "../../contract.ts";
import type { Comparison, Definition, Fact, List, Setting, Value } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { pairFacts } from "../pair-facts.ts";
import { COLUMNS, DATA, PEOPLE, WINDOWS } from "./words.ts";

const ID = "training-data";

const MOST = 20;

/** What models are trained and measured on: filters, windows, columns, sampling, versions (recommender.md §2, `training-data`). */
export const trainingData: Detector = { id: ID, class: "training-data", detect };

function detect({ files }: DetectorInput): readonly Finding[] {
  return files.flatMap((file) => {
    if (!file.kinds.has("dataset") || file.kinds.has("test") || file.kinds.has("docs")) return [];
    const pieces = pairFacts(piecesOf(file.base?.facts ?? []), piecesOf(file.result?.facts ?? []), ({ key }) => key);
    return pieces
      .filter(({ base, result }) => base?.says !== result?.says)
      .slice(0, MOST)
      .map(({ base, result }) => pieceFinding(file, base, result));
  });
}

/** One thing that a data set is made of. */
type Piece = {
  readonly key: string;
  readonly name: string;
  readonly says: string;
  readonly code: "data.filter" | "data.window" | "data.columns";
  readonly people: boolean;
  readonly from: number;
  readonly to: number;
};

function pieceFinding({ path }: Examined, base: Piece | undefined, result: Piece | undefined): Finding {
  const piece = result ?? base;
  const places: readonly Location[] = [
    ...(result === undefined ? [] : [at(path, "result", result.from, result.to)]),
    ...(base === undefined ? [] : [at(path, "base", base.from, base.to)]),
  ];
  const [before, after] = [base?.says, result?.says];
  const how =
    before === undefined
      ? `new: ${short(after ?? "")}`
      : after === undefined
        ? `removed: ${short(before)}`
        : differing(before, after);
  return finding(ID, "training-data", piece?.code ?? "data.filter", {
    title: `Training data, ${piece?.name ?? "a condition"} ${how}`,
    at: places,
    risk: piece?.people === true ? "R4" : "R3",
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    evidence: {
      name: piece?.name ?? "",
      ...(piece?.people === true ? { group: "people or places enter or leave" } : {}),
    },
    ask: "How many rows, of which people, are in the data now and were before?",
  });
}

/** Units of a text in a title, and of what stays before the first difference. */
const LONGEST = 80;
const KEPT = 20;

function short(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

/** Two texts of which the beginning of a long one that both have is left out. */
function differing(before: string, after: string): string {
  if (before.length <= LONGEST && after.length <= LONGEST) return `${before} → ${after}`;
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  const from = before.lastIndexOf(" ", Math.max(0, same - KEPT)) + 1;
  const rest = (text: string) => `${from === 0 ? "" : "… "}${short(text.slice(from))}`;
  return `${rest(before)} → ${rest(after)}`;
}

function piecesOf(facts: readonly Fact[]): readonly Piece[] {
  const queries = new Set(
    facts.flatMap((fact) => (fact.fact === "definition" && fact.sort === "query" ? fact.name : [])),
  );
  return facts.flatMap((fact): readonly Piece[] => {
    if (fact.test) return [];
    // Of SQL only what a query says is of the data: a migration, a function, a default of a column is not.
    if (fact.language === "sql" && fact.fact !== "definition" && !queries.has(fact.within[0] ?? "")) return [];
    if (fact.fact === "setting") return settingPieces(fact);
    if (fact.fact === "comparison") return comparisonPieces(fact);
    if (fact.fact === "list") return tells(fact.name) && !fact.name.includes(".") ? [listPiece(fact)] : [];
    return fact.fact === "definition" && fact.sort === "query" ? [queryPiece(fact)] : [];
  });
}

function settingPieces({ name, value, as, within, from, to }: Setting): readonly Piece[] {
  const literal = value.is === "number" || value.is === "string" || value.is === "list";
  const about = as === "config" ? [...within.slice(-2), name].join(" ") : name;
  if (!literal || as === "argument" || as === "doc" || !tells(about)) return [];
  return [
    {
      key: JSON.stringify([within, name]),
      name,
      says: textOf(value),
      code: codeOf(name),
      people: isPeople(name),
      from,
      to,
    },
  ];
}

/** In a query every condition filters; elsewhere one that compares what data are about with a literal. */
function comparisonPieces({ left, operator, right, within, language, from, to }: Comparison): readonly Piece[] {
  const [name, bound] = [textOf(left), textOf(right)];
  const filters = language === "sql" || (isTelling(right) && tells(name)) || (isTelling(left) && tells(bound));
  const says = `${name} ${operator} ${bound}`;
  const code = hasWord(name, WINDOWS) ? ("data.window" as const) : ("data.filter" as const);
  return filters ? [{ key: JSON.stringify([within, name]), name, says, code, people: isPeople(name), from, to }] : [];
}

function tells(name: string): boolean {
  return hasWord(name.slice(0, 200), DATA) || isPeople(name);
}

/** A literal other than nothing and one. */
function isTelling(value: Value): boolean {
  if (value.is === "number") return value.decimal !== "0" && value.decimal !== "1";
  return value.is === "string" || value.is === "list";
}

function listPiece({ name, items, within, from, to }: List): Piece {
  const says = items.slice(0, 200).map(textOf).toSorted().join(", ");
  return {
    key: JSON.stringify([within, name, "list"]),
    name,
    says,
    code: codeOf(name),
    people: isPeople(name),
    from,
    to,
  };
}

function queryPiece({ name, body, within, from, to }: Definition): Piece {
  return {
    key: JSON.stringify([within, name, "query"]),
    name: name === "" ? "a query" : `query ${name}`,
    says: body,
    code: "data.filter",
    people: false,
    from,
    to,
  };
}

function codeOf(name: string): Piece["code"] {
  if (hasWord(name, COLUMNS)) return "data.columns";
  return hasWord(name, WINDOWS) ? "data.window" : "data.filter";
}

function isPeople(name: string): boolean {
  return hasWord(name.slice(0, 200), PEOPLE);
}

function textOf(value: Value): string {
  return value.is === "list" ? value.items.slice(0, 200).map(textOf).toSorted().join(", ") : value.text.slice(0, 400);
}
