import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { TypedReading } from "../typed-reading.ts";
import { fenceAt } from "./fences.ts";
import { Headings } from "./headings.ts";
import { listAt } from "./lists.ts";
import { quantityFacts } from "./quantities.ts";
import { tableAt } from "./tables.ts";

/** A page while it is read. */
export type Page = { readonly lines: readonly string[]; readonly facts: FactCollector };

/** Words of a fence that name no language of its own. */
const PLAIN = /^(?:|text|txt|plain|plaintext|none|output)$/;

/**
 * Reads what a page of Markdown says in tables, lists and lines such as `reply: 13.5`: settings `as: "doc"` and lists, below the headings they stand
 * under. Blocks in a language are texts of their own.
 */
export function readMarkdown({ text }: SourceText): TypedReading {
  const facts = new FactCollector("markdown");
  const page: Page = { lines: text.split("\n").map((line) => line.trimEnd()), facts };
  const headings = new Headings();
  for (let at = 0; at < page.lines.length;) {
    const line = page.lines[at] ?? "";
    const fence = fenceAt(page.lines, at);
    if (fence !== undefined) {
      const { language, inner, next } = fence;
      if (PLAIN.test(language))
        for (let own = at + 1; own < at + 1 + inner.length; own += 1) quantityFacts(page, own, headings.path);
      else if (inner.length > 0) facts.embed({ language, text: inner.join("\n"), line: at + 2, within: headings.path });
      at = next;
    } else if (headings.read(line)) at += 1;
    else {
      const next = tableAt(page, at, headings.path) ?? listAt(page, at, headings.path);
      if (next === undefined) quantityFacts(page, at, headings.path);
      else
        for (let own = at; own < next; own += 1)
          if (!(page.lines[own] ?? "").includes("|")) quantityFacts(page, own, headings.path);
      at = next ?? at + 1;
    }
  }
  return facts.reading();
}
