import type { CST } from "yaml";
import { Comments } from "../../readers/typed/comments.ts";
import { hasMarks, withoutMarks } from "../../readers/typed/yaml/template-marks.ts";
import { tokensOf } from "../../readers/typed/yaml/tokens.ts";
import { SettingsBuilder, dottedKey } from "./setting.ts";
import type { Setting, Settings } from "./setting.ts";

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection;
type Item = Collection["items"][number];

/**
 * The settings of YAML by its syntax tokens, as they are spelled, also where nothing could be composed of them. It notices what YAML 1.1
 * and 1.2, or two libraries, read differently: merge keys, anchors, `no` and `on`, numbers with a leading zero or sixty as base
 * (attack D14).
 */
export function yamlSettings(text: string): Settings {
  const found = new SettingsBuilder();
  const { tokens, lineOf } = tokensOf(hasMarks(text) ? withoutMarks(text) : text, new Comments());
  let collections = 0;
  const collection = ({ items }: Collection, prefix: string) => {
    const id = (collections += 1);
    for (const [at, item] of items.entries()) {
      const { key, value } = item;
      const name = key === undefined || key === null ? undefined : sourceOf(key);
      if (name === undefined || key === undefined || key === null) below(value, dottedKey(prefix, `[${at + 1}]`, id));
      else {
        const setting = { key: dottedKey(prefix, name, id), value: spelled(item), line: lineOf(key.offset) };
        found.add(setting, String(id));
        judge(found, name, item, setting);
        below(value, setting.key);
      }
    }
  };
  const below = (value: Item["value"], prefix: string) => {
    if (value !== undefined && value !== null && "items" in value) collection(value, prefix);
  };
  for (const token of tokens) if (token.type === "document") below(token.value, "");
  return { ...found, settings: found.settings.filter(({ value }) => value !== "") };
}

/** What a token of a key or a value says, quotes included; empty for what has parts. */
function sourceOf(token: CST.Token): string | undefined {
  if (token.type === "single-quoted-scalar" || token.type === "double-quoted-scalar") return token.source.slice(1, -1);
  return "source" in token ? token.source : undefined;
}

/** Anchors and tags before a value, and the value. */
function spelled({ sep = [], value }: Item): string {
  const marks = (sep ?? []).flatMap((token) => (token.type === "anchor" || token.type === "tag" ? [token.source] : []));
  const own = value !== undefined && value !== null && "source" in value ? value.source : "";
  return [...marks, own.trim()].filter((part) => part !== "").join(" ");
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

function judge(found: SettingsBuilder, name: string, { value: token }: Item, setting: Setting): void {
  const { value } = setting;
  if (name === "<<") found.note("merge-key", setting, `keys of ${value}, or a key named <<`);
  else if (/^[&*]\S/.test(value)) found.note("anchor", setting, `${value}: an anchor or alias`);
  else if (/^!\S/.test(value)) found.note("tag", setting, `${value}: a type of its own`);
  if (token?.type !== "scalar") return;
  for (const [kind, pattern, reading] of READINGS)
    if (pattern.test(token.source.trim())) found.note(kind, setting, `${value} is ${reading}`);
}
