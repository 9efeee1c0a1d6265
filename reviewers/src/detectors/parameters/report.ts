import type { Finding, Risk } from "@countersign/core";
import type { DetectorInput } from "../../contract.ts";
import type { Row, RowChange } from "../../ledgers/row.ts";
import { CLASSES } from "../classes.ts";
import type { ClassName } from "../classes.ts";
import { finding } from "../finding.ts";
import { newestOf, placesOf } from "../rows.ts";
import { parameterChanges } from "./change.ts";
import type { ParameterChange } from "./change.ts";
import { coupled, withoutDocumented } from "./coupled.ts";
import { agrees, statedQuantity } from "./quantity.ts";
import { effectOf, labelOf, spelling } from "./say.ts";
import { boundsBroken } from "./bounds.ts";

/** Changes of one sort in one file that are told together. */
export const TOGETHER = 10;

/** The same of renames and moves, wherever they are: they are told last. */
const SAME_TOGETHER = 3;

/** How a detector tells of the parameters of its class. */
export type Telling = {
  readonly detector: string;
  readonly class: ClassName;
  /** What many of them are called: `weights`. */
  readonly noun: string;
  /** The risk of a number that changes, comes or goes; never of a mere rename or move. */
  readonly risk: (parameter: ParameterChange) => Risk;
  readonly code?: (parameter: ParameterChange) => string;
  /** How many changes with one code in one file are told together; `TOGETHER` otherwise. */
  readonly together?: (code: string) => number;
  readonly ask: string;
};

/** Findings about every change of a parameter of one class: alone, as a couple that moves together, or ten and more as one. */
export function reportParameters(input: DetectorInput, telling: Telling): readonly Finding[] {
  const mine = withoutDocumented(parameterChanges(input).filter((one) => one.class === telling.class && !isBare(one)));
  const couples = coupled(mine);
  const inCouple = new Set(couples.flat());
  const alone = mine.filter((one) => !inCouple.has(one));
  return [
    ...couples.map((couple) => together(telling, couple, "param.coupled")),
    ...grouped(alone, telling).flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      return group.length < enough(first, telling)
        ? group.map((one) => single(telling, one))
        : [together(telling, group, codeOf(first, telling))];
    }),
    ...mine.flatMap((one) => [...misnamed(telling, one), ...boundsBroken(telling, one)]),
  ];
}

function enough(first: ParameterChange, telling: Telling): number {
  if (isSame(first)) return SAME_TOGETHER;
  return telling.together?.(codeOf(first, telling)) ?? TOGETHER;
}

function grouped(changes: readonly ParameterChange[], telling: Telling): readonly (readonly ParameterChange[])[] {
  const groups = new Map<string, ParameterChange[]>();
  for (const one of changes) {
    const { path, test } = newestOf(one.change);
    const same = isSame(one);
    const key = JSON.stringify([same ? "" : path, test, same ? "" : codeOf(one, telling), same]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function single(telling: Telling, parameter: ParameterChange): Finding {
  const { change } = parameter;
  const row = newestOf(change);
  return finding(telling.detector, telling.class, codeOf(parameter, telling), {
    title: titleOf(change),
    at: placesOf(change),
    risk: riskOf(telling, parameter),
    ...(change.how === "added" ? {} : { before: spelling(change.base) }),
    ...(change.how === "removed" ? {} : { after: spelling(change.result) }),
    evidence: evidenceOf(parameter),
    ...(row.test || isSame(parameter) ? {} : { ask: telling.ask.replace("…", labelOf(row)) }),
  });
}

function together(telling: Telling, group: readonly ParameterChange[], code: string): Finding {
  const [first] = group;
  const rows = group.map(({ change }) => newestOf(change));
  const names = rows.slice(0, 3).map(labelOf);
  const risks = group.map((one) => riskOf(telling, one)).toSorted();
  const rest = group.length > names.length ? ` and ${group.length - names.length} more` : "";
  const shared = code === "param.coupled" && first !== undefined ? first.change : undefined;
  return finding(telling.detector, telling.class, code, {
    title:
      shared === undefined
        ? `${group.length} ${telling.noun} ${verbFor(first, code)}: ${names.join(", ")}${rest}`
        : `${names.join(", ")}${rest} together${movement(shared)}`,
    at: group.flatMap(({ change }) => placesOf(change)),
    risk: risks.at(-1) ?? "R1",
    ...(shared === undefined || shared.how === "added" ? {} : { before: spelling(shared.base) }),
    ...(shared === undefined || shared.how === "removed" ? {} : { after: spelling(shared.result) }),
    evidence: {
      count: group.length,
      names: rows.map(({ name }) => name).join(", "),
      values: group.map(({ change }) => `${labelOf(newestOf(change))}${movement(change)}`).join("; "),
      ...(rows.every(({ test }) => test) ? { test: "yes" } : {}),
    },
    ...(rows.every(({ test }) => test) || group.every(isSame)
      ? {}
      : { ask: telling.ask.replace("…", names.join(", ")) }),
  });
}

function misnamed(telling: Telling, { change, class: name }: ParameterChange): readonly Finding[] {
  if (change.how === "removed") return [];
  const { result } = change;
  const now = agrees(result);
  const before = change.how === "added" ? undefined : agrees(change.base);
  const changed = change.how === "added" || change.base.cells["decimal"] !== result.cells["decimal"];
  if (now === undefined || !changed || (now && before !== false)) return [];
  const right = now ? "result" : before === true ? "base" : "neither";
  const says = `the name says ${statedQuantity(result) ?? ""}`;
  return [
    finding(telling.detector, name, "param.name-value", {
      title: `${labelOf(result)}: ${says}, the value is ${spelling(result)}${now && change.how !== "added" ? `, it was ${spelling(change.base)}` : ""}`,
      at: placesOf(change),
      risk: result.test ? "R1" : now ? "R2" : maximum("R2", CLASSES[name].risk),
      evidence: { right, stated: statedQuantity(result) ?? "", ...(result.test ? { test: "yes" } : {}) },
      ...(now || result.test ? {} : { ask: `Is ${spelling(result)} meant, or what the name ${result.name} says?` }),
    }),
  ];
}

function codeOf(parameter: ParameterChange, { code }: Telling): string {
  const { change, extracted } = parameter;
  if (extracted) return "param.moved";
  if (change.how === "reordered") return "param.moved";
  if (isSame(parameter) || change.how === "added" || change.how === "removed") return `param.${change.how}`;
  return code?.(parameter) ?? "param.changed";
}

function riskOf({ risk }: Telling, parameter: ParameterChange): Risk {
  if (newestOf(parameter.change).test || isSame(parameter)) return "R1";
  return risk(parameter);
}

/** A rename, a move or an extraction that leaves the value what it was. */
function isSame({ change, extracted }: ParameterChange): boolean {
  if (extracted) return true;
  if (change.how === "added" || change.how === "removed") return false;
  return valueOf(change.base) === valueOf(change.result);
}

/** A number without a name that stands elsewhere now is nothing to tell. */
function isBare(parameter: ParameterChange): boolean {
  return newestOf(parameter.change).cells["kind"] === "literal" && isSame(parameter);
}

function valueOf({ cells }: Row): string {
  return JSON.stringify([cells["decimal"] ?? cells["value"], cells["min"], cells["max"], cells["operator"]]);
}

function titleOf(change: RowChange): string {
  if (change.how === "added") return `New ${labelOf(change.result)} ${spelling(change.result)}`;
  if (change.how === "removed") return `${labelOf(change.base)} ${spelling(change.base)} removed`;
  const { base, result } = change;
  const [before, after] = [labelOf(base), labelOf(result)];
  const renamed = before === after ? before : `${before} is now ${after}:`;
  if (valueOf(base) === valueOf(result))
    return `${renamed} ${spelling(result)} ${change.how === "moved" ? "moved" : "unchanged"}`;
  return `${renamed}${movement(change)}`;
}

function movement(change: RowChange): string {
  if (change.how === "added") return ` ${spelling(change.result)}`;
  if (change.how === "removed") return ` ${spelling(change.base)}`;
  const { base, result } = change;
  const effect = effectOf(base, result);
  const operators = [base.cells["operator"], result.cells["operator"]];
  const [from, to] =
    operators[0] === operators[1]
      ? ["", ""]
      : operators.map((operator) => (operator === undefined ? "" : `${operator} `));
  return ` ${from}${spelling(base)} → ${to}${spelling(result)}${effect === undefined ? "" : ` (${effect})`}`;
}

function evidenceOf({ change, extracted }: ParameterChange): { readonly [name: string]: string } {
  const row = newestOf(change);
  const { kind, unit } = row.cells;
  const same = change.how === "added" || change.how === "removed" ? undefined : effectOf(change.base, change.result);
  return {
    key: row.key,
    ...(kind === undefined ? {} : { kind }),
    ...(unit === undefined ? {} : { unit }),
    ...(row.remote === undefined ? {} : { remote: row.remote }),
    ...(same === undefined ? {} : { effect: same }),
    ...(extracted ? { named: "the value has a name of its own now, or no longer" } : {}),
    ...(change.how === "renamed" ? { was: change.base.key } : {}),
    ...(row.test ? { test: "yes" } : {}),
  };
}

function verbFor(first: ParameterChange | undefined, code: string): string {
  if (first === undefined) return "";
  if (code === "label.sign") return "change their sign";
  if (isSame(first)) return "moved or renamed, values unchanged";
  if (first.change.how === "added") return "are new";
  return first.change.how === "removed" ? "removed" : "changed";
}

function maximum(a: Risk, b: Risk): Risk {
  return a > b ? a : b;
}
