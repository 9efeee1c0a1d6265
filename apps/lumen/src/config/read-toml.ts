import { scalar } from "./read-yaml.ts";
import type { Document } from "./read-yaml.ts";

/** Tables by their dotted names; each has keys with values. */
export type Tables = ReadonlyMap<string, { readonly [key: string]: Document }>;

/** Reads the TOML that our files are written in: tables, one key a line, and texts over several lines between '''. */
export function readToml(text: string): Tables {
  const tables = new Map<string, { [key: string]: Document }>();
  const lines = text.split("\n");
  let table: { [key: string]: Document } = {};
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]?.trim() ?? "";
    if (line === "" || line.startsWith("#")) continue;
    const name = /^\[([\w.]+)\]$/.exec(line)?.[1];
    if (name !== undefined) {
      table = {};
      tables.set(name, table);
      continue;
    }
    const [, key, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`line ${at + 1}: not a key with a value`);
    if (value !== "'''") {
      table[key] = scalar(value);
      continue;
    }
    const end = lines.indexOf("'''", at);
    if (end === -1) throw new Error(`line ${at + 1}: a text without an end`);
    table[key] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return tables;
}
