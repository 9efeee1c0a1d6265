import { extension, fileName } from "../../content/names.ts";
import type { FileChange, Hazard, Noticed } from "../../contract.ts";
import { hazardFinding, named, onLine } from "../finding.ts";
import { iniDocument } from "../../readers/typed/ini/ini.ts";
import { jsonDocuments } from "../../readers/typed/json/documents.ts";
import { TooManyLexemes } from "../../readers/typed/lexemes.ts";
import { tomlDocument } from "../../readers/typed/toml/document.ts";
import { documentSettings } from "./document-settings.ts";
import type { Ambiguity, Setting, Settings } from "./setting.ts";
import { yamlSettings } from "./yaml-settings.ts";

const ID = "configuration";
/** Configuration that two readers understand differently (attack D14). */
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
  return { findings };
}

type SettingsReader = (text: string) => Settings;

const json: SettingsReader = (text) => documentSettings(jsonDocuments(text).documents);
const toml: SettingsReader = (text) => documentSettings([tomlDocument(text).root]);
const ini: SettingsReader = (text) => documentSettings([iniDocument(text).root]);

const READERS: { readonly [extension: string]: SettingsReader } = {
  json,
  jsonc: json,
  json5: json,
  yaml: yamlSettings,
  yml: yamlSettings,
  toml,
  ini,
  cfg: ini,
  conf: ini,
  properties: ini,
  env: ini,
};

function readerOf(path: string): SettingsReader | undefined {
  const read = READERS[extension(path)] ?? (fileName(path) === ".lfsconfig" ? ini : undefined);
  return read === undefined ? undefined : (text) => bounded(read, text.replace(/^\uFEFF/u, ""));
}

/** Of a text beyond the bounds of its reader nothing is known; the reading of the file says so. */
function bounded(read: SettingsReader, text: string): Settings {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof TooManyLexemes) return { settings: [], ambiguities: [] };
    throw error;
  }
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
