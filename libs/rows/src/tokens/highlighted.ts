import type { Parser, Tree } from "@lezer/common";
import { highlightTree, tagHighlighter, tags } from "@lezer/highlight";
import { tokenClass } from "../tokens-wire/token-class.ts";
import type { LineTokens, TokenClass } from "../tokens-wire/token-class.ts";
import { LineCollector } from "./line-collector.ts";

/** Steps of a parser between two questions whether to go on: of a text that was made for it, one takes milliseconds. */
const STEPS = 50;

/** Tokens by a grammar of Lezer; undefined where `goOn` said no. */
export function highlighted(parser: Parser, text: string, goOn: () => boolean): readonly LineTokens[] | undefined {
  const tree = parseWhile(parser, text, goOn);
  if (tree === undefined) return undefined;
  const collector = new LineCollector(text);
  highlightTree(tree, highlighter, (from, to, names) => {
    // What stands inside a heading has both classes, its own last.
    const kind = CLASSES.get(names.slice(names.lastIndexOf(" ") + 1));
    if (kind !== undefined) collector.add(from, to, kind);
  });
  return collector.lines;
}

function parseWhile(parser: Parser, text: string, goOn: () => boolean): Tree | undefined {
  const parse = parser.startParse(text);
  for (let step = 1; ; step += 1) {
    const tree = parse.advance();
    if (tree !== null) return tree;
    if (step % STEPS === 0 && !goOn()) return undefined;
  }
}

type Style = { readonly tag: Parameters<typeof tagHighlighter>[0][number]["tag"]; readonly class: TokenClass };

const STYLES: readonly Style[] = [
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], class: "keyword" },
  {
    tag: [tags.string, tags.special(tags.string), tags.regexp, tags.escape, tags.character, tags.attributeValue],
    class: "string",
  },
  { tag: tags.number, class: "number" },
  { tag: [tags.comment, tags.docComment], class: "comment" },
  { tag: [tags.typeName, tags.className, tags.namespace], class: "type" },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.propertyName),
      tags.function(tags.definition(tags.variableName)),
      tags.macroName,
    ],
    class: "function",
  },
  { tag: [tags.propertyName, tags.attributeName], class: "property" },
  { tag: [tags.bool, tags.null, tags.atom, tags.self, tags.standard(tags.variableName)], class: "constant" },
  { tag: [tags.meta, tags.annotation, tags.processingInstruction], class: "meta" },
  { tag: tags.heading, class: "heading" },
  { tag: [tags.link, tags.url], class: "link" },
  { tag: [tags.emphasis, tags.strong, tags.monospace, tags.quote], class: "emphasis" },
];

const highlighter = tagHighlighter(STYLES);
const CLASSES: ReadonlyMap<string, number> = new Map(STYLES.map((style) => [style.class, tokenClass(style.class)]));
