import { SettingsBuilder } from "./setting.ts";
import type { Settings } from "./setting.ts";

/** Reads INI, TOML and property files tolerantly: sections in brackets, `key = value` or `key: value`. */
export function iniSettings(text: string): Settings {
  const found = new SettingsBuilder();
  let [section, tables] = ["", 0];
  for (const [at, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || /^[#;!]/.test(line)) continue;
    const header = /^\[{1,2}([^\]]{1,200})\]{1,2}/.exec(line);
    if (header !== null) {
      section = (header[1] ?? "").trim();
      if (line.startsWith("[[")) section = `${section}[${(tables += 1)}]`;
      continue;
    }
    const separator = line.search(/[=:]/);
    if (separator <= 0) continue;
    const name = line
      .slice(0, separator)
      .trim()
      .replaceAll(/^["']|["']$/g, "");
    const key = section === "" ? name : `${section}.${name}`;
    found.add({ key, value: withoutComment(line.slice(separator + 1).trim()), line: at + 1 });
  }
  return found;
}

function withoutComment(value: string): string {
  if (/^["'[{]/.test(value)) return value;
  const comment = value.search(/\s[#;]/);
  return comment === -1 ? value : value.slice(0, comment).trim();
}
