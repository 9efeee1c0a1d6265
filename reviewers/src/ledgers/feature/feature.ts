import type { Call, Definition, Fact, List, Setting } from "../../facts/fact.ts";
import { hasWord, wordsOf } from "../../facts/words.ts";
import type { FileKind } from "../../presets/kind.ts";
import { fileName } from "../../content/names.ts";
import { cellsOf, inTest, keyIn, lastName } from "../extract.ts";
import type { Side } from "../extract.ts";
import type { Row } from "../row.ts";
import { dataClassOf, PERSONAL } from "./data-classes.ts";

/** Features of one list. */
const MOST_FEATURES = 2_000;

const FEATURES: ReadonlySet<string> = new Set(["feature", "features"]);
const INPUTS: ReadonlySet<string> = new Set(
  "feature,features,columns,inputs,input names,feature names,hydrated,dense features,sparse features,categorical,numerical,fields,selector".split(
    ",",
  ),
);
/** What is an input wherever it stands; columns and fields are of anything but in files that are about features. */
const OWN: ReadonlySet<string> = new Set(
  "feature,features,inputs,input names,feature names,dense features,sparse features".split(","),
);
const KNOWN: readonly FileKind[] = ["feature", "dataset", "objective", "label", "model", "score", "params"];
const MARKED: ReadonlySet<string> = new Set([
  "personal data type",
  "personal data types",
  "pii",
  "personal",
  "sensitive",
]);
const TRAINING: readonly FileKind[] = ["objective", "dataset", "label", "model"];
const CONSTRUCTORS: ReadonlySet<string> = new Set(["Field", "Feature", "FeatureView", "FeatureColumn", "Column"]);

/**
 * Rows of the feature ledger: what is defined as a feature, what a list of features, columns or inputs names, what a configuration of
 * features switches, and fields that are annotated as personal data; each with its class of data (recommender.md §3).
 */
export function featureRows(side: Side): readonly Row[] {
  const { kinds, path } = side.file;
  if ((kinds.has("docs") && kinds.size === 1) || MANIFESTS.test(fileName(path))) return [];
  return side.facts.flatMap((fact): readonly Row[] => {
    // What stands in a page in another language is an example.
    if (kinds.has("docs") && fact.language !== "markdown") return [];
    if (fact.fact === "definition") return isFeature(side, fact) ? [definitionRow(side, fact)] : [];
    if (fact.fact === "list") return listRows(side, fact);
    if (fact.fact === "setting") return settingRows(side, fact);
    return fact.fact === "call" ? callRows(side, fact) : [];
  });
}

const MANIFESTS = /^(?:Cargo\.toml|pyproject\.toml|package(?:-lock)?\.json|go\.mod|pom\.xml)$/u;

function isFeature(side: Side, { sort, name, types, notes, language, within }: Definition): boolean {
  if (sort === "function" || sort === "rule" || sort === "query" || sort === "template" || name === "") return false;
  if (notes.some((note) => hasWord(note, MARKED))) return true;
  if (sort === "type" && types.some(isFeatureType)) return true;
  if (!side.file.kinds.has("feature") || (sort !== "field" && sort !== "member")) return false;
  // A struct in code that fetches features has clients and caches too.
  return SCHEMAS.has(language) || hasWord(within.at(-1) ?? "", FEATURES);
}

/** Languages that only declare: there a field is what its file is about. */
const SCHEMAS: ReadonlySet<string> = new Set(["thrift", "protobuf", "proto", "sql", "pbtxt", "graphql"]);

/** A type that is itself a feature, `DataRecordFeature[Query, Long]`, and not a thing that has or makes some. */
function isFeatureType(type: string): boolean {
  const head = type.split(/[[<( ]/u, 1)[0] ?? "";
  return hasWord(head, FEATURES) && !hasWord(head, NO_FEATURE);
}

/** Sizes of what is learned about each value of an input: an input is there. */
const VOCABULARIES: ReadonlySet<string> = new Set(["vocab", "vocabulary"]);
const SIZES: ReadonlySet<string> = new Set(["vocab size", "vocabulary size", "vocab", "num buckets", "embedding size"]);

/** Types that make, carry or test features and are none. */
const NO_FEATURE: ReadonlySet<string> = new Set([
  "hydrator",
  "map",
  "switch",
  "builder",
  "store",
  "flag",
  "param",
  "extractor",
  "name",
  "id",
  "key",
  "type",
  "schema",
  "vector",
  "set",
  "list",
  "service",
  "client",
  "adapter",
  "factory",
  "provider",
  "config",
  "context",
  "module",
  "filter",
]);

function definitionRow(side: Side, { name, types, notes, within, ...fact }: Definition): Row {
  const about = [name, ...notes].join(" ");
  return row(side, { within, ...fact }, name, {
    dataClass: dataClassOf(about).dataClass,
    type: types.join(" "),
    source: within.at(-1),
    notes: notes.filter((note) => hasWord(note, MARKED)).join(" "),
  });
}

function listRows(side: Side, list: List): readonly Row[] {
  const about = [list.name, list.within.at(-1) ?? ""];
  const words = KNOWN.some((kind) => side.file.kinds.has(kind)) ? INPUTS : OWN;
  if (!about.some((name) => hasWord(name, words)) || list.items.length > MOST_FEATURES) return [];
  return list.items.flatMap((item) => {
    const name = item.is === "string" ? item.text : item.is === "name" ? lastName(item.text) : "";
    if (name === "" || name.length > 200 || (item.is === "name" && isVariable(name))) return [];
    return [row(side, list, name, { dataClass: dataClassOf(name).dataClass, source: list.name })];
  });
}

/** A name of code that stands for a value or for more of them: `v`, `OPTIONAL_COLUMNS`. */
function isVariable(name: string): boolean {
  return name.length < 3 || PLURALS.has(wordsOf(name).at(-1) ?? "");
}

const PLURALS: ReadonlySet<string> = new Set(["columns", "inputs", "fields", "names", "features"]);

/** In a file that configures features, a name that is switched or chosen there is a feature that is used or not. */
function settingRows(side: Side, setting: Setting): readonly Row[] {
  const { name, value, within, callee = "" } = setting;
  const named = [name, callee, ...within.slice(-2)].some((one) => hasWord(one, FEATURES) || hasWord(one, VOCABULARIES));
  if (!named && !side.file.kinds.has("feature")) return [];
  const { dataClass } = dataClassOf(name);
  if (value.is === "boolean")
    return [row(side, setting, name, { dataClass, enabled: value.text, source: within.at(-1) })];
  if (value.is === "number" && setting.as !== "doc" && hasWord(name, SIZES)) {
    const of = dataClassOf(name).dataClass;
    return PERSONAL.has(of)
      ? [row(side, setting, name, { dataClass: of, size: value.decimal, source: within.at(-1) })]
      : [];
  }
  if (setting.as !== "config" || value.is !== "string" || name !== "name") return [];
  return [row(side, setting, value.text, { dataClass: dataClassOf(value.text).dataClass, source: within.at(-1) })];
}

function callRows(side: Side, call: Call): readonly Row[] {
  if (!CONSTRUCTORS.has(lastName(call.callee))) return [];
  const named = call.args.find(
    ({ name, value }, index) => (name === "name" || (name === undefined && index === 0)) && value.is === "string",
  );
  if (named?.value.is !== "string") return [];
  const name = named.value.text;
  return [row(side, call, name, { dataClass: dataClassOf(name).dataClass, source: lastName(call.callee) })];
}

function row(
  side: Side,
  fact: Pick<Fact, "from" | "within" | "test">,
  name: string,
  cells: { readonly [column: string]: string | undefined },
): Row {
  const { path, kinds } = side.file;
  const usedIn = kinds.has("egress") ? "log" : TRAINING.some((kind) => kinds.has(kind)) ? "train" : "serve";
  const key = keyIn(path, fact.within, name, false);
  return {
    path,
    line: fact.from,
    key,
    name,
    cells: cellsOf({ feature: name, usedIn, ...cells }),
    test: inTest(side.file, fact),
  };
}
