import { extension, fileName } from "../../content/names.ts";
import type { FileChange, Hazard, Noticed } from "../../contract.ts";
import { hazardFinding, named, onLine } from "../finding.ts";
import { iniSettings } from "./ini-settings.ts";
import { jsonSettings } from "./json-settings.ts";
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
