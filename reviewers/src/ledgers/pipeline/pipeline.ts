import type { List, Value } from "../../facts/fact.ts";
import type { FileKind } from "../../presets/kind.ts";
import { cellsOf, inTest, keyIn } from "../extract.ts";
import type { Side } from "../extract.ts";
import type { Row } from "../row.ts";
import { listPhase, phaseOf, scoringOf } from "./phase.ts";
import { enabledBy, onError, stageOf } from "./stage.ts";
import { surfaceOf } from "./surface.ts";

/** Stages of one list. */
const MOST_STAGES = 500;

/** Lists under one name. */
const MOST_LISTS = 100;

const BUILDING: readonly FileKind[] = ["deploy", "infrastructure"];
/** Kinds of files whose ordered lists of names register components. */
const REGISTERING: readonly FileKind[] = ["pipeline", "source", "filter", "score", "visibility"];

/**
 * Rows of the pipeline ledger: each named component in an ordered list of a file that builds a pipeline, or in any list whose name says
 * that it registers sources, filters, scorers, hydrators, rules or stages (recommender.md §3).
 */
export function pipelineRows(side: Side): readonly Row[] {
  const lists = side.facts.flatMap((fact) => (fact.fact === "list" ? [rowsOf(side, fact)] : []));
  return [...Map.groupBy(lists, ([first]) => first?.list ?? "").values()].flatMap(apart);
}

/**
 * Lists under one name are told apart: one whose stages all stand in another (`Seq(a) ++ Seq(b)` has three) is a piece of it, and
 * of those that are left each but the first has a number.
 */
function apart(lists: readonly (readonly Row[])[]): readonly Row[] {
  const longest = lists.filter((rows) => rows.length > 0).toSorted((a, b) => b.length - a.length);
  const kept: { readonly rows: readonly Row[]; readonly names: ReadonlySet<string> }[] = [];
  for (const rows of longest.slice(0, MOST_LISTS))
    if (!kept.some(({ names }) => rows.every(({ name }) => names.has(name))))
      kept.push({ rows, names: new Set(rows.map(({ name }) => name)) });
  const inOrder = kept.map(({ rows }) => rows).toSorted(([a], [b]) => (a?.line ?? 0) - (b?.line ?? 0));
  return inOrder.flatMap((rows, at) =>
    at === 0 ? rows : rows.map((row) => ({ ...row, list: `${row.list ?? ""}#${at + 1}`, key: `${row.key}#${at + 1}` })),
  );
}

function rowsOf(side: Side, list: List): readonly Row[] {
  const { path, kinds } = side.file;
  const said = listPhase(list.name, list.within);
  if (!registers(list, said, kinds)) return [];
  const stages = list.items.map((item) => ({ item, stage: stageOf(item) })).filter(({ stage }) => stage !== "");
  if (stages.length === 0 || stages.length > MOST_STAGES || stages.length * 2 < list.items.length) return [];
  if (said === undefined && (inTest(side.file, list) || stages.length < 2)) return [];
  if (new Set(stages.map(({ stage }) => stage)).size * 2 <= stages.length && stages.length > 1) return [];
  const phases = stages.map(({ stage }) => phaseOf(stage, said, kinds));
  const key = keyIn(path, list.within, list.name, false);
  const surface = surfaceOf(path, list.within, list.name);
  return stages.map(({ item, stage }, position) => ({
    path,
    line: list.from,
    to: list.to,
    key: `${key}/${stage}`,
    name: stage,
    list: key,
    position,
    test: inTest(side.file, list),
    cells: cellsOf({
      surface,
      phase: phases[position],
      stage,
      enabledBy: enabledBy(item),
      onError: onError(item),
      scoring: scoringOf(phases, position),
    }),
  }));
}

/** Plain strings register something only where the list's name says so; so do lists of files that build no pipeline. */
function registers(list: List, said: string | undefined, kinds: ReadonlySet<FileKind>): boolean {
  if (!list.ordered || list.items.length === 0) return false;
  // Steps and stages of a build are the business of the class `build`.
  const registering = REGISTERING.some((kind) => kinds.has(kind));
  if (!registering && BUILDING.some((kind) => kinds.has(kind))) return false;
  const named = list.items.filter(isComponent).length * 2 > list.items.length;
  if (said !== undefined && (named || (/s$/iu.test(list.name) && list.items.every(isPlainName)))) return true;
  return named && registering;
}

/** A name in a document, and no sentence, pattern or path of a file. */
function isPlainName(item: Value): boolean {
  return item.is === "string" && /^[\p{L}_][\p{L}\p{N}_:-]{1,99}$/u.test(item.text);
}

/** A name or a construction of something that is spelled as a type, as components are. */
function isComponent(item: Value): boolean {
  const stage = item.is === "name" || item.is === "code" ? stageOf(item) : "";
  return /^[A-Z]/u.test(stage) && /[a-z]/u.test(stage) && !/(?:Error|Exception|Type|Enum)$/u.test(stage);
}
