import type { Call, Comparison, Fact, Setting, Value } from "../../facts/fact.ts";
import { isLock } from "../../content/manifests.ts";
import { cellsOf, inTest, keyIn, lastName } from "../extract.ts";
import type { Side } from "../extract.ts";
import type { Row } from "../row.ts";
import { fallbackOf } from "../fallback.ts";
import { entriesOf, entriesOfCall } from "./entries.ts";
import { outerArguments } from "./outer.ts";
import { packedNumbers } from "./packed.ts";
import { signalOf } from "./signal.ts";
import { unitOf } from "./unit.ts";

/** Elements of a vector that get a row each. */
const LONGEST_VECTOR = 64;

/**
 * Rows of the parameter ledger: every name with a value, every literal that a signal is compared with, every number that a call takes
 * without a name. A vector has a row for each element, also when it is packed into one string (recommender.md §3). What a lock says
 * of packages is no parameter.
 */
export function parameterRows(side: Side): readonly Row[] {
  if (isLock(side.file.path)) return [];
  const outer = outerArguments(side.facts);
  const isEntry = entriesOf(side.facts);
  const constants = constantsOf(side.facts);
  return side.facts.flatMap((fact): readonly Row[] => {
    if (fact.fact === "setting") {
      const rows = settingRows(side, fact, outer.get(fact));
      return isEntry(fact) ? rows.map((row) => ({ ...row, entry: true })) : rows;
    }
    if (fact.fact === "comparison") return comparisonRows(side, fact, constants);
    if (fact.fact === "call") return callRows(side, fact);
    return [];
  });
}

function settingRows(side: Side, setting: Setting, outer: string | undefined): readonly Row[] {
  const { path } = side.file;
  const { as, within, callee, remote } = setting;
  const value = fallbackOf(setting.value) ?? setting.value;
  const named = remoteRow(side, setting);
  if (named !== undefined) return [named];
  if (value.is === "code" || (value.is === "name" && as === "constant")) return [];
  const called = as === "argument" && callee !== undefined && callee !== "";
  const argument = outer === undefined ? setting.name : `${outer}.${setting.name}`;
  const name = called ? `${lastName(callee)}(${argument})` : setting.name;
  const key = keyIn(path, as === "doc" ? [] : within, name, as === "config" || as === "doc");
  const under = as === "doc" && within.length > 0 ? { under: within.slice(-2).join(" ") } : {};
  const row = { path, line: setting.from, to: setting.to, name, ...under, test: inTest(side.file, setting) };
  const elements = elementsOf(value);
  if (elements === undefined) {
    const cells = valueCells(as, setting.name, value, setting, setting.notes);
    return [{ ...row, key, ...(remote === undefined ? {} : { remote }), cells }];
  }
  return elements.map(({ name: of, value: element }) => ({
    ...row,
    key: `${key}[${of}]`,
    name: `${name}[${of}]`,
    ...(remote === undefined ? {} : { remote: `${remote}[${of}]` }),
    cells: valueCells(as, `${setting.name} ${of}`, element, setting, setting.notes),
  }));
}

/** A key of a document that says which name its parent has in a remote system is no value: it names the parent. */
function remoteRow(side: Side, { name, value, as, within, from, to, ...fact }: Setting): Row | undefined {
  const parent = within.at(-1);
  if (as !== "config" || value.is !== "string" || parent === undefined || !REMOTE_NAMES.has(name)) return undefined;
  if (!/^[\w.:-]{1,200}$/u.test(value.text)) return undefined;
  const key = keyIn(side.file.path, within.slice(0, -1), parent, true);
  const row = { path: side.file.path, line: from, to, key, name: parent, remote: value.text };
  return { ...row, cells: cellsOf({ kind: "config", type: "remote" }), test: inTest(side.file, fact) };
}

const REMOTE_NAMES: ReadonlySet<string> = new Set(
  "remote,remote_key,remoteKey,remote_name,remoteName,remote_id,flag_key,flagKey,decider_key,deciderKey,override_key".split(
    ",",
  ),
);

/** Numbers that have a name of their own on this side and had none, or have none any more: `const CAP = 0.4`. */
function constantsOf(facts: readonly Fact[]): ReadonlyMap<string, Value> {
  return new Map(
    facts.flatMap((fact) =>
      fact.fact === "setting" && fact.as === "constant" && isNumber(fact.value) && /^\p{Lu}/u.test(fact.name)
        ? [[fact.name, fact.value] as const]
        : [],
    ),
  );
}

function comparisonRows(
  side: Side,
  { left: one, operator, right: other, within, from, ...fact }: Comparison,
  constants: ReadonlyMap<string, Value>,
): readonly Row[] {
  const { path } = side.file;
  const [left, right] = [one, other].map((operand) =>
    operand.is === "name" ? (constants.get(lastName(operand.text)) ?? operand) : operand,
  );
  if (left === undefined || right === undefined) return [];
  const [literal, signal, mirrored] = isNumber(right) ? [right, left, false] : [left, right, true];
  if (!isNumber(literal) || isNumber(signal)) return [];
  const name = signalOf(signal);
  if (name === "") return [];
  const says = mirrored ? (MIRRORED[operator] ?? operator) : operator;
  const cells = { ...valueCells("literal", name, literal, {}, []), operator: says };
  return [{ path, line: from, key: keyIn(path, within, name, false), name, cells, test: inTest(side.file, fact) }];
}

const MIRRORED: { readonly [operator: string]: string } = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function callRows(side: Side, call: Call): readonly Row[] {
  const { callee, args, within, from, ...fact } = call;
  const { path } = side.file;
  const entries = entriesOfCall(call).filter(({ value }) => isNumber(value));
  if (entries.length > 0)
    return entries.map(({ name, value }) => {
      const row = { path, line: from, key: keyIn(path, within, name, false), name };
      const cells = valueCells("constant", name, value, {}, []);
      return { ...row, cells, entry: true, test: inTest(side.file, fact) };
    });
  return args.flatMap(({ name: argument, value }, index): readonly Row[] => {
    if (argument !== undefined || !isNumber(value)) return [];
    const called = lastName(callee);
    if (WRAPPERS.has(called)) return [];
    const name = `${called}(${index})`;
    const cells = valueCells("literal", callee, value, {}, []);
    return [{ path, line: from, key: keyIn(path, within, name, false), name, cells, test: inTest(side.file, fact) }];
  });
}

/** What takes a number without doing anything to it. */
const WRAPPERS: ReadonlySet<string> = new Set([
  "Some",
  "Ok",
  "Err",
  "Just",
  "Right",
  "Left",
  "Option",
  "Box",
  "Arc",
  "assert_eq",
  "assert",
  "assertEquals",
  "println",
  "print",
  "format",
  "range",
]);

function valueCells(
  kind: string,
  name: string,
  value: Value,
  { min, max }: Pick<Setting, "min" | "max">,
  notes: readonly string[],
): Row["cells"] {
  const [text, decimal] = spelled(value);
  const unit = unitOf(name, notes, decimal);
  return cellsOf({ kind, type: value.is, value: text, decimal, unit, min, max });
}

/** A list of more than numbers is told by its length: members may be people, and the entity ledger has their digest. */
function spelled(value: Value): readonly [text: string, decimal?: string] {
  if (value.is === "number") return [value.text, value.decimal];
  if (value.is === "list") return [`${value.items.length} ${value.items.length === 1 ? "item" : "items"}`];
  return [value.text];
}

function elementsOf(value: Value): readonly { readonly name: string; readonly value: Value }[] | undefined {
  if (value.is === "string") return packedNumbers(value.text);
  if (value.is !== "list" || value.items.length === 0 || value.items.length > LONGEST_VECTOR) return undefined;
  if (!value.items.every(isNumber) || namePeople(value.items)) return undefined;
  return value.items.map((item, index) => ({ name: String(index), value: item }));
}

/** Whether numbers are ids of somebody rather than values: then they are counted and never told. */
function namePeople(items: readonly Value[]): boolean {
  const ids = items.filter((item) => item.is === "number" && /^\d{6,}$/u.test(item.decimal));
  return ids.length >= 3 && ids.length * 2 > items.length;
}

function isNumber(value: Value): value is Extract<Value, { is: "number" }> {
  return value.is === "number";
}
