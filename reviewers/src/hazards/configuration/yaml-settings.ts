import { SettingsBuilder, dottedKey } from "./setting.ts";
import type { Setting, Settings } from "./setting.ts";

/** Mappings and lists inside each other that are followed. */
const DEEPEST = 100;

/** An open mapping: the column of its keys, its dotted name, and a number that no other mapping has. */
type Frame = { readonly column: number; readonly prefix: string; readonly id: number; items: number };

/** A plain, single or double quoted key with its colon, and what follows. */
const ENTRY = /^("(?:[^"\\]|\\.){0,200}"|'[^']{0,200}'|[^\s"'#&*!|>%@`{}[\],][^:#]{0,200}|<<)\s{0,20}:(?:\s+(.*))?$/s;

/**
 * Reads block YAML tolerantly by its columns. It notices what YAML 1.1 and 1.2, or two libraries, read differently:
 * merge keys, anchors, `no` and `on`, numbers with a leading zero or sixty as base (attack D14).
 */
export function yamlSettings(text: string): Settings {
  const found = new SettingsBuilder();
  let frames: Frame[] = [];
  let [mappings, block] = [0, -1];
  for (const [at, raw] of text.split("\n").entries()) {
    const bare = raw.trimEnd();
    const content = bare.trimStart();
    let column = bare.length - content.length;
    if (content === "" || content.startsWith("#")) continue;
    if (block >= 0 && column > block) continue;
    block = -1;
    if (content === "---" || content.startsWith("--- ")) {
      frames = [];
      continue;
    }
    let rest = content;
    while (/^-(?:\s|$)/.test(rest) && frames.length < DEEPEST) {
      frames = frames.filter((frame) => frame.column < column);
      const list = frames.at(-1);
      if (list !== undefined) list.items += 1;
      const inner = rest.slice(1).trimStart();
      const prefix = dottedKey(list?.prefix ?? "", `[${list?.items ?? at}]`, mappings);
      column += rest.length - inner.length;
      frames.push({ column, prefix, id: (mappings += 1), items: 0 });
      rest = inner;
    }
    const entry = ENTRY.exec(rest);
    if (entry === null) continue;
    frames = frames.filter((frame) => frame.column <= column);
    if (frames.at(-1)?.column !== column && frames.length < DEEPEST)
      frames.push({ column, prefix: frames.at(-1)?.prefix ?? "", id: (mappings += 1), items: 0 });
    const frame = frames.at(-1);
    const name = (entry[1] ?? "").replaceAll(/^["']|["']$/g, "");
    const key = dottedKey(frame?.prefix ?? "", name, frame?.id ?? 0);
    const value = withoutComment(entry[2] ?? "");
    if (/^[|>][-+\d]{0,2}$/.test(value)) block = column;
    found.add({ key, value, line: at + 1 }, String(frame?.id));
    judge(found, { key, value, line: at + 1 });
    if (frames.length < DEEPEST) frames.push({ column: column + 1, prefix: key, id: (mappings += 1), items: 0 });
  }
  return { ...found, settings: found.settings.filter(({ value }) => value !== "") };
}

function withoutComment(value: string): string {
  if (value.startsWith('"') || value.startsWith("'")) return value;
  const comment = value.search(/(?:^|\s)#/);
  return (comment === -1 ? value : value.slice(0, comment)).trim();
}

const READINGS: readonly (readonly [string, RegExp, string])[] = [
  ["boolean-word", /^(?:y|n|yes|no|on|off)$/i, "a truth value in YAML 1.1, a word in 1.2"],
  ["octal", /^[-+]?0[0-7_]+$/, "octal in YAML 1.1, decimal in 1.2"],
  ["octal", /^[-+]?0o[0-7]+$/, "text in YAML 1.1, octal in 1.2"],
  ["binary", /^[-+]?0b[01_]+$/, "binary in YAML 1.1, text in 1.2"],
  [
    "base-sixty",
    /^[-+]?\d{1,9}(?::[0-5]?\d){1,3}(?:\.\d*)?$/,
    "a number to the base of sixty in YAML 1.1, text in 1.2",
  ],
  ["underscores", /^[-+]?\d[\d_]*_[\d_]*(?:\.\d*)?$/, "a number in YAML 1.1, text in 1.2"],
];

function judge(found: SettingsBuilder, setting: Setting): void {
  const { key, value } = setting;
  if (key === "<<" || key.endsWith(".<<")) found.note("merge-key", setting, `keys of ${value}, or a key named <<`);
  else if (/^[&*]\S/.test(value)) found.note("anchor", setting, `${value}: an anchor or alias`);
  else if (/^!\S/.test(value)) found.note("tag", setting, `${value}: a type of its own`);
  for (const [kind, pattern, reading] of READINGS)
    if (pattern.test(value)) found.note(kind, setting, `${value} is ${reading}`);
}
