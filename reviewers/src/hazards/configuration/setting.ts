/** One value of a configuration file: its dotted key, its source spelling, and its line. */
export type Setting = { readonly key: string; readonly value: string; readonly line: number };

/** Something that two readers of the same file understand differently. */
export type Ambiguity = {
  readonly kind: string;
  readonly key: string;
  readonly line: number;
  readonly reading: string;
};

/** What a tolerant reader got out of a configuration file. */
export type Settings = { readonly settings: readonly Setting[]; readonly ambiguities: readonly Ambiguity[] };

/** Collects settings, and notices keys that stand twice in one mapping. */
export class SettingsBuilder {
  readonly settings: Setting[] = [];
  readonly ambiguities: Ambiguity[] = [];
  readonly #lines = new Map<string, Setting>();

  /** A value; `mapping` tells apart mappings of one dotted name, such as items of a list. */
  add(setting: Setting, mapping = ""): void {
    const name = `${mapping}\0${setting.key}`;
    const before = this.#lines.get(name);
    if (before !== undefined)
      this.note("duplicate-key", setting, `${before.value} in line ${before.line}, or ${setting.value}`);
    this.#lines.set(name, setting);
    this.settings.push(setting);
  }

  /** Something ambiguous about a setting. */
  note(kind: string, { key, line }: Pick<Setting, "key" | "line">, reading: string): void {
    this.ambiguities.push({ kind, key, line, reading });
  }
}

/** Characters of a dotted key; a hostile file could otherwise make each of its values repeat a long name. */
const LONGEST_KEY = 200;

/** The dotted key of a name below a prefix. One that grows too long begins anew with a number of its own. */
export function dottedKey(prefix: string, name: string, id: number | string): string {
  const short = name.length <= LONGEST_KEY ? name : `${name.slice(0, LONGEST_KEY)}…${name.length}`;
  if (prefix === "") return short;
  return prefix.length + short.length <= LONGEST_KEY ? `${prefix}.${short}` : `…${id}.${short}`;
}
