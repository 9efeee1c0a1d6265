import { lineFeeds } from "../lexemes.ts";

type Attribute = { readonly name: string; readonly value: string; readonly line: number };

/** A piece of XML in its order. `entities` is a document type that declares any; `broken` ends the reading. */
export type Piece = { readonly line: number } & (
  | { readonly is: "open"; readonly name: string; readonly attributes: readonly Attribute[]; readonly closed: boolean }
  | { readonly is: "close"; readonly name: string }
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "comment"; readonly text: string; readonly alone: boolean }
  | { readonly is: "entities" | "broken" | "other" }
);

const SPECIAL = [
  { open: "<!--", close: "-->" },
  { open: "<![CDATA[", close: "]]>" },
  { open: "<?", close: "?>" },
] as const;

/** Cuts a text of XML into pieces; each unit is looked at a bounded number of times. */
export function* xmlPieces(text: string): Generator<Piece, void> {
  let [at, line] = [0, 1];
  while (at < text.length) {
    const start = text.indexOf("<", at);
    if (start !== at) {
      const own = text.slice(at, start === -1 ? undefined : start);
      yield { is: "text", text: own, line: line + lineFeeds(own.slice(0, own.length - own.trimStart().length)) };
      line += lineFeeds(own);
      if (start === -1) return;
    }
    const special = SPECIAL.find(({ open }) => text.startsWith(open, start));
    const close = special?.close ?? ">";
    const end = special === undefined ? tagEnd(text, start) : text.indexOf(close, start + special.open.length);
    if (end === -1) {
      yield { is: "broken", line };
      return;
    }
    const own = text.slice(start, end + close.length);
    yield pieceOf(own, line, alone(text, start));
    line += lineFeeds(own);
    at = end + close.length;
  }
}

/** Where a tag ends: a `>` outside of quotes; of a document type the one behind its brackets. */
function tagEnd(text: string, start: number): number {
  const brackets = text.startsWith("<!", start);
  let [quote, depth] = ["", 0];
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text[at] ?? "";
    if (quote !== "") {
      if (unit === quote) quote = "";
    } else if (unit === '"' || unit === "'") quote = unit;
    else if (brackets && unit === "[") depth += 1;
    else if (brackets && unit === "]") depth -= 1;
    else if (unit === ">" && depth <= 0) return at;
  }
  return -1;
}

function pieceOf(own: string, line: number, alone: boolean): Piece {
  if (own.startsWith("<!--")) return { is: "comment", text: own.slice(4, -3), line, alone };
  if (own.startsWith("<![CDATA[")) return { is: "text", text: own.slice(9, -3).replaceAll("&", "&amp;"), line };
  if (own.startsWith("<!")) return { is: own.includes("<!ENTITY") ? "entities" : "other", line };
  if (own.startsWith("<?")) return { is: "other", line };
  const name = /^<\/?\s{0,4}([^\s/>"'=]{1,200})/.exec(own)?.[1];
  if (name === undefined) return { is: "broken", line };
  if (own.startsWith("</")) return { is: "close", name, line };
  return { is: "open", name, attributes: attributesOf(own, line), closed: own.endsWith("/>"), line };
}

function attributesOf(own: string, line: number): readonly Attribute[] {
  const found: Attribute[] = [];
  let [seen, at] = [line, 0];
  for (const match of own.matchAll(/([^\s/>"'=]{1,200})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')/g)) {
    seen += lineFeeds(own.slice(at, match.index));
    at = match.index;
    found.push({ name: match[1] ?? "", value: match[2] ?? match[3] ?? "", line: seen });
  }
  return found;
}

/** Whether nothing but layout stands before a place on its line; a long way back is not looked. */
function alone(text: string, at: number): boolean {
  return /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, at - 100), at));
}

const NAMED: { readonly [name: string]: string } = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** A text with the five entities of XML and those of numbers; all others stay as they are spelled. */
export function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{1,10}));/g,
    (all, ten?: string, hex?: string, name = "") => {
      const code = ten === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(ten, 10);
      if (ten === undefined && hex === undefined) return NAMED[name] ?? all;
      return code > 0x10ffff ? all : String.fromCodePoint(code);
    },
  );
}
