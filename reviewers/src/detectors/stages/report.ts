import type { Finding, Risk } from "@countersign/core";
import type { DetectorInput } from "../../contract.ts";
import { wordsOf } from "../../facts/words.ts";
import type { Row, RowChange } from "../../ledgers/row.ts";
import type { ClassName } from "../classes.ts";
import { finding } from "../finding.ts";
import { newestOf, placesOf } from "../rows.ts";

/** Stages of one sort in one list that are told together. */
const TOGETHER = 5;

/** How a detector tells of the stages that are its business. */
type Telling = {
  readonly detector: string;
  readonly class: ClassName;
  readonly phases: ReadonlySet<string>;
  /** What a stage of these phases is called: `filter`. */
  readonly noun: string;
  readonly risks: { readonly added: Risk; readonly removed: Risk; readonly across: Risk; readonly other: Risk };
  readonly ask: { readonly added: string; readonly removed: string; readonly moved: string };
};

/** Findings about components of pipelines: each one that comes, goes, moves, or behaves otherwise when it fails. */
export function reportStages(input: DetectorInput, telling: Telling): readonly Finding[] {
  const mine = input.ledgers.pipeline.filter((change) => telling.phases.has(phaseOf(change)) && isReal(change, input));
  const groups = new Map<string, RowChange[]>();
  for (const change of mine) {
    const { path, list = "", test } = newestOf(change);
    const key = JSON.stringify([path, list, codeOf(change), test]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length < TOGETHER ? group.map((change) => single(telling, change)) : [together(telling, group)],
  );
}

function single(telling: Telling, change: RowChange): Finding {
  const row = newestOf(change);
  const { name, cells } = row;
  return finding(telling.detector, telling.class, codeOf(change), {
    title: titleOf(telling, change),
    at: placesOf(change),
    risk: riskOf(telling, change),
    ...(change.how === "added" ? {} : { before: spot(change.base) }),
    ...(change.how === "removed" ? {} : { after: spot(change.result) }),
    evidence: {
      stage: name,
      phase: cells["phase"] ?? "",
      surface: cells["surface"] ?? "",
      ...(cells["enabledBy"] === undefined ? {} : { "enabled-by": cells["enabledBy"] }),
      ...(row.test ? { test: "yes" } : {}),
    },
    ...(row.test || change.how === "renamed" ? {} : { ask: askOf(telling, change).replace("…", name) }),
  });
}

function together(telling: Telling, group: readonly RowChange[]): Finding {
  const rows = group.map(newestOf);
  const [first] = group;
  const verb = first === undefined ? "" : VERBS[first.how];
  const names = rows.map(({ name }) => name);
  return finding(telling.detector, telling.class, first === undefined ? "pipeline.added" : codeOf(first), {
    title: `${group.length} ${telling.noun}s ${verb}${listOf(rows[0])}: ${names.slice(0, 3).join(", ")} and ${group.length - 3} more`,
    at: group.flatMap(placesOf),
    risk:
      group
        .map((change) => riskOf(telling, change))
        .toSorted()
        .at(-1) ?? "R1",
    evidence: {
      count: group.length,
      stages: names.join(", "),
      ...(rows.every(({ test }) => test) ? { test: "yes" } : {}),
    },
    ...(rows.every(({ test }) => test) ? {} : { ask: telling.ask.moved.replace("…", names.slice(0, 3).join(", ")) }),
  });
}

const VERBS = {
  added: "added",
  removed: "removed",
  changed: "changed",
  moved: "moved",
  renamed: "renamed",
  reordered: "reordered",
};

function titleOf({ noun }: Telling, change: RowChange): string {
  const { name } = newestOf(change);
  const where = whereOf(newestOf(change));
  const kind = wordsOf(name).at(-1) === noun ? "" : `${noun} `;
  if (change.how === "added") return `New ${kind}${name} in the pipeline${where}`;
  if (change.how === "removed") return `${name} leaves the pipeline${where}`;
  const { base, result } = change;
  if (change.how === "renamed") return `${base.name} is now named ${result.name}${where}`;
  if (crosses(change))
    return `${name} moves from ${base.cells["scoring"]} scoring to ${result.cells["scoring"]} scoring${where}`;
  if (change.how === "moved") return `${name} moves from ${base.cells["phase"]} to ${result.cells["phase"]}${where}`;
  if (change.how === "reordered") return `${name} runs at ${spot(result)} instead of ${spot(base)}${where}`;
  if (change.columns.includes("onError"))
    return `${name} on failure: ${base.cells["onError"]} → ${result.cells["onError"]}`;
  return `${name}: ${change.columns.map((column) => `${column} ${base.cells[column] ?? "none"} → ${result.cells[column] ?? "none"}`).join(", ")}`;
}

/** The list that many stages are of; its surface alone may have several. */
function listOf(row: Row | undefined): string {
  const list = row?.list?.split("#")[1];
  return row === undefined || list === undefined || list === "" ? whereOf(row) : `${whereOf(row)} (${list})`;
}

function whereOf(row: Row | undefined): string {
  return row?.cells["surface"] === undefined ? "" : ` of ${row.cells["surface"]}`;
}

function riskOf({ risks }: Telling, change: RowChange): Risk {
  if (newestOf(change).test) return "R1";
  if (change.how === "added") return risks.added;
  if (change.how === "removed") return risks.removed;
  if (change.how === "renamed") return "R1";
  if (crosses(change) || opens(change)) return risks.across;
  return risks.other;
}

function codeOf(change: RowChange): string {
  if (change.how !== "changed") return `pipeline.${change.how}`;
  return change.columns.includes("onError") ? "pipeline.on-error" : "pipeline.moved";
}

function askOf({ ask }: Telling, change: RowChange): string {
  return change.how === "added" ? ask.added : change.how === "removed" ? ask.removed : ask.moved;
}

/** Before scoring on one side, after it on the other. */
function crosses(change: RowChange): boolean {
  if (change.how === "added" || change.how === "removed") return false;
  const [before, after] = [change.base.cells["scoring"], change.result.cells["scoring"]];
  return before !== undefined && after !== undefined && before !== after;
}

function opens(change: RowChange): boolean {
  return (
    change.how !== "added" &&
    change.how !== "removed" &&
    change.base.cells["onError"] !== "open" &&
    change.result.cells["onError"] === "open"
  );
}

/** A list that moved to another file with everything in it, and a stage whose scoring alone looks otherwise, are nothing. */
function isReal(change: RowChange, { ledgers }: DetectorInput): boolean {
  if (change.how === "added" || change.how === "removed" || change.how === "renamed" || change.how === "reordered")
    return true;
  if (change.columns.some((column) => column !== "surface" && column !== "scoring")) return true;
  return change.how === "moved" && !ledgers.pipeline.every((other) => other.how === "moved");
}

function spot({ position = 0 }: Row): string {
  return `place ${position + 1}`;
}

function phaseOf(change: RowChange): string {
  return newestOf(change).cells["phase"] ?? "";
}
