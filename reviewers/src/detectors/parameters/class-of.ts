import { isManifest } from "../../content/manifests.ts";
import { hasWord } from "../../facts/words.ts";
import type { Row, RowChange } from "../../ledgers/row.ts";
import type { FileKind } from "../../presets/kind.ts";
import type { ClassName } from "../classes.ts";
import { SHARES, SWITCHES } from "../flag/words.ts";
import { IN_TRAINING, LEARNING } from "../label/words.ts";
import { MEASURES, METERS } from "../metric/words.ts";
import { PLACES } from "../presentation/words.ts";
import { BOUNDING, BOUNDS, LOOSE_BOUNDS } from "../threshold/words.ts";
import { NEVER_WEIGHTS, NO_WEIGHTS, SURE_WEIGHTS, WEIGHTS } from "../weight/words.ts";
import { DEPENDENCIES } from "../build/words.ts";
import { isInfrastructure } from "./infrastructure.ts";

/** Kinds in which any number that changes is a bound of something that people see. */
const BOUNDED: readonly FileKind[] = [
  "params",
  "filter",
  "visibility",
  "pipeline",
  "source",
  "list",
  "prompt",
  "feature",
];
const TRAINING: readonly FileKind[] = ["label", "objective"];

type Kinds = ReadonlySet<FileKind>;

/**
 * The one class that a change of a parameter is of, by the words of its name and the kinds of its file; undefined where neither says
 * that it is about recommending; packages are told by the class `build`. First that fits: machines, learning, measuring, switches, places, weights, bounds.
 */
export function classOfChange(change: RowChange, kinds: Kinds): ClassName | undefined {
  const row = change.how === "removed" ? change.base : change.result;
  const about = aboutOf(row);
  const comes = change.how === "added" || change.how === "removed";
  if (isManifest(row.path) && hasWord(row.key, DEPENDENCIES)) return undefined;
  if (isInfrastructure(about, kinds)) return change.how === "changed" ? "infrastructure" : undefined;
  if (isLearning(row, about, kinds)) return comes && (isNeutral(row) || isStart(row)) ? undefined : "label";
  if (
    (kinds.has("eval") && ["config", "default", "constant"].includes(row.cells["kind"] ?? "")) ||
    (isNumber(row) && hasWord(row.name, METERS) && hasWord(about, MEASURES))
  )
    return "metric";
  if (isSwitch(row, about, kinds)) return "flag";
  if (!isNumber(row) && (change.how === "added" || change.how === "removed" || !isNumber(change.base)))
    return undefined;
  return ofNumber(comes, row, about, kinds);
}

/** What a row is about: its name, and the name right around it; on a page the heading and the column. */
export function aboutOf({ key, name, remote = "", under = "" }: Row): string {
  const inner = key.slice(key.lastIndexOf("#") + 1);
  const before = inner.endsWith(name) ? inner.slice(0, inner.length - name.length) : inner;
  const parent = before.split(".").findLast((part) => part !== "") ?? "";
  return `${parent} ${name} ${remote} ${under}`;
}

function ofNumber(comes: boolean, row: Row, about: string, kinds: Kinds): ClassName | undefined {
  const literal = row.cells["kind"] === "literal";
  if (hasWord(row.name, PLACES) || kinds.has("presentation")) return "presentation";
  if (comes && (isStart(row) || (literal && row.test))) return undefined;
  const weighs = isWeight(about);
  if (weighs && !(literal && row.cells["operator"] !== undefined)) return literal && comes ? undefined : "weight";
  if (literal) return ofLiteral(row, comes, kinds);
  if (hasWord(row.name, BOUNDS)) return "threshold";
  if (comes || !isNumber(row)) return undefined;
  if (hasWord(row.name, LOOSE_BOUNDS)) return "threshold";
  if (kinds.has("score")) return "weight";
  return BOUNDED.some((kind) => kinds.has(kind)) ? "threshold" : undefined;
}

function isWeight(about: string): boolean {
  if (!hasWord(about, WEIGHTS) || hasWord(about, NEVER_WEIGHTS)) return false;
  return hasWord(about, SURE_WEIGHTS) || !hasWord(about, NO_WEIGHTS);
}

function ofLiteral(row: Row, comes: boolean, kinds: Kinds): ClassName | undefined {
  const decides = BOUNDED.some((kind) => kinds.has(kind)) || kinds.has("score");
  if (row.cells["operator"] !== undefined) return decides || (!comes && boundsIn(row)) ? "threshold" : undefined;
  const bounding = hasWord(row.name.slice(0, row.name.indexOf("(")), BOUNDING);
  if (comes) return bounding && decides ? "threshold" : undefined;
  if (bounding) return "threshold";
  return kinds.has("score") ? "weight" : decides ? "threshold" : undefined;
}

function boundsIn({ name }: Row): boolean {
  return hasWord(name, BOUNDS) || hasWord(name, LOOSE_BOUNDS);
}

/** A variable that begins at nothing or one is no parameter; nor is such a number in code without a name. */
function isStart({ name, remote, cells }: Row): boolean {
  const local = cells["kind"] === "constant" && !/^[A-Z]/u.test(name);
  if ((!local && cells["kind"] !== "literal") || remote !== undefined) return false;
  return START.has(cells["decimal"] ?? "");
}

const START: ReadonlySet<string> = new Set(["-1", "0", "1"]);

/** A value that is handed through by name, or a default that leaves everything as it is. */
function isNeutral({ cells }: Row): boolean {
  if (cells["type"] === "name" || cells["type"] === "code") return true;
  return cells["kind"] === "default" && NEUTRAL.has(cells["decimal"] ?? cells["value"] ?? "");
}

const NEUTRAL: ReadonlySet<string> = new Set(["0", "1", "false", "None", "null", ""]);

function isLearning(row: Row, about: string, kinds: Kinds): boolean {
  if (row.cells["kind"] === "literal" && row.cells["operator"] !== undefined) return false;
  if (hasWord(row.name, LEARNING)) return true;
  const said = row.cells["kind"] === "config" || row.entry === true ? about : row.name;
  return TRAINING.some((kind) => kinds.has(kind)) && hasWord(said, IN_TRAINING);
}

function isSwitch(row: Row, about: string, kinds: Kinds): boolean {
  const { type } = row.cells;
  if (type === "boolean")
    return (
      row.remote !== undefined ||
      kinds.has("flags") ||
      (kinds.has("params") && hasWord(row.name, SWITCHES)) ||
      isConfigured(row)
    );
  return (
    type === "number" &&
    hasWord(about, SHARES) &&
    (kinds.has("flags") || row.remote !== undefined || hasWord(about, SWITCHES))
  );
}

/** A switch in a document; in code, `enabled = true` may be anything. */
function isConfigured({ name, cells }: Row): boolean {
  return cells["kind"] === "config" && hasWord(name, SWITCHES);
}

function isNumber({ cells }: Row): boolean {
  return cells["decimal"] !== undefined;
}
