import { SettingsBuilder, dottedKey } from "./setting.ts";
import type { Settings } from "./setting.ts";

/** Mappings and lists inside each other that are followed. */
const DEEPEST = 100;

type Frame = { readonly prefix: string; readonly list: boolean; readonly id: number; index: number; key?: string };

const PLAIN = /[{}[\]:,\n]|\/\/[^\n]*|[^\s{}[\]:,"]+/y;

/** Reads JSON and its kin tolerantly, token by token; what does not fit is passed over. */
export function jsonSettings(text: string): Settings {
  const found = new SettingsBuilder();
  const frames: Frame[] = [];
  let [line, mappings] = [1, 0];
  const open = (list: boolean) => {
    frames.push({ prefix: placeOf(frames.at(-1)), list, id: (mappings += 1), index: 0 });
  };
  const next = () => {
    const frame = frames.at(-1);
    if (frame === undefined) return;
    frame.index += 1;
    delete frame.key;
  };
  for (const token of tokensOf(text)) {
    const frame = frames.at(-1);
    if (token === "\n") line += 1;
    else if (token === "{" || token === "[") {
      if (frames.length >= DEEPEST) break;
      if (frame?.key !== undefined) found.add({ key: placeOf(frame), value: token, line }, String(frame.id));
      open(token === "[");
    } else if (token === "}" || token === "]") frames.pop();
    else if (token === ",") next();
    else if (token === ":" || token.startsWith("//") || frame === undefined) continue;
    else if (!frame.list && frame.key === undefined) frame.key = unquoted(token);
    else found.add({ key: placeOf(frame), value: token, line }, String(frame.id));
  }
  return { ...found, settings: found.settings.filter(({ value }) => value !== "{" && value !== "[") };
}

/** Strings (unended ones up to their line's end), signs, line feeds, comments and bare words, each read once. */
function* tokensOf(text: string): Iterable<string> {
  for (let at = 0; at < text.length;) {
    if (text[at] === '"') {
      const end = stringEnd(text, at);
      yield text.slice(at, end);
      at = end;
      continue;
    }
    PLAIN.lastIndex = at;
    const [token = ""] = PLAIN.exec(text) ?? [];
    if (token !== "") yield token;
    at += Math.max(token.length, 1);
  }
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text[at];
    if (unit === "\n") return at;
    if (unit === '"') return at + 1;
    if (unit === "\\") at += 1;
  }
  return text.length;
}

function placeOf(frame: Frame | undefined): string {
  if (frame === undefined) return "";
  const name = frame.list ? String(frame.index) : (frame.key ?? "");
  return dottedKey(frame.prefix, name, frame.id);
}

/** A key with its escapes read, so that `"a"` and `"\u0061"` are one. */
function unquoted(token: string): string {
  if (!token.startsWith('"')) return token;
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === "string" ? value : token;
  } catch {
    return token.slice(1, -1);
  }
}
