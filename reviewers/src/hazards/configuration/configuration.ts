import { displayPath } from "@countersign/core";
import { extension, fileName } from "../../content/names.ts";
import type { FileChange, Hazard, LedgerRow, Noticed } from "../../contract.ts";
import { hazardFinding, named, onLine } from "../finding.ts";
import { iniSettings } from "./ini-settings.ts";
import { jsonSettings } from "./json-settings.ts";
import { ratioOf } from "./ratio.ts";
import type { Ambiguity, Setting, Settings } from "./setting.ts";
import { yamlSettings } from "./yaml-settings.ts";

const ID = "configuration";
/** UTF-16 units of a value in the ledger. */
const LONGEST_VALUE = 200;

/** Configuration that two readers understand differently, and the values that change, with their ratio (attack D14). */
export const configuration: Hazard = { id: ID, file: inFile };

function inFile({ entry: { path }, base, result }: FileChange): Noticed {
  const read = readerOf(path);
  if (read === undefined) return { findings: [] };
  const [before, after] = [read(base?.text ?? ""), read(result?.text ?? "")];
  const settings = { before: unique(before.settings), after: unique(after.settings) };
  const known = new Set(before.ambiguities.map(spell));
  const findings = after.ambiguities
    .filter((one) => !known.has(spell(one)))
    .map((one) => {
      const [was, is] = [settings.before.get(one.key), settings.after.get(one.key)];
      return hazardFinding(ID, "config.ambiguous", {
        title: `${one.key} in ${named(path)} has two readings`,
        at: [onLine(path, one.line)],
        risk: one.kind === "boolean-word" || one.kind === "underscores" || one.kind === "anchor" ? "R2" : "R3",
        ...(was === undefined ? {} : { before: typed(was.value) }),
        ...(is === undefined ? {} : { after: typed(is.value) }),
        evidence: { kind: one.kind, key: one.key, readings: one.reading },
        ask: "Which program reads this, and what does it take it for?",
      });
    });
  return { findings, ledgers: { values: valueRows(displayPath(path), settings.before, settings.after) } };
}

const READERS: { readonly [extension: string]: (text: string) => Settings } = {
  json: jsonSettings,
  jsonc: jsonSettings,
  json5: jsonSettings,
  yaml: yamlSettings,
  yml: yamlSettings,
  toml: iniSettings,
  ini: iniSettings,
  cfg: iniSettings,
  conf: iniSettings,
  properties: iniSettings,
  env: iniSettings,
};

function readerOf(path: string): ((text: string) => Settings) | undefined {
  return READERS[extension(path)] ?? (fileName(path) === ".lfsconfig" ? iniSettings : undefined);
}

function spell({ kind, key, reading }: Ambiguity): string {
  return `${kind}\0${key}\0${reading.replaceAll(/ in line \d+/g, "")}`;
}

/** The last of equal keys stands, as in most readers. */
function unique(settings: readonly Setting[]): ReadonlyMap<string, Setting> {
  return new Map(settings.map((setting) => [setting.key, setting]));
}

/** A value with its type as its spelling has it. */
function typed(value: string): string {
  if (/^[-+]?\d[\d_]*$/.test(value)) return `integer ${value}`;
  if (/^[-+]?\d[\d_]*\.\d*$/.test(value)) return `number ${value}`;
  if (/^(?:true|false)$/i.test(value)) return `truth value ${value}`;
  return `text ${value}`;
}

type ByKey = ReadonlyMap<string, Setting>;

/** What changes, by key: added, removed, or another value. */
function valueRows(path: string, before: ByKey, after: ByKey): readonly LedgerRow[] {
  const changed = [...after.values()].filter(({ key, value }) => before.get(key)?.value !== value);
  const removed = [...before.values()].filter(({ key }) => !after.has(key));
  return [
    ...changed.map(({ key, value, line }) => row(path, key, line, before.get(key)?.value, value)),
    ...removed.map(({ key, value, line }) => row(path, key, line, value, undefined)),
  ];
}

function row(
  path: string,
  key: string,
  line: number,
  before: string | undefined,
  after: string | undefined,
): LedgerRow {
  const ratio = before === undefined || after === undefined ? undefined : ratioOf(before, after);
  return {
    path,
    line: String(line),
    key: cut(key),
    ...(before === undefined ? {} : { before: cut(before) }),
    ...(after === undefined ? {} : { after: cut(after) }),
    ...(ratio === undefined ? {} : { ratio }),
  };
}

function cut(text: string): string {
  return (text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`).toWellFormed();
}
