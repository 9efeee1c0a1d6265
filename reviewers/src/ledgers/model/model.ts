import type { Call, Setting } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import type { ModelOutline } from "../../readers/models/outline.ts";
import { membersSha256 } from "../digest.ts";
import { cellsOf, inTest, keyIn, lastName } from "../extract.ts";
import type { Side } from "../extract.ts";
import type { Row } from "../row.ts";
import { pinOf, referenceOf } from "./reference.ts";

/** Names of inputs and outputs that a cell spells out; more are told by their number and digest. */
const MOST_NAMES = 50;

/** Rows of the model ledger: the structure of a model's file, and references to models that live elsewhere (recommender.md §3). */
export function modelRows(side: Side): readonly Row[] {
  const own = side.model === undefined ? [] : [outlineRow(side, side.model)];
  const named = side.facts.flatMap((fact): readonly Row[] => {
    if (fact.fact === "setting") return settingRows(side, fact);
    return fact.fact === "call" ? callRows(side, fact) : [];
  });
  return [...own, ...named];
}

function outlineRow(
  { file: { path, kinds } }: Side,
  { format, inputs, outputs, sizes, parts, pointer }: ModelOutline,
): Row {
  const size = Object.entries(sizes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`);
  const source = ["lfs", "annex", "dvc"].includes(format) ? format : "blob";
  const cells = cellsOf({
    format,
    inputs: namesIn(inputs),
    outputs: namesIn(outputs),
    size: size.join(", "),
    parts: parts.length === 0 ? undefined : membersSha256(parts.map(({ name, says }) => `${name} ${says}`)),
    digest: pointer?.digest,
    bytes: pointer?.bytes,
    pinned: "yes",
    source,
  });
  const name = path.split("/").at(-1) ?? path;
  return { path, line: 1, key: `${path}#model`, name, cells, test: kinds.has("test") };
}

function namesIn(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return names.length <= MOST_NAMES ? names.join(" ") : `${names.length} names, sha256 ${membersSha256(names)}`;
}

function settingRows(side: Side, { name, value, within, callee = "", ...fact }: Setting): readonly Row[] {
  if (value.is !== "string") return [];
  const around = fact.as === "config" ? within.slice(-3) : [];
  return referenceRow(side, { within, ...fact }, name, [name, callee, ...around], value.text);
}

function callRows(side: Side, { callee, args, within, ...fact }: Call): readonly Row[] {
  if (!hasWord(lastName(callee), LOADS)) return [];
  return args.flatMap(({ name = "", value }) =>
    value.is === "string"
      ? referenceRow(side, { within, ...fact }, `${lastName(callee)}(${name})`, [callee, name], value.text)
      : [],
  );
}

const LOADS: ReadonlySet<string> = new Set(["load", "model", "pretrained", "checkpoint", "session", "restore", "hub"]);

function referenceRow(
  side: Side,
  fact: Pick<Setting, "from" | "within" | "test">,
  name: string,
  about: readonly string[],
  text: string,
): readonly Row[] {
  const source = referenceOf(about.join(" "), text, side.file.kinds);
  if (source === undefined) return [];
  const { path } = side.file;
  const cells = cellsOf({ reference: text, source, pinned: pinOf(text) });
  return [
    { path, line: fact.from, key: keyIn(path, fact.within, name, false), name, cells, test: inTest(side.file, fact) },
  ];
}
